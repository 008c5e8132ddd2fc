"""CND004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import MASK, Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND004",
    severity=Severity.MEDIUM,
    title="MFA condition that callers without MFA meet",
    message=(
        "statement {statement} of {place} names {key}, yet callers without MFA meet its MFA "
        "conditions"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "met_by_key", "met_by_password"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    ),
)
def mfa_condition_bad_pattern(policy_conditions: pd.DataFrame) -> pd.Series:
    """An `Allow` names a key about MFA, and a caller who used no MFA meets what it asks.

    ## Why
    A request signed with a long-term access key has no key about MFA at all; a console session by
    password alone has `aws:MultiFactorAuthPresent` with the value `false`. So `BoolIfExists` lets
    the first pass, `Null` with `false` lets the second pass, and `Bool` with `false` asks for the
    opposite of MFA.

    ## Fix
    Ask for `"Bool": {"aws:MultiFactorAuthPresent": "true"}`, or for an age with `"NumericLessThan":
    {"aws:MultiFactorAuthAge": "3600"}`.

    ## Not covered
    `BoolIfExists` with `true` in trust policies, which the rules about role sharing judge.
    Statements that deny (CND014).

    ## Cases
    `met_by_key` and `met_by_password` say who meets all MFA conditions of the statement.

    | kind    | effect | operator     | if_exists | key                        | values | met_by_key | met_by_password | finding |
    | ------- | ------ | ------------ | --------- | -------------------------- | ------ | ---------- | --------------- | ------- |
    | managed | Allow  | BoolIfExists | true      | aws:MultiFactorAuthPresent | true   | true       | false           | yes     |
    | trust   | Allow  | BoolIfExists | true      | aws:MultiFactorAuthPresent | true   | true       | false           | no      |
    | trust   | Allow  | Null         | false     | aws:MultiFactorAuthPresent | false  | false      | true            | yes     |
    | inline  | Allow  | Bool         | false     | aws:MultiFactorAuthPresent | false  | false      | true            | yes     |
    | managed | Allow  | Bool         | false     | aws:MultiFactorAuthPresent | true   | false      | false           | no      |
    | managed | Allow  | Null         | false     | aws:MultiFactorAuthAge     | false  | false      | false           | no      |
    | managed | Allow  | StringEquals | false     | aws:PrincipalOrgID         | o-1    | false      | false           | no      |
    | managed | Deny   | BoolIfExists | true      | aws:MultiFactorAuthPresent | false  | true       | true            | no      |
    | managed |        |              |           |                            |        |            |                 | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    is_met = r["met_by_key"] | r["met_by_password"]
    is_left = (r["kind"] == "trust").astype(MASK) & r["if_exists"] & ~r["met_by_password"]
    return (r["effect"] == "Allow") & is_met & ~is_left
