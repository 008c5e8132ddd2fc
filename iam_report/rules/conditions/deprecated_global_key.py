"""CND010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND010",
    severity=Severity.LOW,
    title="Deprecated condition key",
    message=(
        "statement {statement} of {place} uses the condition key {key}, which {replaced_by} "
        "replaces"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "replaced_by"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def deprecated_global_key(policy_conditions: pd.DataFrame) -> pd.Series:
    """A condition uses a global key that AWS gave up for another.

    ## Why
    AWS keeps such keys only where they were used before. New services and new kinds of requests do
    not have them, so that the condition is not met there, or limits nothing.

    ## Fix
    Use the key that `replaced_by` names.

    ## Not covered
    Keys that AWS made for one service and gave up later.

    ## Cases

    | key               | replaced_by       | finding |
    | ----------------- | ----------------- | ------- |
    | aws:SourceOwner   | aws:SourceAccount | yes     |
    | aws:SourceAccount | ""                | no      |
    |                   |                   | unknown |
    """
    return policy_conditions["replaced_by"] != ""
