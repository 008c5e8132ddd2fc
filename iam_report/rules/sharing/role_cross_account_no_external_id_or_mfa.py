"""SHR003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR003",
    severity=Severity.MEDIUM,
    title="Role of another account without external ID or MFA",
    message="{role} can be assumed from account {principal_account} without an external ID or MFA",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    ),
)
def role_cross_account_no_external_id_or_mfa(
    role_trusts: pd.DataFrame, *, trusted_accounts: tuple[str, ...] = ()
) -> pd.Series:
    """A trust policy allows another account and asks for neither an external ID nor MFA.

    ## Why
    If the other account belongs to a vendor, another customer of the vendor can point it at your
    role. An external ID prevents that. If people come from there, MFA keeps out who has but a
    stolen key.

    ## Fix
    Ask for `sts:ExternalId` where a vendor comes in, for `aws:MultiFactorAuthPresent` where people
    do; list accounts of your own organization in the option `trusted_accounts`.

    ## Not covered
    Which accounts are of your organization: the export does not say. Callers limited to an
    organization are taken to be of yours.

    ## Cases

    | is_external   | principal_account | lets_in | has_external_id | requires_mfa | limits_organization | finding |
    | ------------- | ----------------- | ------- | --------------- | ------------ | ------------------- | ------- |
    | true          | 444455556666      | true    | false           | false        | false               | yes     |
    | true          | 444455556666      | true    | true            | false        | false               | no      |
    | true          | 444455556666      | true    | false           | true         | false               | no      |
    | true          | 444455556666      | true    | false           | false        | true                | no      |
    | true          | 444455556666      | true    | false           |              | false               | unknown |
    | true          | 444455556666      | false   | false           | false        | false               | no      |
    | false         | 111122223333      | true    | false           | false        | false               | no      |
    """  # noqa: E501  (a wide table)
    r = role_trusts
    is_trusted = r["principal_account"].isin(trusted_accounts).astype(r["lets_in"].dtype)
    is_foreign = ~r["is_made_by_aws"] & r["lets_in"] & r["is_external"] & ~is_trusted
    return is_foreign & ~(r["has_external_id"] | r["requires_mfa"] | r["limits_organization"])
