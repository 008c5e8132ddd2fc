"""SHR019."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR019",
    severity=Severity.MEDIUM,
    title="Trust in a SAML provider without audience",
    message="the trust policy of {role} does not ask that answers of {principal} are meant for AWS",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html",
    ),
)
def saml_trust_without_audience(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows a SAML provider and does not ask that `SAML:aud` is AWS's sign-in page.

    ## Why
    The provider signs answers for many applications. One that it made for another of them could be
    handed to AWS.

    ## Fix
    Add `SAML:aud` with `https://signin.aws.amazon.com/saml`, or the page of the Region; in China it
    is `https://signin.amazonaws.cn/saml`, in AWS GovCloud (US)
    `https://signin.amazonaws-us-gov.com/saml`.

    ## Not covered
    The expiry of the provider's metadata: the export does not hold it. Roles of IAM Identity
    Center. Partitions whose sign-in page the package does not know leave the answer open.

    ## Cases

    | principal_kind | lets_in | audience_ok | finding |
    | -------------- | ------- | ----------- | ------- |
    | saml           | true    | false       | yes     |
    | saml           | true    | true        | no      |
    | saml           | true    |             | unknown |
    | saml           | false   | false       | no      |
    | oidc           | true    |             | no      |
    """
    r = role_trusts
    is_saml = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "saml")
    return is_saml & ~r["audience_ok"]
