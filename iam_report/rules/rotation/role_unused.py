"""ROT020."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule
from iam_report.rules._names import PLATFORM_ROLES, is_named

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT020",
    severity=Severity.LOW,
    title="Unused role",
    message="role {role} was not used in the last {unused_days} days",
    evidence=("role", "last_used_date", "last_used_region", "create_date", "services", "is_admin"),
    severity_above={"power": {0: Severity.MEDIUM, 1: Severity.HIGH}},
    fix="aws iam delete-role --role-name {role}  # detach its policies first",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html",
    ),
)
def role_unused(
    role_use: pd.DataFrame, *, max_unused_days: int = 90, exempt_names: str = PLATFORM_ROLES
) -> pd.Series:
    """Nobody has used a role for `max_unused_days` days or longer.

    Where AWS has recorded no use, the days since the role was created count.

    ## Why
    A role that nobody needs still gives what it holds to all whom its trust policy lets in. The
    severity is high for an administrator, and medium for one under conditions.

    ## Fix
    Ask the owner, then delete the role. Denying everything by a policy first makes it easy to go
    back.

    ## Not covered
    Roles that AWS made for a service or for IAM Identity Center. Roles whose path and name, such as
    `/app/web`, match the regular expression `exempt_names`: by default those by which AWS
    Organizations, AWS Control Tower and CloudFormation StackSets come into an account. AWS looks
    back 400 days: a role without a last use may have been used before.

    ## Cases

    | role    | is_made_by_aws | unused_days | age_days | finding |
    | ------- | -------------- | ----------- | -------- | ------- |
    | old     | false          | 90          | 400      | yes     |
    | busy    | false          | 89          | 400      | no      |
    | service | true           | 400         | 400      | no      |
    | unclear | false          |             | 400      | unknown |
    | new     | false          |             | 3        | no      |
    """
    r = role_use
    is_young = (r["age_days"] < max_unused_days).fillna(value=False)
    is_judged = ~r["is_made_by_aws"] & ~is_named(r["path_and_name"], exempt_names) & ~is_young
    return is_judged & (r["unused_days"] >= max_unused_days)
