"""CND011."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND011",
    severity=Severity.LOW,
    title="Condition key without the key that belongs to it",
    message=(
        "statement {statement} of {place} lets requests pass by {key} without a condition on "
        "{missing_pair}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "missing_pair"),
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
def paired_condition_missing(policy_conditions: pd.DataFrame) -> pd.Series:
    """A statement lets requests pass by a key that says little without another one.

    ## Why
    The same private addresses are in use in a great many VPCs, so `aws:VpcSourceIp` without
    `aws:SourceVpc` or `aws:SourceVpce` lets in strangers' networks. The ARN of an S3 bucket has no
    account in it, and a bucket that is deleted can be made again by somebody else, so
    `aws:SourceArn` of such an ARN wants `aws:SourceAccount`.

    ## Fix
    Add the condition on the missing key to the same statement.

    ## Not covered
    Statements that only deny the listed values. ARNs that name an account, or have it from a policy
    variable.

    ## Cases

    | key             | values                           | spares_listed | missing_pair      | finding |
    | --------------- | -------------------------------- | ------------- | ----------------- | ------- |
    | aws:VpcSourceIp | 10.0.0.0/8                       | true          | aws:SourceVpc     | yes     |
    | aws:SourceArn   | arn:aws:s3:::amzn-s3-demo-bucket | true          | aws:SourceAccount | yes     |
    | aws:VpcSourceIp | 10.0.0.0/8                       | true          | ""                | no      |
    | aws:VpcSourceIp | 10.0.0.0/8                       | false         | aws:SourceVpc     | no      |
    |                 |                                  |               |                   | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    return (r["missing_pair"] != "") & r["spares_listed"]
