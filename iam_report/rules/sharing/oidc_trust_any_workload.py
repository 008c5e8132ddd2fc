"""SHR013."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR013",
    severity=Severity.MEDIUM,
    title="Role that every workload of an identity provider can assume",
    message="{role} can be assumed by every workload of {issuer}",
    evidence=("issuer", "subjects", "audiences", "breadth", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    ),
)
def oidc_trust_any_workload(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows an OIDC provider of one tenant, and does not say which workload of it.

    ## Why
    A provider of your own still gives tokens to many: every service account of a Kubernetes
    cluster, every project of a GitLab server. Each of them can take on the role.

    ## Fix
    Ask for `sub`: `system:serviceaccount:NAMESPACE:NAME` for Amazon EKS.

    ## Not covered
    Issuers that many customers share (SHR012). Values of an issuer whose grammar is not known leave
    the answer open where they hold wildcards.

    ## Cases

    | principal_kind | lets_in | is_shared_issuer | breadth    | finding |
    | -------------- | ------- | ---------------- | ---------- | ------- |
    | oidc           | true    | false            | any        | yes     |
    | oidc           | true    | false            | lookalikes | yes     |
    | oidc           | true    | false            | exact      | no      |
    | oidc           | true    | false            |            | unknown |
    | oidc           | true    | true             | any        | no      |
    """
    r = role_trusts
    is_oidc = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "oidc")
    is_wide = (r["breadth"] == "any") | (r["breadth"] == "lookalikes")
    return is_oidc & ~r["is_shared_issuer"] & is_wide
