"""SHR020."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR020",
    severity=Severity.LOW,
    title="Role that people of the account can assume without MFA",
    message="{role} can be assumed from its own account by {principal} without MFA",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
    ),
    off="programs take on most such roles, and they have no MFA device",
)
def role_trust_missing_mfa_for_humans(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows a user, or the role's own account as a whole, and does not ask for MFA.

    ## Why
    Who has stolen an access key can change into the role with it.

    ## Fix
    Add the condition `Bool` `aws:MultiFactorAuthPresent` `true`, if people take on the role.

    ## Not covered
    Whether people or programs take on the role: the export does not say. Roles as principals.

    ## Cases

    | principal_kind | account_class | lets_in | requires_mfa | finding |
    | -------------- | ------------- | ------- | ------------ | ------- |
    | account        | self          | true    | false        | yes     |
    | user           | self          | true    | false        | yes     |
    | account        | self          | true    | true         | no      |
    | account        | self          | true    |              | unknown |
    | role           | self          | true    | false        | no      |
    | account        | other         | true    | false        | no      |
    """
    r = role_trusts
    is_person = (r["principal_kind"] == "account") | (r["principal_kind"] == "user")
    is_own = ~r["is_made_by_aws"] & r["lets_in"] & (r["account_class"] == "self")
    return is_own & is_person & ~r["requires_mfa"]
