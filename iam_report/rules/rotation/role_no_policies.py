"""ROT021."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT021",
    severity=Severity.INFORMATIONAL,
    title="Role without policies",
    message="role {role} has no policies",
    evidence=("role", "create_date", "last_used_date", "services"),
    fix="aws iam delete-role --role-name {role}",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html",),
)
def role_no_policies(role_use: pd.DataFrame) -> pd.Series:
    """A role has no policies, neither attached nor inline.

    ## Why
    The role gives nothing to whom it lets in. It may be left over from a program that is gone.

    ## Fix
    See whether anything names the role, then delete it.

    ## Not covered
    Roles that AWS made. Policies of resources and of other roles may name this one, which then
    works without policies of its own.

    ## Cases

    | role    | policies | is_made_by_aws | finding |
    | ------- | -------- | -------------- | ------- |
    | left    | 0        | false          | yes     |
    | app     | 1        | false          | no      |
    | service | 0        | true           | no      |
    """
    r = role_use
    return ~r["is_made_by_aws"] & (r["policies"] == 0)
