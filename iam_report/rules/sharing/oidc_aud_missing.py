"""SHR018."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR018",
    severity=Severity.LOW,
    title="Trust in an OIDC provider without audience",
    message="the trust policy of {role} does not say for whom tokens of {issuer} are meant",
    evidence=("issuer", "subjects", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    ),
    off="AWS compares the audience with the list of the provider in the account anyway",
)
def oidc_aud_missing(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows an OIDC provider and has no condition on `aud`.

    ## Why
    A token that was made for another application is taken as well, if the provider in the account
    lists its audience.

    ## Fix
    Ask for `aud`, which is `sts.amazonaws.com` with most providers.

    ## Not covered
    The audiences that the provider in the account lists: the export does not hold them.

    ## Cases

    | principal_kind | lets_in | audiences         | finding |
    | -------------- | ------- | ----------------- | ------- |
    | oidc           | true    |                   | yes     |
    | oidc           | true    | sts.amazonaws.com | no      |
    | oidc           | false   |                   | no      |
    | oidc           |         |                   | unknown |
    | saml           | true    |                   | no      |
    """
    r = role_trusts
    is_oidc = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "oidc")
    return is_oidc & r["audiences"].isna().astype(r["lets_in"].dtype)
