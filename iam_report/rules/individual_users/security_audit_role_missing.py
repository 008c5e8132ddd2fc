"""USR005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="USR005",
    severity=Severity.INFORMATIONAL,
    title="No role for security audits",
    message="no role that somebody can take on has SecurityAudit in {account_id}",
    evidence=("audit_holders",),
    fix=(
        "aws iam attach-role-policy --role-name ROLE_NAME"
        " --policy-arn arn:aws:iam::aws:policy/SecurityAudit"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/security-audit-guide.html",
    ),
    off="auditors may as well come in by another policy that reads",
)
def security_audit_role_missing(account_access: pd.DataFrame) -> pd.Series:
    """No role has the policy `SecurityAudit` and a trust policy that lets somebody in.

    ## Why
    Who looks after the security of an account needs to read its configuration, and neither its data
    nor more.

    ## Fix
    Make a role with the AWS managed policy `SecurityAudit`, and let auditors take it on.

    ## Not covered
    Roles that read by other policies.

    ## Cases

    | account_id   | has_audit_role | finding |
    | ------------ | -------------- | ------- |
    | 111122223333 | false          | yes     |
    | 222233334444 | true           | no      |
    | 333344445555 |                | unknown |
    """
    return ~account_access["has_audit_role"]
