"""SHR006."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR006",
    severity=Severity.HIGH,
    title="Powerful role that another account can assume",
    message="{role} can be assumed from account {principal_account}, and is powerful",
    evidence=("principal", "is_admin", "reads_widely", "has_external_id", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
    ),
)
def role_trusts_external_with_power(
    role_trusts: pd.DataFrame, *, trusted_accounts: tuple[str, ...] = ()
) -> pd.Series:
    """A role that another account can take on is an administrator or reads the whole account.

    ## Why
    A role counts that can give itself any permission, or has one of the AWS managed policies
    `AdministratorAccess`, `PowerUserAccess`, `ReadOnlyAccess`, `SecurityAudit` and
    `ViewOnlyAccess`. Whoever breaks into the other account has this one as well, or knows all that
    is in it.

    ## Fix
    Give the role what the other account needs it for and no more; list accounts of your own
    organization in the option `trusted_accounts`.

    ## Not covered
    Roles that read a lot by policies of your own. The principal `*` (SHR001).

    ## Cases

    | is_external   | principal_account | lets_in | is_admin | reads_widely | finding |
    | ------------- | ----------------- | ------- | -------- | ------------ | ------- |
    | true          | 444455556666      | true    | true     | false        | yes     |
    | true          | 444455556666      | true    | false    | true         | yes     |
    | true          | 444455556666      | true    | false    | false        | no      |
    | true          | 444455556666      | true    |          | false        | unknown |
    | false         | 111122223333      | true    | true     | true         | no      |
    """
    r = role_trusts
    is_trusted = r["principal_account"].isin(trusted_accounts).astype(r["lets_in"].dtype)
    is_foreign = ~r["is_made_by_aws"] & r["lets_in"] & r["is_external"] & ~is_trusted
    return is_foreign & (r["is_admin"] | r["reads_widely"])
