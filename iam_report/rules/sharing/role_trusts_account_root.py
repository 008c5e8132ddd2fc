"""SHR004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR004",
    severity=Severity.LOW,
    title="Role that a whole foreign account can assume",
    message="{role} can be assumed by whomever account {principal_account} chooses",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
)
def role_trusts_account_root(
    role_trusts: pd.DataFrame, *, trusted_accounts: tuple[str, ...] = ()
) -> pd.Series:
    """A trust policy allows another account as a whole, by its ID or its root ARN.

    ## Why
    The administrators of that account decide who takes on the role, and may give the right to
    anybody there.

    ## Fix
    Name the role that needs it: `arn:aws:iam::ACCOUNT:role/NAME`, or limit `aws:PrincipalArn`.

    ## Not covered
    The role's own account as a whole: there the owner decides anyway. Accounts of your own
    organization can be listed in the option `trusted_accounts`.

    ## Cases

    | principal_kind | is_external   | principal_account | lets_in | limits_principals | finding |
    | -------------- | ------------- | ----------------- | ------- | ----------------- | ------- |
    | account        | true          | 444455556666      | true    | false             | yes     |
    | account        | true          | 444455556666      | true    | true              | no      |
    | account        | true          | 444455556666      | true    |                   | unknown |
    | account        | false         | 111122223333      | true    | false             | no      |
    | role           | true          | 444455556666      | true    | false             | no      |
    """
    r = role_trusts
    is_trusted = r["principal_account"].isin(trusted_accounts).astype(r["lets_in"].dtype)
    is_whole = r["is_external"] & (r["principal_kind"] == "account") & ~is_trusted
    return ~r["is_made_by_aws"] & r["lets_in"] & is_whole & ~r["limits_principals"]
