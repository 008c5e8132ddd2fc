"""CND016."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND016",
    severity=Severity.MEDIUM,
    title="Deny by tags that its actions do not know",
    message=("statement {statement} of {place} denies by {key}, which none of its actions has"),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "has_action"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def deny_with_unsupported_tag_condition(policy_conditions: pd.DataFrame) -> pd.Series:
    """A `Deny` has a condition on tags, and none of its actions can be controlled by such tags.

    ## Why
    The key is missing from all requests for these actions. A condition that wants a value is then
    never met, so nothing is denied; a negated one always is, so everything is.

    ## Fix
    Deny the actions without the condition, or by their resources. AWS's reference lists for each
    action the keys that it has.

    ## Not covered
    Statements in which some actions have the key and others have not. `NotAction` and `*`. What AWS
    added after the date of the catalogue.

    ## Cases
    `has_action` is empty where the catalogue does not know an action.

    | effect | key                  | is_tag_key | has_action | finding |
    | ------ | -------------------- | ---------- | ---------- | ------- |
    | Deny   | aws:ResourceTag/team | true       | false      | yes     |
    | Deny   | aws:ResourceTag/team | true       | true       | no      |
    | Deny   | aws:ResourceTag/team | true       |            | unknown |
    | Allow  | aws:ResourceTag/team | true       | false      | no      |
    | Deny   | aws:SourceIp         | false      | true       | no      |
    |        |                      |            |            | unknown |
    """
    r = policy_conditions
    return (r["effect"] == "Deny") & r["is_tag_key"] & ~r["has_action"]
