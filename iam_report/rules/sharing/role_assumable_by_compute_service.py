"""SHR024."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR024",
    severity=Severity.INFORMATIONAL,
    title="Role for a service that runs code",
    message="{role} gives its permissions to code that runs in {principal}",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    ),
    off="an inventory of what is as it is meant to be",
)
def role_assumable_by_compute_service(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows a service that runs code of the account, such as AWS Lambda.

    ## Why
    Whoever can change the code, or get in by a mistake in it, has the permissions of the role.

    ## Fix
    Nothing, if the role holds no more than the code needs.

    ## Not covered
    How much the role may do; services that the package does not know leave the answer open.

    ## Cases

    | principal_kind | lets_in | is_compute | finding |
    | -------------- | ------- | ---------- | ------- |
    | service        | true    | true       | yes     |
    | service        | true    | false      | no      |
    | service        | true    |            | unknown |
    | service        | false   | true       | no      |
    | account        | true    |            | no      |
    """
    r = role_trusts
    is_service = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "service")
    return is_service & r["is_compute"]
