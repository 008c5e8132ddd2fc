"""SHR017."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR017",
    severity=Severity.LOW,
    title="Wildcard in a claim that is compared as text",
    message="{role} trusts {dead_values} as plain text, so that the wildcard matches nothing",
    evidence=("issuer", "dead_values", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    ),
)
def oidc_wildcard_without_like(role_trusts: pd.DataFrame) -> pd.Series:
    """A claim of an OIDC provider is compared with a wildcard that its operator takes literally.

    ## Why
    `StringEquals` knows no wildcards, and no token holds a `*`, so nobody is let in. Whoever finds
    that out and widens the operator in haste lets in more than was meant.

    ## Fix
    Use `StringLike`, or write the value in full.

    ## Not covered
    Conditions on other keys.

    ## Cases

    | principal_kind | effect | dead_values   | finding |
    | -------------- | ------ | ------------- | ------- |
    | oidc           | Allow  | repo:acme/*   | yes     |
    | oidc           | Allow  |               | no      |
    | account        | Allow  |               | no      |
    |                |        |               | unknown |
    """
    r = role_trusts
    is_oidc = ~r["is_made_by_aws"] & (r["principal_kind"] == "oidc")
    has_dead = r["dead_values"].notna().astype(is_oidc.dtype)
    return (is_oidc & has_dead).where(r["principal_kind"].notna())
