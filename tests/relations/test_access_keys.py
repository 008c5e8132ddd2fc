"""The access_keys relation: a row per key slot that holds, or may hold, a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from iam_report.frames.access_keys import ACCESS_KEYS
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.access_keys import access_keys
from iam_report.testing import frame

if TYPE_CHECKING:
    from collections.abc import Callable


def test_slots_in_use(assert_relation: Callable[..., None]) -> None:
    """An inactive key keeps its date and its row; a slot without a date is free."""
    assert_relation(
        "access_keys",
        """
        | user | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated |
        | ---- | ------------------- | ------------------------- | ------------------- | ------------------------- |
        | none | false               | N/A                       | false               | N/A                       |
        | one  | true                | 2025-12-31                | false               | N/A                       |
        | off  | false               | 2025-12-22                | false               | N/A                       |
        | two  | true                | 2025-12-01                | true                | 2025-12-30                |
        | late | false               | N/A                       | true                | 2025-12-02                |
        """,
        """
        | user | slot | active | last_rotated | age_days | other_active | other_age_days |
        | ---- | ---- | ------ | ------------ | -------- | ------------ | -------------- |
        | one  | 1    | true   | 2025-12-31   | 1        | false        |                |
        | off  | 1    | false  | 2025-12-22   | 10       | false        |                |
        | two  | 1    | true   | 2025-12-01   | 31       | true         | 2              |
        | two  | 2    | true   | 2025-12-30   | 2        | true         | 31             |
        | late | 2    | true   | 2025-12-02   | 30       | false        |                |
        """,
    )


def test_slots_of_which_the_report_does_not_say(assert_relation: Callable[..., None]) -> None:
    """A slot that may hold a key has a row; what decides that it holds none is enough."""
    assert_relation(
        "access_keys",
        """
        | user      | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated |
        | --------- | ------------------- | ------------------------- | ------------------- | ------------------------- |
        | no-dates  | true                |                           | false               |                           |
        | no-active |                     | 2025-12-31                |                     | N/A                       |
        | odd       | false               | not_supported             | false               | N/A                       |
        | nothing   |                     |                           |                     |                           |
        """,
        """
        | user      | slot | active | last_rotated | age_days |
        | --------- | ---- | ------ | ------------ | -------- |
        | no-dates  | 1    | true   |              |          |
        | no-active | 1    |        | 2025-12-31   | 1        |
        | odd       | 1    | false  |              |          |
        | nothing   | 1    |        |              |          |
        | no-dates  | 2    | false  |              |          |
        | no-active | 2    |        |              |          |
        | nothing   | 2    |        |              |          |
        """,
    )


def test_last_use(assert_relation: Callable[..., None]) -> None:
    """A key never used counts from its creation; without the column nothing is known."""
    assert_relation(
        "access_keys",
        """
        | user   | access_key_1_active | access_key_1_last_rotated | access_key_1_last_used_date | access_key_1_last_used_region | access_key_1_last_used_service | access_key_2_active | access_key_2_last_rotated |
        | ------ | ------------------- | ------------------------- | --------------------------- | ----------------------------- | ------------------------------ | ------------------- | ------------------------- |
        | used   | true                | 2025-01-01                | 2025-12-31T12:00:00Z        | eu-west-1                     | ec2                            | false               | N/A                       |
        | global | true                | 2025-01-01                | 2025-12-30                  | N/A                           | s3                             | false               | N/A                       |
        | never  | true                | 2025-12-22                | N/A                         | N/A                           | N/A                            | false               | N/A                       |
        | old    | true                | 2025-12-22                |                             |                               |                                | false               | N/A                       |
        | odd    | true                | 2025-12-22                | not_supported               | not_supported                 | not_supported                  | false               | N/A                       |
        | blank  | true                |                           | N/A                         | N/A                           | N/A                            | false               | N/A                       |
        """,
        """
        | user   | last_used_date       | last_used_region | last_used_service | never_used | unused_days |
        | ------ | -------------------- | ---------------- | ----------------- | ---------- | ----------- |
        | used   | 2025-12-31T12:00:00Z | eu-west-1        | ec2               | false      | 0           |
        | global | 2025-12-30           |                  | s3                | false      | 2           |
        | never  |                      |                  |                   | true       | 10          |
        | old    |                      |                  |                   |            |             |
        | odd    |                      |                  |                   |            |             |
        | blank  |                      |                  |                   | true       |             |
        """,
    )


def test_root_user(assert_relation: Callable[..., None]) -> None:
    """The root user's keys are rows too, marked as such."""
    assert_relation(
        "access_keys",
        """
        | user           | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated | password_enabled |
        | -------------- | ------------------- | ------------------------- | ------------------- | ------------------------- | ---------------- |
        | <root_account> | true                | 2025-12-31                | false               | N/A                       | not_supported    |
        | alice          | true                | 2025-12-31                | false               | N/A                       | true             |
        """,
        """
        | user           | is_root | slot | password_enabled |
        | -------------- | ------- | ---- | ---------------- |
        | <root_account> | true    | 1    |                  |
        | alice          | false   | 1    | true             |
        """,
    )


def test_dates_in_the_future(assert_relation: Callable[..., None]) -> None:
    """A date after `as_of` gives no age; a last use in the future is a use all the same."""
    assert_relation(
        "access_keys",
        """
        | user   | access_key_1_active | access_key_1_last_rotated | access_key_1_last_used_date | access_key_2_active | access_key_2_last_rotated |
        | ------ | ------------------- | ------------------------- | --------------------------- | ------------------- | ------------------------- |
        | future | true                | 2026-01-01T00:00:01Z      | 2026-02-01                  | false               | N/A                       |
        | now    | true                | 2026-01-01                | N/A                         | false               | N/A                       |
        """,
        """
        | user   | age_days | never_used | unused_days |
        | ------ | -------- | ---------- | ----------- |
        | future |          | false      |             |
        | now    | 0        | true       | 0           |
        """,
    )


def test_accounts_and_moments(assert_relation: Callable[..., None]) -> None:
    """Ages count to the row's own `as_of`."""
    assert_relation(
        "access_keys",
        """
        | account_id   | as_of      | user  | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated |
        | ------------ | ---------- | ----- | ------------------- | ------------------------- | ------------------- | ------------------------- |
        | 111122223333 | 2026-01-01 | alice | true                | 2025-12-31                | false               | N/A                       |
        | 111122223333 | 2026-02-01 | alice | true                | 2025-12-31                | false               | N/A                       |
        | 444455556666 | 2026-01-01 | alice | true                | 2025-12-01                | false               | N/A                       |
        """,
        """
        | account_id   | as_of      | user  | slot | age_days |
        | ------------ | ---------- | ----- | ---- | -------- |
        | 111122223333 | 2026-01-01 | alice | 1    | 1        |
        | 111122223333 | 2026-02-01 | alice | 1    | 32       |
        | 444455556666 | 2026-01-01 | alice | 1    | 31       |
        """,
    )


def test_no_rows() -> None:
    pd.testing.assert_frame_equal(access_keys(CREDENTIAL_REPORT.empty()), ACCESS_KEYS.empty())


def test_any_index() -> None:
    """The rows count, not their labels: a report may be a part of another."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user  | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated |
        | ----- | ------------------- | ------------------------- | ------------------- | ------------------------- |
        | alice | false               | N/A                       | false               | N/A                       |
        | bob   | true                | 2025-12-22                | true                | 2025-12-31                |
        """,
    )

    got = access_keys(report.set_axis([7, 7]))

    pd.testing.assert_frame_equal(got, access_keys(report))
    assert got["age_days"].tolist() == [10, 1]
