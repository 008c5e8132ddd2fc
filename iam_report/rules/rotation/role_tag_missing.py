"""ROT022."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT022",
    severity=Severity.INFORMATIONAL,
    title="Role without tags",
    message="role {role} has no tags",
    evidence=("role", "path_and_name"),
    fix="aws iam tag-role --role-name {role} --tags Key=KEY,Value=VALUE",
    controls=fsbp("IAM.24"),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html",),
    off="not every account uses tags",
)
def role_tag_missing(role_use: pd.DataFrame) -> pd.Series:
    """A role has no tags but those of AWS, which begin with `aws:`.

    ## Why
    Tags say who a role belongs to and what for: whom to ask before it is deleted.

    ## Fix
    Tag the role with what you need to know about it, such as its owner.

    ## Not covered
    Roles that AWS made. Which tags there are.

    ## Cases

    | role    | own_tags | is_made_by_aws | finding |
    | ------- | -------- | -------------- | ------- |
    | app     | 0        | false          | yes     |
    | web     | 1        | false          | no      |
    | service | 0        | true           | no      |
    | unclear |          | false          | unknown |
    """
    r = role_use
    return ~r["is_made_by_aws"] & (r["own_tags"] == 0)
