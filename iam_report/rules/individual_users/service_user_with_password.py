"""USR006."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iam_report.rule import Severity, rule
from iam_report.rules._names import is_named

if TYPE_CHECKING:
    import pandas as pd

#: Words in the ARNs of users that programs work as, as RE2 writes them. A word may end in a number
#: and is not part of a longer one: `svc-mail` and `/Robots/x`, but not `abbott`.
PROGRAM_NAMES: Final = (
    r"(?i):user/(?:.*[^a-z])?"
    "(?:automation|backup|bot|build|cd|ci|cicd|daemon|deploy|deployer|github|gitlab|jenkins|robot"
    "|service|svc|system|terraform)s?(?:[^a-z].*)?$"
)


@rule(
    code="USR006",
    severity=Severity.MEDIUM,
    title="Program with a console password",
    message="{user} is named like a program, and has a console password",
    evidence=("user", "password_last_used", "password_last_changed", "mfa_active"),
    fix="aws iam delete-login-profile --user-name {user}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html",
    ),
    off="names are only signs",
)
def service_user_with_password(
    console_users: pd.DataFrame, *, name_pattern: str = PROGRAM_NAMES
) -> pd.Series:
    """A user whose ARN looks like that of a program has a console password.

    The ARN, which holds the path and the name, matches the regular expression `name_pattern`.

    ## Why
    A program signs requests with keys. A password on top is for somebody who works as the program:
    nobody can say afterwards which of the two it was.

    ## Fix
    Delete the password. Let people who look after the program take on a role.

    ## Not covered
    Programs with other names, and people whose names hold one of the words.

    ## Cases

    | user      | arn                                         | password_enabled | finding |
    | --------- | ------------------------------------------- | ---------------- | ------- |
    | svc-mail  | arn:aws:iam::111122223333:user/svc-mail     | true             | yes     |
    | mailer    | arn:aws:iam::111122223333:user/robots/mailer | true            | yes     |
    | svc-mail2 | arn:aws:iam::111122223333:user/svc-mail2    |                  | unknown |
    | abbott    | arn:aws:iam::111122223333:user/abbott       | true             | no      |
    """
    r = console_users
    return is_named(r["arn"], name_pattern) & r["password_enabled"]
