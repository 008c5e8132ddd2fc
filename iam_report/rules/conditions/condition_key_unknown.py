"""CND005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND005",
    severity=Severity.LOW,
    title="Unknown condition key",
    message=(
        "statement {statement} of {place} names the condition key {key}, which its services do "
        "not have"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "is_known_key"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_actions-resources-contextkeys.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def condition_key_unknown(policy_conditions: pd.DataFrame) -> pd.Series:
    """A condition names a key that is neither global nor one of the services of its statement.

    ## Why
    No request has such a key. A condition that wants one of certain values is then never met, and
    the statement does nothing: a right is missing, or a `Deny` has a hole. A negated condition, or
    one with `IfExists`, is always met and limits nothing. Often the name is misspelt, or the key
    belongs to a service whose actions the statement does not name.

    ## Fix
    Take the key from the list of the service, or move the action it belongs to into the statement.

    ## Not covered
    Keys that some actions of a service have and the actions of the statement do not. Keys that AWS
    made after the date of the catalogue; `iam-report` can be given a newer one. Claims of identity
    providers, which have names of their own.

    ## Cases
    `is_known_key` is empty where the catalogue does not know a service of the statement.

    | key              | actions      | is_known_key | finding |
    | ---------------- | ------------ | ------------ | ------- |
    | aws:SourceIpp    | s3:GetObject | false        | yes     |
    | ec2:InstanceType | s3:GetObject | false        | yes     |
    | aws:sourceip     | s3:GetObject | true         | no      |
    | new:Colour       | new:Paint    |              | unknown |
    """
    return ~policy_conditions["is_known_key"]
