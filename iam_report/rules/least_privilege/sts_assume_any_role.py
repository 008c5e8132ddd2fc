"""PRV017."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV017",
    severity=Severity.HIGH,
    title="Permission to assume every role",
    message=(
        "statement {statement} of {place} allows to assume every role, by {assume_role} "
        "on {resources}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "assume_role"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
    ),
)
def sts_assume_any_role(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows `sts:AssumeRole` on all roles of an account.

    ## Why
    Which roles the holder can take on is then left to the trust policies alone. One that trusts the
    whole account, here or elsewhere, lets the holder in.

    ## Fix
    Name the roles in `Resource`.

    ## Not covered
    Trust policies: whether there is a role that lets the holder in. Statements that allow every
    action (`policy_full_admin`). Statements with a condition that an ordinary caller does not meet.
    Policies that are attached to nothing, or serve as permissions boundaries only: they grant
    nothing. Explicit denies, permissions boundaries and policies of the organization are not taken
    off: see `principals` for what a user or role may do in the end.

    ## Cases

    | is_attached | assume_role | is_conditional | finding |
    | ----------- | ----------- | -------------- | ------- |
    | true        | sts:*       | false          | yes     |
    | true        | sts:*       | true           | no      |
    | true        | ""          | false          | no      |
    | false       | sts:*       | false          | no      |
    | true        |             |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["assume_role"] != "") & ~r["is_conditional"]
