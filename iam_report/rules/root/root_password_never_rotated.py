"""ROOT006."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROOT006",
    severity=Severity.LOW,
    title="Old password of the root user",
    message="the password of the root user of {account_id} is {password_age_days} days old",
    evidence=("password_last_changed", "password_age_days", "mfa_active"),
    fix=(
        "aws sts assume-root --target-principal {account_id} --task-policy-arn arn=arn:PARTITION:"
        "iam::aws:policy/root-task/IAMDeleteRootUserCredentials  # of a member account only"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-password.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html",
    ),
)
def root_password_never_rotated(root_users: pd.DataFrame, *, max_age_days: int = 365) -> pd.Series:
    """The password of the root user is older than `max_age_days`.

    ## Why
    People who have left since may still know an old root password, and it sits in old password
    stores and mailboxes.

    ## Fix
    Sign in as the root user and change the password under "Security credentials". In an
    organization, delete the root passwords of member accounts instead.

    ## Not covered
    Whether the password is needed at all. Old reports say `not_supported` of the root user's
    password and of its date; the age is then not known.

    ## Cases

    | account_id   | password_enabled | password_last_changed | password_age_days | finding |
    | ------------ | ---------------- | --------------------- | ----------------- | ------- |
    | 111122223333 | true             | 2024-12-31            | 366               | yes     |
    | 222233334444 | true             | 2025-01-01            | 365               | no      |
    | 333344445555 | false            | N/A                   |                   | no      |
    | 444455556666 | not_supported    | not_supported         |                   | unknown |
    | 555566667777 | not_supported    | 2020-01-01            | 2192              | yes     |
    | 666677778888 | true             |                       |                   | unknown |
    | 777788889999 |                  | 2020-01-01            | 2192              | unknown |
    | 888899990000 |                  | 2025-12-31            | 1                 | no      |
    """
    r = root_users
    has_password = r["password_enabled"] | r["password_enabled_state"].eq("not_supported")
    return has_password & (r["password_age_days"] > max_age_days)
