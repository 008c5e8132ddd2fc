"""PRV024."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV024",
    severity=Severity.MEDIUM,
    title="Permission to read all data or secrets",
    message=(
        "statement {statement} of {place} allows to read data or secrets, on {scope}: "
        "{sensitive_read}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "sensitive_read"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access.html",
    ),
)
def sensitive_data_read_wildcard(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows to read data or secrets everywhere.

    ## Why
    One stolen credential of one holder gives away all objects, tables or secrets of the account,
    also those that are made later.

    ## Fix
    Name the buckets, tables, parameters or secrets in `Resource`. For reading settings, use
    patterns such as `s3:GetBucket*` and `ssm:Describe*`.

    ## Not covered
    What a bucket policy or key policy forbids. Statements that allow every action
    (`policy_full_admin`), or a service such as `s3:*` as a whole where that has a rule of its own
    (`sensitive_service_full_access`, `kms_full_access`, `cloudtrail_full_access`). Statements with
    a condition that an ordinary caller does not meet. Policies that are attached to nothing, or
    serve as permissions boundaries only: they grant nothing. Explicit denies, permissions
    boundaries and policies of the organization are not taken off: see `principals` for what a user
    or role may do in the end.

    ## Cases

    | is_attached | sensitive_read | is_conditional | finding |
    | ----------- | -------------- | -------------- | ------- |
    | true        | s3:Get*        | false          | yes     |
    | true        | s3:Get*        | true           | no      |
    | true        | ""             | false          | no      |
    | false       | s3:Get*        | false          | no      |
    | true        |                |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["sensitive_read"] != "") & ~r["is_conditional"]
