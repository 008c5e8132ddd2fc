"""CND013."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND013",
    severity=Severity.MEDIUM,
    title="Null with IfExists",
    message=(
        "statement {statement} of {place} uses {operator} on {key}, an operator that AWS does "
        "not have"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def null_with_ifexists(policy_conditions: pd.DataFrame) -> pd.Series:
    """A condition uses `NullIfExists`.

    ## Why
    `Null` asks whether a request has a key at all, so `IfExists` means nothing behind it. AWS has
    no such operator: nothing meets the condition, and the statement does nothing.

    ## Fix
    Use `Null` with `false` if the key has to be there, and with `true` if it must not be.

    ## Not covered
    Other operators that AWS does not have (CND007).

    ## Cases

    | operator                 | is_null_if_exists | finding |
    | ------------------------ | ----------------- | ------- |
    | NullIfExists             | true              | yes     |
    | ForAnyValue:NullIfExists | true              | yes     |
    | Null                     | false             | no      |
    |                          |                   | unknown |
    """
    return policy_conditions["is_null_if_exists"]
