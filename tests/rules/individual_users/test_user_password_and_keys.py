"""Tests of USR001."""

from __future__ import annotations

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.console_users import console_users
from iam_report.rules.individual_users.user_password_and_keys import user_password_and_keys
from iam_report.testing import frame


def test_keys_in_a_report() -> None:
    """The second key counts as the first does; one that is not active does not."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user           | password_enabled | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated |
        | -------------- | ---------------- | ------------------- | ------------------------- | ------------------- | ------------------------- |
        | <root_account> | true             | true                | 2020-01-01                | true                | 2020-01-01                |
        | key-2          | true             | false               | N/A                       | true                | 2020-01-01                |
        | key-off        | true             | false               | 2020-01-01                | false               | N/A                       |
        | robot          | false            | true                | 2020-01-01                | false               | N/A                       |
        """,
    )
    users = console_users(report)

    answers = dict(
        zip(users["user"], user_password_and_keys.mask({"console_users": users}), strict=True)
    )

    assert answers == {"key-2": True, "key-off": False}
