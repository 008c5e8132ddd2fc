"""GRP012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule
from iam_report.rules._names import is_named

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP012",
    severity=Severity.INFORMATIONAL,
    title="User outside the group for its kind",
    message="the name of {user} says what it is, and it is not in the group for that",
    evidence=("user", "path_and_name", "group_names"),
    fix="aws iam add-user-to-group --user-name {user} --group-name GROUP_NAME",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",),
    off="it needs to be told which names belong to which group",
)
def user_not_in_category_group(
    user_access: pd.DataFrame, *, categories: tuple[str, ...] = ("^/robots/=robots",)
) -> pd.Series:
    """A user's path and name match a pattern, and the user is not in the group for it.

    Each of `categories` is a regular expression of RE2, an equals sign and the name of a group.

    ## Why
    Where names and groups say the same, rules that hold for all people or for all programs can be
    attached to one group.

    ## Fix
    Put the user into the group, or move it to another path.

    ## Not covered
    Users that no pattern matches. The last equals sign ends the pattern.

    ## Cases

    | user | path_and_name | group_names      | finding |
    | ---- | ------------- | ---------------- | ------- |
    | ci   | /robots/ci    | builders         | yes     |
    | cd   | /robots/cd    | builders, robots | no      |
    | cx   | /robots/cx    | robots-old       | yes     |
    | ann  | /people/ann   | ""               | no      |
    """
    r = user_access
    answer = is_named(r["path_and_name"], "")
    listed = ", " + r["group_names"] + ", "
    for category in categories:
        pattern, _, group = category.rpartition("=")
        is_in = listed.str.contains(f", {group}, ", regex=False)
        answer = answer | (is_named(r["path_and_name"], pattern) & ~is_in)
    return answer
