"""ROT011."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT011",
    severity=Severity.LOW,
    title="Old console password",
    message="the console password of {user} is {password_age_days} days old",
    evidence=("user", "password_last_changed", "password_age_days", "mfa_active"),
    fix="aws iam update-login-profile --user-name {user} --password-reset-required",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html",
    ),
    off="current advice is against changing passwords by the calendar, without a sign of a leak",
)
def password_age_over_n(console_users: pd.DataFrame, *, max_age_days: int = 365) -> pd.Series:
    """A console password is older than `max_age_days`.

    ## Why
    Some standards ask that passwords are changed regularly. An old password was also chosen under
    the password policy of its day, since a stricter policy does not touch it.

    ## Fix
    Have the user choose a new password at the next sign-in.

    ## Not covered
    Whether the password policy makes passwords expire: the rule looks at the passwords as they are.
    The root user (ROOT006).

    ## Cases

    | user  | password_enabled | password_age_days | finding |
    | ----- | ---------------- | ----------------- | ------- |
    | alice | true             | 366               | yes     |
    | bob   | true             | 365               | no      |
    | carol | true             |                   | unknown |
    | dave  |                  | 366               | unknown |
    | erin  |                  | 365               | no      |
    """
    r = console_users
    return r["password_enabled"] & (r["password_age_days"] > max_age_days)
