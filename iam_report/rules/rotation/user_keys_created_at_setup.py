"""ROT019."""

from __future__ import annotations

from typing import Final

import pandas as pd

from iam_report.catalog.controls import cis
from iam_report.rule import Severity, rule

#: Seconds of a hundred years: any key was made with its user.
EVER: Final = 3_155_760_000


@rule(
    code="ROT019",
    severity=Severity.INFORMATIONAL,
    title="Unused access key made together with a console user",
    message="access key {slot} of {user} was made together with the user and never used",
    evidence=("user", "slot", "last_rotated", "user_creation_time", "password_enabled"),
    fix="aws iam delete-access-key --user-name {user} --access-key-id ACCESS_KEY_ID",
    controls=cis(
        v1_2="1.21",
        v1_3="1.11",
        v1_4="1.11",
        v5="1.10",
        v6="2.10",
        options={"max_seconds": EVER},
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    ),
)
def user_keys_created_at_setup(access_keys: pd.DataFrame, *, max_seconds: int = 10) -> pd.Series:
    """A console user has an active, never used access key that was made with the user.

    Made with the user means: at most `max_seconds` before or after it. The CIS benchmark asks of
    every never used key of a console user, whenever it was made.

    ## Why
    The key was made because it could be, not because somebody asked for it. It lies in a file of
    whoever created the user, and works without MFA.

    ## Fix
    Delete the key. Users who need one can make it themselves.

    ## Not covered
    Never used keys that were made later (ROT003), keys of users without a password, and the root
    user. AWS records the use of keys since 2015-04-22.

    ## Cases

    | user  | password_enabled | active | never_used | user_creation_time   | last_rotated         | finding |
    | ----- | ---------------- | ------ | ---------- | -------------------- | -------------------- | ------- |
    | alice | true             | true   | true       | 2025-06-01T09:00:00Z | 2025-06-01T09:00:10Z | yes     |
    | early | true             | true   | true       | 2025-06-01T09:00:10Z | 2025-06-01T09:00:00Z | yes     |
    | later | true             | true   | true       | 2025-06-01T09:00:00Z | 2025-06-01T09:00:11Z | no      |
    | odd   | true             | true   | true       | 2025-06-01T09:00:00Z | 2024-06-01T09:00:00Z | no      |
    | used  | true             | true   | false      | 2025-06-01T09:00:00Z | 2025-06-01T09:00:00Z | no      |
    | off   | true             | false  | true       | 2025-06-01T09:00:00Z | 2025-06-01T09:00:00Z | no      |
    | robot | false            | true   | true       | 2025-06-01T09:00:00Z | 2025-06-01T09:00:00Z | no      |
    | carol | true             | true   |            | 2025-06-01T09:00:00Z | 2025-06-01T09:00:00Z | unknown |
    | dave  | true             | true   | true       |                      | 2025-06-01T09:00:00Z | unknown |
    | erin  |                  | true   | true       | 2025-06-01T09:00:00Z | 2025-06-01T09:00:00Z | unknown |
    | frank | true             | true   | true       | 2025-06-01T09:00:00Z |                      | unknown |
    | grace |                  |        |            | 2025-06-01T09:00:00Z | 2025-07-01T09:00:00Z | no      |
    """  # noqa: E501 (a wide table)
    r = access_keys
    apart = (r["last_rotated"] - r["user_creation_time"]).abs()
    at_setup = apart <= pd.Timedelta(seconds=max_seconds)
    return r["active"] & r["never_used"] & r["password_enabled"] & at_setup
