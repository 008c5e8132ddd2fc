"""PRV010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV010",
    severity=Severity.HIGH,
    title="Every action of a sensitive service",
    message=(
        "statement {statement} of {place} allows every action of {sensitive_services} on {scope}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "sensitive_services"),
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
def sensitive_service_full_access(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows every action of IAM or another sensitive service.

    ## Why
    Who may do everything in IAM can become an administrator. Who may do everything in Amazon S3 or
    AWS Secrets Manager can read, share and delete what the account keeps there, and AWS
    Organizations governs other accounts.

    ## Fix
    List the actions that are needed, and the resources that they are needed on.

    ## Not covered
    Statements that allow every action (`policy_full_admin`). What is reported here is not reported
    again by rules about single actions, such as `passrole_any_role`. Statements with a condition
    that an ordinary caller does not meet. Policies that are attached to nothing, or serve as
    permissions boundaries only: they grant nothing. Explicit denies, permissions boundaries and
    policies of the organization are not taken off: see `principals` for what a user or role may do
    in the end.

    ## Cases

    | is_attached | sensitive_services | is_conditional | finding |
    | ----------- | ------------------ | -------------- | ------- |
    | true        | iam                | false          | yes     |
    | true        | iam                | true           | no      |
    | true        | ""                 | false          | no      |
    | false       | iam                | false          | no      |
    | true        |                    |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["sensitive_services"] != "") & ~r["is_conditional"]
