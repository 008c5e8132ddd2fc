"""GRP009."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP009",
    severity=Severity.MEDIUM,
    title="Group that makes administrators",
    message="group {group} makes its users administrators by {admin_via}",
    evidence=("group", "admin_via", "members", "member_names", "members_without_mfa"),
    severity_above={"members_without_mfa": {0: Severity.HIGH}},
    fix="aws iam get-group --group-name {group}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html",
    ),
)
def group_granting_admin(group_use: pd.DataFrame) -> pd.Series:
    """The policies of a group let its users give themselves any permission, on no condition.

    ## Why
    Whoever gets at one user of the group has the account. The severity is high if the credential
    report knows a user of the group who has credentials and no MFA device.

    ## Fix
    See who is in the group and needs to be. Demand MFA by a condition or a `Deny` in the policies;
    better, let people who administrate take on a role for a while.

    ## Not covered
    Groups whose users are administrators only under conditions, such as with MFA. What a user gets
    by policies outside the group: see `principals`. It is what the policies say that counts, not
    the names of policies and groups.

    ## Cases

    | group     | is_admin | members | finding |
    | --------- | -------- | ------- | ------- |
    | admins    | true     | 2       | yes     |
    | nobody    | true     | 0       | no      |
    | staff     | false    | 2       | no      |
    | unclear   |          | 2       | unknown |
    | truncated | true     |         | unknown |
    """
    r = group_use
    return r["is_admin"] & (r["members"] > 0)
