"""ROT009."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT009",
    severity=Severity.LOW,
    title="Console user who has never signed in",
    message=(
        "no sign-in of {user} is recorded, so the password of {password_last_changed:%Y-%m-%d}"
        " may still be the one that was handed out"
    ),
    evidence=("user", "password_last_changed", "password_age_days", "user_creation_time"),
    fix="aws iam delete-login-profile --user-name {user}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
    ),
)
def console_user_never_logged_in(console_users: pd.DataFrame, *, grace_days: int = 14) -> pd.Series:
    """A user has never signed in with a console password that is older than `grace_days`.

    ## Why
    A first password is often sent by mail or chat, and follows a pattern. Until the first sign-in
    it is good for whoever reads it, and mostly there is no MFA device yet.

    ## Fix
    Delete the password, and give a new one when the user asks for it.

    ## Not covered
    Whether the user has to change the password at the first sign-in: the report does not say. AWS
    records sign-ins since 2014-10-20, and has none of 2018-05-03 to 2018-05-23; a user whose only
    sign-ins are not on record looks like one who never signed in. Users who stopped signing in are
    in ROT008.

    ## Cases

    | user  | password_enabled | never_used | password_age_days | finding |
    | ----- | ---------------- | ---------- | ----------------- | ------- |
    | alice | true             | true       | 15                | yes     |
    | fresh | true             | true       | 14                | no      |
    | bob   | true             | false      | 400               | no      |
    | carol | true             |            | 400               | unknown |
    | dave  | true             | true       |                   | unknown |
    | erin  |                  | true       | 15                | unknown |
    | frank | true             |            | 14                | no      |
    """
    r = console_users
    return r["password_enabled"] & r["never_used"] & (r["password_age_days"] > grace_days)
