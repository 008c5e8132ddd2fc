"""GRP011."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP011",
    severity=Severity.INFORMATIONAL,
    title="User in almost as many groups as AWS allows",
    message="{user} is in {groups} groups",
    evidence=("user", "groups", "group_names"),
    fix="aws iam remove-user-from-group --user-name {user} --group-name GROUP_NAME",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",),
)
def groups_per_user_quota_near(user_access: pd.DataFrame, *, min_groups: int = 9) -> pd.Series:
    """A user is in `min_groups` groups or more; AWS allows ten.

    ## Why
    At the quota the user can be put into no further group, and people begin to attach policies to
    the user. Nobody sees any more what somebody in so many groups may do.

    ## Fix
    Make groups for tasks rather than for single permissions, and take the user out of those that
    it does not need.

    ## Not covered
    What the groups give.

    ## Cases

    | user  | groups | finding |
    | ----- | ------ | ------- |
    | alice | 9      | yes     |
    | bob   | 8      | no      |
    """
    return user_access["groups"] >= min_groups
