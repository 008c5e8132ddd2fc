"""PRV043."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV043",
    severity=Severity.INFORMATIONAL,
    title="AWS managed policy with full access to a service",
    message="AWS managed policy {policy} is attached; attachments: {attached_outside}",
    evidence=("policy", "attached_outside", "attached_names", "arn"),
    fix="aws iam list-entities-for-policy --policy-arn {arn}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    ),
    off="an inventory of AWS's own policies",
)
def aws_managed_full_access_attached(policies: pd.DataFrame) -> pd.Series:
    """An AWS managed policy whose name ends in `FullAccess` is attached.

    ## Why
    Such policies allow all of a service on every resource, and AWS adds to them.

    ## Fix
    Write a policy for what the holders do.

    ## Not covered
    What the policies allow: it is told by the name. Roles of IAM Identity Center and of services.

    ## Cases

    | kind             | policy               | attached_outside | finding |
    | ---------------- | -------------------- | ---------------- | ------- |
    | AWS managed      | AmazonS3FullAccess   | 1                | yes     |
    | AWS managed      | AWSLambda_FullAccess | 1                | yes     |
    | AWS managed      | AmazonS3FullAccess   | 0                | no      |
    | AWS managed      | AmazonS3FullAccess   |                  | unknown |
    | AWS managed      | ReadOnlyAccess       | 1                | no      |
    | customer managed | MyFullAccess         | 1                | no      |
    """
    r = policies
    is_attached = r["attached_outside"] > 0
    is_named = (r["kind"] == "AWS managed").astype(is_attached.dtype)
    return is_named & r["policy"].str.endswith("FullAccess") & is_attached
