"""CND002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND002",
    severity=Severity.LOW,
    title="IfExists on a key that limits who may ask",
    message=(
        "statement {statement} of {place} holds requests back by {key} only where they have "
        "that key"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "may_lack_key"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    ),
)
def condition_ifexists_allow(policy_conditions: pd.DataFrame) -> pd.Series:
    """An `Allow` limits who may ask by an operator in `IfExists`, which a missing key meets.

    ## Why
    `IfExists` makes a condition true where the request lacks the key. Keys such as `aws:SourceVpc`,
    `aws:PrincipalOrgID` or `sts:ExternalId` say who asks or by which way; a caller who is not of
    the organization, or does not come through the VPC, sends none and is let in.

    ## Fix
    Take `IfExists` away from the operator. Where the key is missing from requests that have to
    pass, allow these in a statement of their own.

    ## Not covered
    Keys of the resource or of the request, such as `ec2:InstanceType`: one action often concerns
    several kinds of resources, of which only some have the key. Keys about MFA: see
    `mfa_condition_bad_pattern`. Negated operators, which a request without the key meets anyway.
    Keys that another condition of the statement asks for. Statements that deny, where `IfExists` is
    right.

    ## Cases

    | effect | operator                | qualifier | if_exists | is_negated | is_about_caller | may_lack_key | finding |
    | ------ | ----------------------- | --------- | --------- | ---------- | --------------- | ------------ | ------- |
    | Allow  | StringEqualsIfExists    | ""        | true      | false      | true            | true         | yes     |
    | Allow  | StringEqualsIfExists    | ""        | true      | false      | true            | false        | no      |
    | Allow  | StringEqualsIfExists    | ""        | true      | false      | false           | true         | no      |
    | Allow  | StringEquals            | ""        | false     | false      | true            | true         | no      |
    | Allow  | StringNotEqualsIfExists | ""        | true      | true       | true            | true         | no      |
    | Deny   | StringEqualsIfExists    | ""        | true      | false      | true            | true         | no      |
    |        |                         |           |           |            |                 |              | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    is_plain = (r["qualifier"] == "") & r["if_exists"] & ~r["is_negated"]
    return (r["effect"] == "Allow") & is_plain & r["is_about_caller"] & r["may_lack_key"]
