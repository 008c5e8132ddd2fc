"""SHR023."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR023",
    severity=Severity.MEDIUM,
    title="Role of a Cognito identity pool open to guests",
    message="{role} does not tell whether users of the identity pool {audiences} have signed in",
    evidence=("audiences", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html",
    ),
)
def cognito_trust_without_amr(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows a Cognito identity pool and does not ask how its users signed in.

    ## Why
    An identity pool gives identities to guests who never signed in, if that is turned on. Without
    the condition they can take on the role that was meant for users.

    ## Fix
    Add `ForAnyValue:StringLike` `cognito-identity.amazonaws.com:amr` `authenticated`; roles for
    guests say `unauthenticated`.

    ## Not covered
    Trust policies that do not name the pool (SHR012). Whether the pool lets in guests: the export
    does not say.

    ## Cases

    | principal_kind | issuer                         | lets_in | limits_tenant | amr           | finding |
    | -------------- | ------------------------------ | ------- | ------------- | ------------- | ------- |
    | oidc           | cognito-identity.amazonaws.com | true    | true          |               | yes     |
    | oidc           | cognito-identity.amazonaws.com | true    | true          | authenticated | no      |
    | oidc           | cognito-identity.amazonaws.com | true    | false         |               | no      |
    | oidc           | cognito-identity.amazonaws.com | true    |               |               | unknown |
    | oidc           | gitlab.com                     | true    | true          |               | no      |
    | service        |                                | true    |               |               | no      |
    """  # noqa: E501  (a wide table)
    r = role_trusts
    is_oidc = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "oidc")
    is_cognito = is_oidc & (r["issuer"] == "cognito-identity.amazonaws.com")
    return is_cognito & r["limits_tenant"] & r["amr"].isna().astype(is_cognito.dtype)
