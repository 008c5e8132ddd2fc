"""GRP006."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP006",
    severity=Severity.LOW,
    title="Group without users",
    message="no user is in group {group}",
    evidence=("group", "create_date", "policies"),
    fix="aws iam delete-group --group-name {group}  # detach its policies first",
    controls=aws_config("iam-group-has-users-check"),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups_manage_delete.html",),
)
def group_without_users(group_use: pd.DataFrame) -> pd.Series:
    """No user is in a group.

    ## Why
    Nobody notices what is attached to a group without users, until somebody is put into it.

    ## Fix
    Delete the group, or put those into it for whom it was made.

    ## Not covered
    Groups of IAM Identity Center: they are not groups of IAM.

    ## Cases
    `members` is empty where no user was found and the export is not whole.

    | group   | members | finding |
    | ------- | ------- | ------- |
    | old     | 0       | yes     |
    | staff   | 3       | no      |
    | perhaps |         | unknown |
    """
    return group_use["members"] == 0
