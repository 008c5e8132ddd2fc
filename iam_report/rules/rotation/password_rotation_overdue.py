"""ROT010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT010",
    severity=Severity.LOW,
    title="Expired console password",
    message="the console password of {user} expired on {password_next_rotation:%Y-%m-%d}",
    evidence=("user", "password_next_rotation", "password_last_changed", "password_last_used"),
    fix="aws iam delete-login-profile --user-name {user}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
    ),
)
def password_rotation_overdue(console_users: pd.DataFrame) -> pd.Series:
    """A console password is older than the account's password policy allows.

    ## Why
    The user must choose a new password at the next sign-in, and has not come to do so. Until then
    the expired password is enough to choose that new one, unless the policy has `HardExpiry`.

    ## Fix
    Delete the password if the user no longer signs in. Else have the user sign in and change it.

    ## Not covered
    Accounts whose passwords do not expire: the report says `N/A` there. Whether they expire soon
    enough is a question to the password policy. The root user's password never expires.

    ## Cases

    | user  | as_of      | password_enabled | password_next_rotation | finding |
    | ----- | ---------- | ---------------- | ---------------------- | ------- |
    | alice | 2026-01-31 | true             | 2026-01-30             | yes     |
    | today | 2026-01-31 | true             | 2026-01-31             | no      |
    | bob   | 2026-01-31 | true             | 2026-02-01             | no      |
    | never | 2026-01-31 | true             | N/A                    | no      |
    | carol | 2026-01-31 | true             |                        | unknown |
    | dave  | 2026-01-31 |                  | 2026-01-30             | unknown |
    | erin  | 2026-01-31 |                  | N/A                    | no      |
    """
    r = console_users
    overdue = r["password_next_rotation"] < r["as_of"]
    expires = r["password_next_rotation_state"].ne("N/A")
    return r["password_enabled"] & overdue & expires
