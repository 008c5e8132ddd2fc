"""GRP008."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP008",
    severity=Severity.INFORMATIONAL,
    title="User without permissions",
    message="no policy grants {user} anything, neither its own nor that of a group",
    evidence=("user", "group_names", "unknown_groups", "create_date"),
    fix="aws iam delete-user --user-name {user}  # delete what the user owns first",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
    ),
)
def user_without_permissions(user_access: pd.DataFrame) -> pd.Series:
    """A user has no policies, neither of its own nor by a group.

    ## Why
    The user can do no more than any signed-in caller can. It may be left over, and is one more set
    of credentials to look after.

    ## Fix
    See whether the user is used at all (ROT012), then delete it or put it into a group.

    ## Not covered
    Policies of resources, such as S3 buckets, and trust policies of roles, which may let in this
    very user: authorization details hold only the latter.

    ## Cases

    | user  | own_policies | group_policies | finding |
    | ----- | ------------ | -------------- | ------- |
    | alice | 0            | 0              | yes     |
    | bob   | 0            | 2              | no      |
    | carol | 1            |                | no      |
    | dave  | 0            |                | unknown |
    """
    r = user_access
    return (r["own_policies"] == 0) & (r["group_policies"] == 0)
