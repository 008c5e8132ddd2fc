"""SHR021."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR021",
    severity=Severity.MEDIUM,
    title="MFA condition that long-term keys pass",
    message="{role} can be assumed without MFA, with a long-term access key",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
    ),
)
def role_trust_mfa_ifexists(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy asks for MFA by an operator with `IfExists` or `ForAllValues`.

    ## Why
    A request that is signed with a long-term access key does not say whether there was MFA, and
    such an operator lets it through: the stolen key works without the device.

    ## Fix
    Use `Bool` in an `Allow`; `BoolIfExists` is for a `Deny`.

    ## Not covered
    Conditions of other policies (CND).

    ## Cases

    | effect | lets_in | mfa_if_exists | finding |
    | ------ | ------- | ------------- | ------- |
    | Allow  | true    | true          | yes     |
    | Allow  | true    | false         | no      |
    | Deny   | false   | true          | no      |
    |        |         |               | unknown |
    """
    r = role_trusts
    return ~r["is_made_by_aws"] & r["lets_in"] & r["mfa_if_exists"]
