"""PRV002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV002",
    severity=Severity.CRITICAL,
    title="Inline policy that allows everything",
    message="statement {statement} of {place} allows every action on {scope}",
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    ),
)
def inline_full_admin(policy_statements: pd.DataFrame) -> pd.Series:
    """An inline policy allows every action on every resource.

    ## Why
    The owner of the policy can do anything in the account, and no list of policies shows it: an
    inline policy is seen only by who looks at its owner.

    ## Fix
    Find out what the owner does and write a policy for that. Where the owner is a role of IAM
    Identity Center, change the permission set.

    ## Not covered
    Managed policies (`policy_full_admin`), and statements under a condition
    (`conditional_full_admin`). Explicit denies, permissions boundaries and policies of the
    organization are not taken off: see `principals` for what a user or role may do in the end.

    ## Cases

    | kind             | is_attached | is_admin | is_conditional | finding |
    | ---------------- | ----------- | -------- | -------------- | ------- |
    | inline           | true        | true     | false          | yes     |
    | inline           | true        | true     | true           | no      |
    | inline           | true        | false    | false          | no      |
    | customer managed | true        | true     | false          | no      |
    | inline           | true        |          |                | unknown |
    """
    r = policy_statements
    is_inline = (r["kind"] == "inline").astype(r["is_attached"].dtype)
    return is_inline & r["is_attached"] & r["is_admin"] & ~r["is_conditional"]
