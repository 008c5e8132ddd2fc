"""USR001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="USR001",
    severity=Severity.LOW,
    title="User with both a password and access keys",
    message="{user} has a console password as well as an active access key",
    evidence=("user", "active_access_keys", "password_last_used", "mfa_active"),
    fix=(
        "aws iam update-access-key --user-name {user} --access-key-id ACCESS_KEY_ID"
        " --status Inactive"
    ),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",),
)
def user_password_and_keys(console_users: pd.DataFrame) -> pd.Series:
    """A user has a console password and an active access key.

    ## Why
    A person and a program share one user: its permissions fit neither, its log entries do not say
    which of the two it was, and the key works without the MFA that the password asks for.

    ## Fix
    Give the program a role, or a user of its own, and deactivate the key. People who work on the
    command line can sign in for temporary credentials instead of keeping a key.

    ## Not covered
    The root user (ROOT001). Inactive keys do not count.

    ## Cases

    | user  | password_enabled | has_active_access_keys | finding |
    | ----- | ---------------- | ---------------------- | ------- |
    | alice | true             | true                   | yes     |
    | bob   | true             | false                  | no      |
    | carol | true             |                        | unknown |
    | dave  |                  | true                   | unknown |
    | erin  |                  | false                  | no      |
    """
    r = console_users
    return r["password_enabled"] & r["has_active_access_keys"]
