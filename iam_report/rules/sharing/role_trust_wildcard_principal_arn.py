"""SHR009."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR009",
    severity=Severity.LOW,
    title="Wildcard within a principal of a trust policy",
    message="{role} trusts {principal}, and a wildcard within a principal matches nobody",
    evidence=("principal", "effect", "statement", "sid"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
)
def role_trust_wildcard_principal_arn(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy names a principal with a `*` or `?` in it.

    ## Why
    A principal is a whole ARN, or `*` alone. With a wildcard in it, it matches nothing; in a
    `Deny`, nobody is kept out.

    ## Fix
    Name the account as principal, and put the pattern into a condition on `aws:PrincipalArn`.

    ## Not covered
    Wildcards in conditions, which are wildcards.

    ## Cases

    | principal_kind | finding |
    | -------------- | ------- |
    | wildcard       | yes     |
    | anyone         | no      |
    | role           | no      |
    |                | unknown |
    """
    r = role_trusts
    return ~r["is_made_by_aws"] & (r["principal_kind"] == "wildcard")
