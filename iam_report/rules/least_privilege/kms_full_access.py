"""PRV014."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV014",
    severity=Severity.MEDIUM,
    title="Every action of AWS KMS",
    message="statement {statement} of {place} allows every action of AWS KMS on {scope}",
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "kms_all"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
    ),
)
def kms_full_access(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows every action of AWS KMS on every key.

    ## Why
    Among them are using every key whose key policy leaves that to IAM, rewriting key policies, and
    scheduling keys for deletion: what a deleted key encrypted is lost.

    ## Fix
    Name the actions and keys that are needed. Let other people administer keys than those who use
    them.

    ## Not covered
    Key policies, which decide whether policies of IAM count at all. Statements with a condition
    that an ordinary caller does not meet. Policies that are attached to nothing, or serve as
    permissions boundaries only: they grant nothing. Explicit denies, permissions boundaries and
    policies of the organization are not taken off: see `principals` for what a user or role may do
    in the end.

    ## Cases

    | is_attached | kms_all | is_conditional | finding |
    | ----------- | ------- | -------------- | ------- |
    | true        | kms     | false          | yes     |
    | true        | kms     | true           | no      |
    | true        | ""      | false          | no      |
    | false       | kms     | false          | no      |
    | true        |         |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["kms_all"] != "") & ~r["is_conditional"]
