"""SHR014."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR014",
    severity=Severity.MEDIUM,
    title="Role that a whole organization at an identity provider can assume",
    message="{role} can be assumed from every repository or project of an organization at {issuer}",
    evidence=("issuer", "subjects", "breadth", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def oidc_sub_wildcard(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows an organization at an OIDC provider, and no certain project of it.

    ## Why
    Everybody who can make a repository in the organization, or write to any of them, can take on
    the role.

    ## Fix
    Name the repository or project, and the branch or environment that deploys.

    ## Not covered
    Providers whose tenant stands in `aud`: for them the audience is what AWS asks for. All runs of
    one repository (SHR015).

    ## Cases

    | principal_kind | lets_in | breadth      | finding |
    | -------------- | ------- | ------------ | ------- |
    | oidc           | true    | organization | yes     |
    | oidc           | true    | project      | no      |
    | oidc           | true    | exact        | no      |
    | oidc           | true    | any          | no      |
    | oidc           | false   | organization | no      |
    | oidc           | true    |              | unknown |
    | service        | true    |              | no      |
    """
    r = role_trusts
    is_oidc = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "oidc")
    return is_oidc & (r["breadth"] == "organization")
