"""CND001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.policy.operators import NULL
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND001",
    severity=Severity.MEDIUM,
    title="ForAllValues on a key that has one value",
    message=(
        "statement {statement} of {place} asks for {key} by {operator}, which a request without "
        "that key meets"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "is_multivalued", "may_lack_key"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def condition_forallvalues_single_valued(policy_conditions: pd.DataFrame) -> pd.Series:
    """An `Allow` compares a key of one value by `ForAllValues`, which a missing key meets.

    ## Why
    `ForAllValues` asks whether every value of the request is listed. A request without the key has
    no value, so every one of them is listed: the statement allows what it seems to hold back. For a
    key that never has more than one value the prefix has no use.

    ## Fix
    Take `ForAllValues:` away. Where the key can have several values, add a condition `Null` with
    the value `false` for the same key.

    ## Not covered
    Statements that deny: there the prefix only widens what is denied. Negated operators, which a
    request without the key meets also without the prefix. Keys that every request has, and keys
    that another condition of the statement asks for. Keys that can have several values.

    ## Cases
    `is_multivalued` is empty for a key that the catalogue does not know.

    | effect | qualifier    | base            | is_negated | is_multivalued | may_lack_key | finding |
    | ------ | ------------ | --------------- | ---------- | -------------- | ------------ | ------- |
    | Allow  | ForAllValues | StringEquals    | false      | false          | true         | yes     |
    | Allow  | ForAllValues | StringEquals    | false      | true           | true         | no      |
    | Allow  | ForAllValues | StringEquals    | false      | false          | false        | no      |
    | Allow  | ForAllValues | StringNotEquals | true       | false          | true         | no      |
    | Allow  | ForAllValues | Null            | false      | false          | true         | no      |
    | Allow  | ForAnyValue  | StringEquals    | false      | false          | true         | no      |
    | Allow  | ""           | StringEquals    | false      | false          | true         | no      |
    | Deny   | ForAllValues | StringEquals    | false      | false          | true         | no      |
    | Allow  | ForAllValues | StringEquals    | false      |                | true         | unknown |
    |        |              |                 |            |                |              | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    compares = (r["base"] != NULL) & ~r["is_negated"]
    is_open = (r["effect"] == "Allow") & (r["qualifier"] == "ForAllValues") & r["may_lack_key"]
    return is_open & compares & ~r["is_multivalued"]
