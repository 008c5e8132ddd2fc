"""SHR016."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR016",
    severity=Severity.INFORMATIONAL,
    title="Role that everyone in the account can assume",
    message="the trust policy of {role} lets in `*` and limits it to the account of the role",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
    off="an inventory: the account limits the role to itself",
)
def account_trusts_self_wildcard_role(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows the principal `*`, and a condition limits it to the role's own account.

    ## Why
    It says in two places what the account's own ID as principal says in one; and unlike that, it
    lets in those whose own policies do not allow it to them.

    ## Fix
    Name the account as principal, in place of the star.

    ## Not covered
    Limits to an organization.

    ## Cases

    | principal_kind | lets_in | limits_to_self | finding |
    | -------------- | ------- | -------------- | ------- |
    | anyone         | true    | true           | yes     |
    | anyone         | true    | false          | no      |
    | anyone         | true    |                | unknown |
    | account        | true    | true           | no      |
    """
    r = role_trusts
    is_anyone = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "anyone")
    return is_anyone & r["limits_to_self"]
