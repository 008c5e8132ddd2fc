"""SHR015."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR015",
    severity=Severity.LOW,
    title="Role that every branch of a repository can assume",
    message="{role} can be assumed by all runs, or all pull requests, of a repository at {issuer}",
    evidence=("issuer", "subjects", "breadth", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def oidc_sub_any_ref(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows all runs of a repository or project of an OIDC provider.

    ## Why
    Everybody who can push a branch, or have a pull request built, can take on the role before
    anybody has read the change.

    ## Fix
    Name the branch or environment that deploys:
    `repo:ORGANIZATION/REPOSITORY:environment:production`.

    ## Not covered
    Rules of the provider that protect branches, tags and environments. A subject that ends in
    `pull_request` counts as all runs: it is the same for every pull request.

    ## Cases

    | principal_kind | lets_in | breadth      | finding |
    | -------------- | ------- | ------------ | ------- |
    | oidc           | true    | project      | yes     |
    | oidc           | true    | pull request | yes     |
    | oidc           | true    | part         | no      |
    | oidc           | true    | organization | no      |
    | oidc           | false   | project      | no      |
    | oidc           | true    |              | unknown |
    | service        | true    |              | no      |
    """
    r = role_trusts
    is_oidc = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "oidc")
    return is_oidc & ((r["breadth"] == "project") | (r["breadth"] == "pull request"))
