"""PRV008."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV008",
    severity=Severity.MEDIUM,
    title="Allow with NotResource",
    message=(
        "statement {statement} of {place} allows actions on every resource that it does not name"
    ),
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
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
    ),
)
def notresource_allow(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows by `NotResource`.

    ## Why
    The statement is about every resource that it does not name, those made tomorrow included, and
    with `*` in `Action` about those of all services.

    ## Fix
    List in `Resource` what is wanted. To keep some resources out, use a statement with the effect
    `Deny`.

    ## Not covered
    Statements that thereby make administrators (`policy_full_admin`). Statements with a condition
    that an ordinary caller does not meet. Policies that are attached to nothing, or serve as
    permissions boundaries only: they grant nothing.

    ## Cases

    | is_attached | effect | has_not_resource | is_admin | is_conditional | finding |
    | ----------- | ------ | ---------------- | -------- | -------------- | ------- |
    | true        | Allow  | true             | false    | false          | yes     |
    | true        | Allow  | true             | true     | false          | no      |
    | true        | Allow  | true             | false    | true           | no      |
    | true        | Deny   | true             | false    | false          | no      |
    | true        | Allow  | false            | false    | false          | no      |
    | false       | Allow  | true             | false    | false          | no      |
    | true        |        |                  |          |                | unknown |
    """
    r = policy_statements
    is_wide = r["has_not_resource"] & ~r["is_conditional"] & ~r["is_admin"]
    return r["is_attached"] & (r["effect"] == "Allow") & is_wide
