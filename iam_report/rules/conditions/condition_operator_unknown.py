"""CND007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND007",
    severity=Severity.MEDIUM,
    title="Unknown condition operator",
    message=(
        "statement {statement} of {place} uses the condition operator {operator}, which AWS "
        "does not have"
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
    ),
)
def condition_operator_unknown(policy_conditions: pd.DataFrame) -> pd.Series:
    """A condition uses an operator that AWS does not have.

    ## Why
    Nothing meets such a condition, so the statement does nothing: a `Deny` has a hole, and an
    `Allow` grants less than it says. AWS refuses to store such a policy, so it comes from a file
    that never took effect, or from another tool.

    ## Fix
    Take an operator from AWS's list; its names are `String...`, `Numeric...`, `Date...`, `Bool`,
    `BinaryEquals`, `IpAddress`, `NotIpAddress`, `Arn...` and `Null`, with `IfExists` behind and
    `ForAllValues:` or `ForAnyValue:` before.

    ## Not covered
    `NullIfExists` (CND013). Upper and lower case, which does not count.

    ## Cases

    | operator             | is_known_operator | is_null_if_exists | finding |
    | -------------------- | ----------------- | ----------------- | ------- |
    | StringMatches        | false             | false             | yes     |
    | ForSome:StringEquals | false             | false             | yes     |
    | NullIfExists         | false             | true              | no      |
    | stringequals         | true              | false             | no      |
    |                      |                   |                   | unknown |
    """
    r = policy_conditions
    return ~r["is_known_operator"] & ~r["is_null_if_exists"]
