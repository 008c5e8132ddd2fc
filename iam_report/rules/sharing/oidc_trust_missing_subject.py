"""SHR012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR012",
    severity=Severity.CRITICAL,
    title="Role that every customer of an identity provider can assume",
    message="{role} can be assumed by workloads of other customers of {issuer}",
    evidence=("issuer", "subjects", "audiences", "breadth", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    ),
)
def oidc_trust_missing_subject(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows an OIDC provider that many customers share, and names no tenant of it.

    ## Why
    The provider gives tokens to all its customers. Anybody who opens an account there can take on
    the role: a repository of a stranger at GitHub, for example. `repo:acme*` lets in the
    organization `acme-evil`, which everybody can make.

    ## Fix
    Ask for the claim that names the tenant: `sub` such as `repo:ORGANIZATION/REPOSITORY:*` for
    GitHub, GitLab and HCP Terraform; `aud` for Vercel, Pulumi and Amazon Cognito.

    ## Not covered
    Which issuers are shared is a list in the package; an issuer it does not know is taken to serve
    one tenant (SHR013). `ForAllValues` and `...IfExists` are no limits.

    ## Cases

    | principal_kind | lets_in | is_shared_issuer | limits_tenant | finding |
    | -------------- | ------- | ---------------- | ------------- | ------- |
    | oidc           | true    | true             | false         | yes     |
    | oidc           | true    | true             | true          | no      |
    | oidc           | true    | true             |               | unknown |
    | oidc           | false   | true             | false         | no      |
    | oidc           | true    | false            | true          | no      |
    | saml           | true    |                  |               | no      |
    """
    r = role_trusts
    is_oidc = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "oidc")
    return is_oidc & r["is_shared_issuer"] & ~r["limits_tenant"]
