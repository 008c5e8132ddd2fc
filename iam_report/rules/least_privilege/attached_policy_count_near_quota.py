"""PRV037."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV037",
    severity=Severity.LOW,
    title="Attached policies near the quota",
    message="{what} has {used} of the {quota} managed policies that AWS allows",
    evidence=("name", "limit", "used", "quota", "percent"),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",),
)
def attached_policy_count_near_quota(
    policy_limits: pd.DataFrame, *, min_percent: int = 90
) -> pd.Series:
    """A user, group or role has at least `min_percent` of the managed policies that AWS allows.

    ## Why
    At the quota no further policy can be attached, and people begin to put more into those that are
    there.

    ## Fix
    Put policies together, or move users to groups, whose policies count by themselves.

    ## Not covered
    Quotas that AWS raised for the account: the export does not say. Policies that come to a user by
    groups.

    ## Cases

    | limit             | percent | finding |
    | ----------------- | ------- | ------- |
    | attached policies | 90      | yes     |
    | attached policies | 80      | no      |
    | managed policy    | 100     | no      |
    """
    r = policy_limits
    near = r["percent"] >= min_percent
    return (r["limit"] == "attached policies").astype(near.dtype) & near
