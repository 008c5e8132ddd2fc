"""ROT012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule
from iam_report.schema import true_or_null

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT012",
    severity=Severity.MEDIUM,
    title="Dormant user",
    message="no credential of {user} was used, set or created in the last {idle_days} days",
    evidence=(
        "user",
        "idle_days",
        "last_activity",
        "last_activity_basis",
        "user_creation_time",
        "password_enabled",
        "active_access_keys",
        "active_certificates",
    ),
    fix="aws iam delete-user --user-name {user}  # delete what the user owns first",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html",
    ),
)
def user_dormant(user_activity: pd.DataFrame, *, max_idle_days: int = 90) -> pd.Series:
    """A user has credentials, and there was no sign of life for `max_idle_days` or longer.

    A sign of life is the use of a password or access key, and also the creation of the user, of its
    password or of an active key.

    ## Why
    It is not one key or one password that nobody needs, but the user. Whoever finds one of its
    credentials can work for long before somebody notices.

    ## Fix
    Ask the owner, then delete the user, rather than its credentials one by one. Deactivating the
    keys and deleting the password first makes it easy to go back.

    ## Not covered
    Users without any credential (ROT013), and the root user. AWS does not record when a signing
    certificate, an SSH key or a service-specific credential was used: look for those before
    deleting the user.

    ## Cases

    | user    | has_credentials | idle_days | least_idle_days | finding |
    | ------- | --------------- | --------- | --------------- | ------- |
    | alice   | true            | 90        | 90              | yes     |
    | bob     | true            | 89        | 89              | no      |
    | empty   | false           | 400       | 400             | no      |
    | perhaps | true            | 400       | 89              | unknown |
    | surely  | true            | 400       | 90              | yes     |
    | carol   | true            | 400       |                 | unknown |
    | dave    | true            | 3         |                 | no      |
    | erin    |                 | 400       | 400             | unknown |
    | future  | true            |           | 400             | unknown |
    """
    r = user_activity
    is_idle = r["idle_days"] >= max_idle_days
    is_surely_idle = r["least_idle_days"] >= max_idle_days
    return r["has_credentials"] & is_idle & true_or_null(is_surely_idle)
