"""CND015."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND015",
    severity=Severity.MEDIUM,
    title="Deny with a condition that nothing meets",
    message=(
        "statement {statement} of {place} denies nothing: no request meets {operator} {key} "
        "{values}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "never_met", "bad_values", "literal_wildcards"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    ),
)
def deny_condition_never_met(policy_conditions: pd.DataFrame) -> pd.Series:
    """A `Deny` has a condition that no request meets.

    ## Why
    All conditions of a statement must be met, so one that never is switches the statement off. What
    the `Deny` was to keep out is allowed wherever another statement allows it.

    ## Fix
    Give the operator a value of its type: a date, a number, a network that is written properly; a
    pattern needs `StringLike`. Take the statement away if it is not wanted.

    ## Not covered
    Operators that AWS does not have (CND007, CND013). Conditions that contradict one another. Keys
    that no request has (CND005).

    ## Cases

    | effect | operator      | is_known_operator | key             | values        | never_met | finding |
    | ------ | ------------- | ----------------- | --------------- | ------------- | --------- | ------- |
    | Deny   | DateLessThan  | true              | aws:CurrentTime | tomorrow      | true      | yes     |
    | Deny   | StringEquals  | true              | aws:userid      | AROAEXAMPLE:* | true      | yes     |
    | Deny   | StringLike    | true              | aws:userid      | AROAEXAMPLE:* | false     | no      |
    | Deny   | StringMatches | false             | aws:userid      | AROAEXAMPLE:* | true      | no      |
    | Allow  | DateLessThan  | true              | aws:CurrentTime | tomorrow      | true      | no      |
    |        |               |                   |                 |               |           | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    return (r["effect"] == "Deny") & r["never_met"] & r["is_known_operator"]
