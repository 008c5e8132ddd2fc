"""GRP010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP010",
    severity=Severity.INFORMATIONAL,
    title="Policy that a user has twice",
    message="{user} has {repeated_policies} directly as well as by a group",
    evidence=("user", "repeated_policies", "group_names"),
    fix="aws iam detach-user-policy --user-name {user} --policy-arn POLICY_ARN",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",),
)
def redundant_user_attachment(user_access: pd.DataFrame) -> pd.Series:
    """A managed policy is attached to a user and to one of its groups.

    ## Why
    Taking the user out of the group seems to end the permissions, and does not.

    ## Fix
    Detach the policy from the user; nothing changes until the user leaves the group.

    ## Not covered
    Different policies that allow the same, and inline policies.

    ## Cases

    | user  | repeated_policies | finding |
    | ----- | ----------------- | ------- |
    | alice | ReadOnlyAccess    | yes     |
    | bob   | ""                | no      |
    | carol |                   | unknown |
    """
    return user_access["repeated_policies"] != ""
