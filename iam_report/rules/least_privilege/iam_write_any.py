"""PRV019."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV019",
    severity=Severity.HIGH,
    title="Permission to change permissions everywhere",
    message=(
        "statement {statement} of {place} allows to change permissions or credentials on "
        "{scope}: {iam_write}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "iam_write"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
)
def iam_write_any(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows to change permissions or credentials everywhere.

    ## Why
    Attaching a policy to oneself, making a key for an administrator or rewriting the trust policy
    of a role: each of them makes the holder an administrator.

    ## Fix
    Name the users, roles or policies that the holder looks after, such as those below one path, and
    set a permissions boundary by a condition on `iam:PermissionsBoundary`.

    ## Not covered
    Whether the actions add up to a way to become an administrator; the frame `principals` says
    who is one by writing policies of its own.
    Statements that allow every action (`policy_full_admin`) or `iam:*`
    (`sensitive_service_full_access`), or do so by `NotAction` (`notaction_allow_iam`). Statements
    with a condition that an ordinary caller does not meet. Policies that are attached to nothing,
    or serve as permissions boundaries only: they grant nothing. Explicit denies, permissions
    boundaries and policies of the organization are not taken off: see `principals` for what a user
    or role may do in the end.

    ## Cases

    | is_attached | iam_write   | is_conditional | finding |
    | ----------- | ----------- | -------------- | ------- |
    | true        | iam:Attach* | false          | yes     |
    | true        | iam:Attach* | true           | no      |
    | true        | ""          | false          | no      |
    | false       | iam:Attach* | false          | no      |
    | true        |             |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["iam_write"] != "") & ~r["is_conditional"]
