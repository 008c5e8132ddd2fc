"""SHR010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR010",
    severity=Severity.LOW,
    title="Role that trusts an IAM user",
    message="{role} trusts the IAM user {principal}",
    evidence=("principal", "requires_mfa", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",),
)
def role_trust_user_principal(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows an IAM user to take on the role.

    ## Why
    A user signs in with long-term credentials, and those can be stolen and used for as long as
    nobody notices. A role has none.

    ## Fix
    Trust a role: that of IAM Identity Center for people, that of the workload for programs.

    ## Not covered
    Users who come in by the account as a whole (SHR020).

    ## Cases

    | principal_kind | lets_in | finding |
    | -------------- | ------- | ------- |
    | user           | true    | yes     |
    | user           | false   | no      |
    | user           |         | unknown |
    | role           | true    | no      |
    """
    r = role_trusts
    return ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "user")
