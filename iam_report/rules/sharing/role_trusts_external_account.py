"""SHR005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR005",
    severity=Severity.INFORMATIONAL,
    title="Role that another account can assume",
    message="{role} can be assumed by {principal} of account {principal_account}",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html",),
    off="an inventory of who is let in, not of what is wrong",
)
def role_trusts_external_account(
    role_trusts: pd.DataFrame, *, trusted_accounts: tuple[str, ...] = ()
) -> pd.Series:
    """A trust policy allows a principal of another account.

    ## Why
    It is good to know who else holds keys to the account.

    ## Fix
    Nothing, if the account is known; list it in the option `trusted_accounts`.

    ## Not covered
    The principal `*` (SHR001, SHR002), and what policies of resources share.

    ## Cases

    | is_external   | principal_account | lets_in | finding |
    | ------------- | ----------------- | ------- | ------- |
    | true          | 444455556666      | true    | yes     |
    | true          | 444455556666      | false   | no      |
    | true          | 444455556666      |         | unknown |
    | false         | 111122223333      | true    | no      |
    """
    r = role_trusts
    is_trusted = r["principal_account"].isin(trusted_accounts).astype(r["lets_in"].dtype)
    return ~r["is_made_by_aws"] & r["lets_in"] & r["is_external"] & ~is_trusted
