"""GRP002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP002",
    severity=Severity.LOW,
    title="Inline policies of a user",
    message="policies stand in user {user} itself: {inline_names}",
    evidence=("user", "inline_names"),
    fix="aws iam delete-user-policy --user-name {user} --policy-name POLICY_NAME",
    controls=aws_config("iam-no-inline-policy-check"),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    ),
)
def user_with_inline_policies(user_access: pd.DataFrame) -> pd.Series:
    """A user has inline policies.

    ## Why
    An inline policy is in no list of policies, has no versions to go back to, and is found only by
    looking at each user.

    ## Fix
    Make a managed policy of the text, attach it to a group of which the user is part, then delete
    the inline policy.

    ## Not covered
    Managed policies that are attached to the user (GRP001).

    ## Cases

    | user  | inline_policies | own_policies | finding |
    | ----- | --------------- | ------------ | ------- |
    | alice | 1               | 1            | yes     |
    | bob   | 0               | 1            | no      |
    """
    return user_access["inline_policies"] > 0
