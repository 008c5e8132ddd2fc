"""GRP005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config
from iam_report.rule import Severity, rule
from iam_report.rules._names import is_named

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP005",
    severity=Severity.LOW,
    title="User in no group",
    message="{user} is in no group",
    evidence=("user", "path_and_name", "attached_names", "inline_names", "tag_text"),
    fix="aws iam add-user-to-group --user-name {user} --group-name GROUP_NAME",
    controls=aws_config("iam-user-group-membership-check"),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",),
)
def user_without_group(
    user_access: pd.DataFrame, *, exempt_names: str = "", exempt_tags: str = ""
) -> pd.Series:
    """A user is in no group.

    ## Why
    Such a user has either no permissions or some of its own. With groups the permissions of all who
    have the same task are in one place, and end with the task.

    ## Fix
    Put the user into the group for its task, or delete it if it has none.

    ## Not covered
    Users whose path and name, such as `/robots/ci`, match the regular expression `exempt_names`,
    or one of whose tags, written as `key=value`, contains a match of `exempt_tags`: a program may
    well have policies of its own.

    ## Cases

    | user  | groups | finding |
    | ----- | ------ | ------- |
    | alice | 0      | yes     |
    | bob   | 1      | no      |
    """
    r = user_access
    tags = r["tag_text"].fillna("")
    is_exempt = is_named(r["path_and_name"], exempt_names) | is_named(tags, exempt_tags)
    return ~is_exempt & (r["groups"] == 0)
