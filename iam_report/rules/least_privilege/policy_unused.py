"""PRV032."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV032",
    severity=Severity.LOW,
    title="Unused policy",
    message="{place} is attached to nothing and is no permissions boundary",
    evidence=("policy", "version", "attached_to", "boundary_of", "arn"),
    fix="aws iam delete-policy --policy-arn {arn}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-delete.html",
    ),
)
def policy_unused(policies: pd.DataFrame) -> pd.Series:
    """A customer managed policy is attached to nothing and is no permissions boundary.

    ## Why
    Nobody looks after it. One day somebody attaches it for its name, and gets what it says.

    ## Fix
    Delete the policy, or keep it where such texts are kept for later.

    ## Not covered
    Policies attached to a group without members or to a role that nobody takes on.

    ## Cases

    | kind             | attached_to | boundary_of | finding |
    | ---------------- | ----------- | ----------- | ------- |
    | customer managed | 0           | 0           | yes     |
    | customer managed | 1           | 0           | no      |
    | customer managed | 0           | 1           | no      |
    | customer managed | 0           |             | unknown |
    | AWS managed      | 0           | 0           | no      |
    """
    r = policies
    found = (r["attached_to"] == 0) & (r["boundary_of"] == 0)
    return (r["kind"] == "customer managed").astype(found.dtype) & found
