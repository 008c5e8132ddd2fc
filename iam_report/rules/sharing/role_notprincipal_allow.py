"""SHR008."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR008",
    severity=Severity.HIGH,
    title="Role that everyone but a few can assume",
    message="statement {statement} of the trust policy of {role} lets in everyone but {principal}",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html",
    ),
)
def role_notprincipal_allow(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows `NotPrincipal`.

    ## Why
    `Allow` with `NotPrincipal` lets in everybody who is not named, strangers included.

    ## Fix
    Name those who are to be let in under `Principal`.

    ## Not covered
    Whether conditions limit those who are let in: `NotPrincipal` is for `Deny` only.

    ## Cases

    | principal_kind | effect | finding |
    | -------------- | ------ | ------- |
    | everyone else  | Allow  | yes     |
    | everyone else  | Deny   | no      |
    | account        | Allow  | no      |
    |                |        | unknown |
    """
    r = role_trusts
    is_allow = r["effect"] == "Allow"
    return ~r["is_made_by_aws"] & is_allow & (r["principal_kind"] == "everyone else")
