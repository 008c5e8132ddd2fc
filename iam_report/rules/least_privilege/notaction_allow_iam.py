"""PRV007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV007",
    severity=Severity.HIGH,
    title="Allow with NotAction that leaves IAM open",
    message=(
        "statement {statement} of {place} allows by NotAction to change permissions on {scope}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    ),
)
def notaction_allow_iam(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows by `NotAction` to change permissions.

    ## Why
    Whoever has the policy can give themselves what it leaves out: attach another policy, make a key
    for an administrator, rewrite a trust policy.

    ## Fix
    List in `Action` what is wanted, or add `iam:*` and `organizations:*` to `NotAction`.

    ## Not covered
    Statements with a condition that an ordinary caller does not meet. Policies that are attached to
    nothing, or serve as permissions boundaries only: they grant nothing. Explicit denies,
    permissions boundaries and policies of the organization are not taken off: see `principals` for
    what a user or role may do in the end.

    ## Cases

    | is_attached | leaves_iam | is_conditional | finding |
    | ----------- | ---------- | -------------- | ------- |
    | true        | true       | false          | yes     |
    | true        | true       | true           | no      |
    | true        | false      | false          | no      |
    | false       | true       | false          | no      |
    | true        |            |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & r["leaves_iam"] & ~r["is_conditional"]
