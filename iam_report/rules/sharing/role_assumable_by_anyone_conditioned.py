"""SHR002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR002",
    severity=Severity.MEDIUM,
    title="Role that anyone can assume who meets a weak condition",
    message="anyone can assume {role} who meets {conditions}",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
)
def role_assumable_by_anyone_conditioned(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows the principal `*`, limited by an external ID or a network alone.

    ## Why
    An external ID is no password: it stands in configuration files, and its holders do not guard it
    as one. A network is shared, and may be given to somebody else.

    ## Fix
    Name the accounts or roles that need it, and keep the condition.

    ## Not covered
    Callers that a condition limits to an organization, account, principal or source are let be, and
    what nothing limits is SHR001.

    ## Cases

    | principal_kind | lets_in | is_restricted | has_external_id | limits_network | limits_organization | limits_principals | limits_source | finding |
    | -------------- | ------- | ------------- | --------------- | -------------- | ------------------- | ----------------- | ------------- | ------- |
    | anyone         | true    | true          | true            | false          | false               | false             | false         | yes     |
    | anyone         | true    | true          | false           | true           | false               | false             | false         | yes     |
    | anyone         | true    | true          | true            | false          | true                | false             | false         | no      |
    | anyone         | true    | true          | true            | false          | false               | false             |               | unknown |
    | anyone         | true    | false         | false           | false          | false               | false             | false         | no      |
    | account        | true    | true          | true            | false          | false               | false             | false         | no      |
    """  # noqa: E501  (a wide table)
    r = role_trusts
    is_anyone = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "anyone")
    is_strong = r["limits_organization"] | r["limits_principals"] | r["limits_source"]
    return is_anyone & (r["has_external_id"] | r["limits_network"]) & ~is_strong
