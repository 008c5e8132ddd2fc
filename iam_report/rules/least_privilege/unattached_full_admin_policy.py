"""PRV005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV005",
    severity=Severity.LOW,
    title="Unattached policy that allows everything",
    message=(
        "statement {statement} of {place} allows every action on {scope}, and the policy "
        "is attached to nothing"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "arn"),
    ),
    fix="aws iam delete-policy --policy-arn {arn}",
    controls=(
        *fsbp("IAM.1", boundaries=True, conditional=True),
        *aws_config(
            "iam-policy-no-statements-with-admin-access", boundaries=True, conditional=True
        ),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-delete.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    ),
)
def unattached_full_admin_policy(
    policy_statements: pd.DataFrame, *, boundaries: bool = False, conditional: bool = False
) -> pd.Series:
    """A customer managed policy that is attached to nothing allows every action on every resource.

    ## Why
    It grants nothing today. Whoever may attach policies can hand it out, and its name may not say
    what it does.

    ## Fix
    Delete the policy.

    ## Not covered
    Policies that are a permissions boundary, unless `boundaries` is set, and statements under a
    condition, unless `conditional` is. AWS's own policies.

    ## Cases

    | kind             | attached_to | boundary_of | is_admin | is_conditional | finding |
    | ---------------- | ----------- | ----------- | -------- | -------------- | ------- |
    | customer managed | 0           | 0           | true     | false          | yes     |
    | customer managed | 0           | 0           | true     | true           | no      |
    | customer managed | 0           | 2           | true     | false          | no      |
    | customer managed | 1           | 0           | true     | false          | no      |
    | customer managed | 0           | 0           | false    | false          | no      |
    | customer managed | 0           | 0           |          |                | unknown |
    | inline           | 1           | 0           | true     | false          | no      |
    """
    r = policy_statements
    found = (r["attached_to"] == 0) & r["is_admin"]
    if not boundaries:
        found &= r["boundary_of"] == 0
    return found if conditional else found & ~r["is_conditional"]
