"""The console_users relation: the users that have, or may have, a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from iam_report.frames.console_users import CONSOLE_USERS
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.console_users import console_users
from iam_report.testing import frame

if TYPE_CHECKING:
    from collections.abc import Callable


def test_who_is_in_it(assert_relation: Callable[..., None]) -> None:
    """The root user is not, nor is a user without a password, whatever its last sign-in."""
    assert_relation(
        "console_users",
        """
        | user           | password_enabled | password_last_used |
        | -------------- | ---------------- | ------------------ |
        | <root_account> | true             | 2025-12-31         |
        | alice          | true             | 2025-12-31         |
        | removed        | false            | 2025-12-31         |
        | odd            | not_supported    | 2025-12-31         |
        | blank          |                  | 2025-12-31         |
        """,
        """
        | user  | password_enabled | unused_days |
        | ----- | ---------------- | ----------- |
        | alice | true             | 1           |
        | odd   |                  | 1           |
        | blank |                  | 1           |
        """,
    )


def test_last_use(assert_relation: Callable[..., None]) -> None:
    """A password never used counts from when it was set; without the column nothing is known."""
    assert_relation(
        "console_users",
        """
        | user   | password_enabled | password_last_used   | password_last_changed |
        | ------ | ---------------- | -------------------- | --------------------- |
        | used   | true             | 2025-12-30T12:00:00Z | 2025-01-01            |
        | never  | true             | no_information       | 2025-12-22            |
        | n-a    | true             | N/A                  | 2025-12-22            |
        | odd    | true             | not_supported        | 2025-12-22            |
        | absent | true             |                      | 2025-12-22            |
        | unset  | true             | no_information       |                       |
        | future | true             | 2026-01-02           | 2025-12-22            |
        """,
        """
        | user   | never_used | unused_days | password_age_days |
        | ------ | ---------- | ----------- | ----------------- |
        | used   | false      | 1           | 365               |
        | never  | true       | 10          | 10                |
        | n-a    | true       | 10          | 10                |
        | odd    |            |             | 10                |
        | absent |            |             | 10                |
        | unset  | true       |             |                   |
        | future | false      |             | 10                |
        """,
    )


def test_what_stands_in_next_rotation(assert_relation: Callable[..., None]) -> None:
    """The state tells a password that does not expire from a missing column."""
    assert_relation(
        "console_users",
        """
        | user    | password_enabled | password_next_rotation |
        | ------- | ---------------- | ---------------------- |
        | key-only | false           | N/A                    |
        | expires | true             | 2026-02-01             |
        | never   | true             | N/A                    |
        | absent  | true             |                        |
        """,
        """
        | user    | password_next_rotation | password_next_rotation_state |
        | ------- | ---------------------- | ---------------------------- |
        | expires | 2026-02-01             | value                        |
        | never   |                        | N/A                          |
        | absent  |                        | absent                       |
        """,
    )


def test_active_access_keys(assert_relation: Callable[..., None]) -> None:
    assert_relation(
        "console_users",
        """
        | user | password_enabled | access_key_1_active | access_key_2_active |
        | ---- | ---------------- | ------------------- | ------------------- |
        | none | true             | false               | false               |
        | one  | true             | false               | true                |
        | two  | true             | true                | true                |
        | some | true             | true                |                     |
        """,
        """
        | user | active_access_keys |
        | ---- | ------------------ |
        | none | 0                  |
        | one  | 1                  |
        | two  | 2                  |
        | some |                    |
        """,
    )


def test_accounts_and_moments(assert_relation: Callable[..., None]) -> None:
    """Ages count to the row's own `as_of`."""
    assert_relation(
        "console_users",
        """
        | account_id   | as_of      | user  | password_enabled | password_last_used |
        | ------------ | ---------- | ----- | ---------------- | ------------------ |
        | 111122223333 | 2026-01-01 | alice | true             | 2025-12-31         |
        | 111122223333 | 2026-02-01 | alice | true             | 2025-12-31         |
        | 444455556666 | 2026-01-01 | alice | true             | 2025-12-01         |
        """,
        """
        | account_id   | as_of      | user  | unused_days |
        | ------------ | ---------- | ----- | ----------- |
        | 111122223333 | 2026-01-01 | alice | 1           |
        | 111122223333 | 2026-02-01 | alice | 32          |
        | 444455556666 | 2026-01-01 | alice | 31          |
        """,
    )


def test_no_rows() -> None:
    pd.testing.assert_frame_equal(console_users(CREDENTIAL_REPORT.empty()), CONSOLE_USERS.empty())


def test_any_index() -> None:
    """The rows count, not their labels: a report may be a part of another."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user  | password_enabled | password_last_used |
        | ----- | ---------------- | ------------------ |
        | alice | false            | N/A                |
        | bob   | true             | 2025-12-22         |
        """,
    )

    got = console_users(report.set_axis([7, 7]))

    pd.testing.assert_frame_equal(got, console_users(report))
    assert got["unused_days"].tolist() == [10]
