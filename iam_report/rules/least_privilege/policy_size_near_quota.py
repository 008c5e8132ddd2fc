"""PRV036."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV036",
    severity=Severity.LOW,
    title="Policy near the quota on its size",
    message="the size of {what} is {percent} % of what AWS allows: {used} of {quota} characters",
    evidence=("name", "limit", "used", "quota", "percent"),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",),
)
def policy_size_near_quota(policy_limits: pd.DataFrame, *, min_percent: int = 90) -> pd.Series:
    """A policy has at least `min_percent` of the characters that AWS allows.

    ## Why
    At the quota the next change is refused, often in a hurry and in the middle of something. Long
    policies are also those that nobody reads.

    ## Fix
    Put resources of a kind under one pattern, remove what is needless (`statement_redundant`), or
    divide the policy.

    ## Not covered
    Quotas that AWS raised for the account: the export does not say. Whitespace does not count, as
    with AWS. All inline policies of one user, group or role count together.

    ## Cases

    | limit             | percent | finding |
    | ----------------- | ------- | ------- |
    | managed policy    | 90      | yes     |
    | managed policy    | 89      | no      |
    | inline policies   | 104     | yes     |
    | trust policy      | 95      | yes     |
    | managed policy    |         | unknown |
    | attached policies | 100     | no      |
    """
    r = policy_limits
    near = r["percent"] >= min_percent
    return (r["limit"] != "attached policies").astype(near.dtype) & near
