"""PRV033."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV033",
    severity=Severity.INFORMATIONAL,
    title="Policy that is a permissions boundary only",
    message="{place} is a permissions boundary only; uses as boundary: {boundary_of}",
    evidence=("policy", "version", "attached_to", "boundary_of", "arn"),
    fix="aws iam list-entities-for-policy --policy-arn {arn}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
    off="an inventory of what is as it is meant to be",
)
def policy_used_as_boundary_only(policies: pd.DataFrame) -> pd.Series:
    """A policy is a permissions boundary, and attached to nothing.

    ## Why
    It grants nothing: it caps what other policies grant. Rules about what policies grant leave it
    out.

    ## Fix
    Nothing, if that is what it is for.

    ## Not covered
    Whether the boundary is a good one.

    ## Cases

    | attached_to | boundary_of | finding |
    | ----------- | ----------- | ------- |
    | 0           | 3           | yes     |
    | 1           | 3           | no      |
    | 0           | 0           | no      |
    |             | 3           | unknown |
    """
    r = policies
    return (r["attached_to"] == 0) & (r["boundary_of"] > 0)
