"""PRV009."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV009",
    severity=Severity.LOW,
    title="Every action of a service",
    message="statement {statement} of {place} allows every action of {wide_services} on {scope}",
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "wide_services"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
)
def service_wildcard_full_access(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows every action of a service on every resource.

    ## Why
    Among the actions of a service are those that delete, that share with others, and that read what
    is stored. Few jobs need them all.

    ## Fix
    List the actions that are needed; patterns such as `ec2:Describe*` are fine.

    ## Not covered
    Services whose rule is another: `iam`, `organizations`, `s3` and `secretsmanager`
    (`sensitive_service_full_access`), `kms` (`kms_full_access`), `cloudtrail`
    (`cloudtrail_full_access`). Statements that allow every action (`policy_full_admin`). Statements
    with a condition that an ordinary caller does not meet. Policies that are attached to nothing,
    or serve as permissions boundaries only: they grant nothing. Explicit denies, permissions
    boundaries and policies of the organization are not taken off: see `principals` for what a user
    or role may do in the end.

    ## Cases

    | is_attached | wide_services | is_conditional | finding |
    | ----------- | ------------- | -------------- | ------- |
    | true        | ec2           | false          | yes     |
    | true        | ec2           | true           | no      |
    | true        | ""            | false          | no      |
    | false       | ec2           | false          | no      |
    | true        |               |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["wide_services"] != "") & ~r["is_conditional"]
