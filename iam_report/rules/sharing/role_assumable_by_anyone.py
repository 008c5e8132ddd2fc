"""SHR001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR001",
    severity=Severity.CRITICAL,
    title="Role that anyone can assume",
    message="anyone can assume {role}: no condition of statement {statement} limits who that is",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def role_assumable_by_anyone(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows the principal `*`, and no condition limits who that is.

    ## Why
    Every AWS account in the world can take on the role and use its permissions. All it takes is the
    ARN of the role, which is no secret.

    ## Fix
    Name the accounts or roles that need it, or add `aws:PrincipalOrgID`.

    ## Not covered
    Conditions that a stranger can meet are no limit: MFA, tags and names of their own roles, the
    Region, `ForAllValues` and `...IfExists`. Other conditions than those that name an account, an
    organization, a network, a source or an external ID leave the answer open.

    ## Cases

    | principal_kind | lets_in | is_restricted | finding |
    | -------------- | ------- | ------------- | ------- |
    | anyone         | true    | false         | yes     |
    | anyone         | true    | true          | no      |
    | anyone         | true    |               | unknown |
    | anyone         | false   | false         | no      |
    | anyone         |         | false         | unknown |
    | account        | true    | false         | no      |
    |                |         |               | unknown |
    """
    r = role_trusts
    is_anyone = r["principal_kind"] == "anyone"
    return ~r["is_made_by_aws"] & r["lets_in"] & is_anyone & ~r["is_restricted"]
