"""USR007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="USR007",
    severity=Severity.INFORMATIONAL,
    title="User without tags",
    message="{user} has no tags",
    evidence=("user", "path_and_name"),
    fix="aws iam tag-user --user-name {user} --tags Key=KEY,Value=VALUE",
    controls=fsbp("IAM.25"),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_users.html",),
    off="not every account uses tags",
)
def user_tag_missing(user_access: pd.DataFrame) -> pd.Series:
    """A user has no tags but those of AWS, which begin with `aws:`.

    ## Why
    Tags say who a user belongs to and what for, and policies can ask for them.

    ## Fix
    Tag the user with what you need to know about it, such as its owner.

    ## Not covered
    Which tags there are.

    ## Cases

    | user  | own_tags | finding |
    | ----- | -------- | ------- |
    | alice | 0        | yes     |
    | bob   | 1        | no      |
    | carol |          | unknown |
    """
    return user_access["own_tags"] == 0
