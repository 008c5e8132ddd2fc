"""The user_activity relation: a row per row of the report, with what its dates say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.user_activity import USER_ACTIVITY
from iam_report.relations.user_activity import user_activity
from iam_report.testing import frame

if TYPE_CHECKING:
    from collections.abc import Callable


def test_active_credentials(assert_relation: Callable[..., None]) -> None:
    """One that is there settles it; one of which nothing is said leaves it open."""
    assert_relation(
        "user_activity",
        """
        | user           | password_enabled | access_key_1_active | access_key_2_active | cert_1_active | cert_2_active |
        | -------------- | ---------------- | ------------------- | ------------------- | ------------- | ------------- |
        | <root_account> | not_supported    | false               | false               | false         | false         |
        | none           | false            | false               | false               | false         | false         |
        | password       | true             | false               | false               | false         | false         |
        | key            | false            | false               | true                | false         | false         |
        | certificate    | false            | false               | false               | true          | true          |
        | all            | true             | true                | true                | true          | true          |
        | perhaps        | false            | false               |                     | false         | false         |
        | surely         |                  | true                |                     |               |               |
        """,
        """
        | user           | is_root | active_access_keys | active_certificates | has_active_credentials |
        | -------------- | ------- | ------------------ | ------------------- | ---------------------- |
        | <root_account> | true    | 0                  | 0                   |                        |
        | none           | false   | 0                  | 0                   | false                  |
        | password       | false   | 0                  | 0                   | true                   |
        | key            | false   | 1                  | 0                   | true                   |
        | certificate    | false   | 0                  | 2                   | true                   |
        | all            | false   | 2                  | 2                   | true                   |
        | perhaps        | false   |                    | 0                   |                        |
        | surely         | false   |                    |                     | true                   |
        """,
    )


def test_inactive_credentials(assert_relation: Callable[..., None]) -> None:
    """AWS keeps the date of an inactive key or certificate."""
    assert_relation(
        "user_activity",
        """
        | user        | password_enabled | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated | cert_1_active | cert_1_last_rotated | cert_2_active | cert_2_last_rotated |
        | ----------- | ---------------- | ------------------- | ------------------------- | ------------------- | ------------------------- | ------------- | ------------------- | ------------- | ------------------- |
        | none        | false            | false               | N/A                       | false               | N/A                       | false         | N/A                 | false         | N/A                 |
        | key         | false            | false               | N/A                       | false               | 2025-01-01                | false         | N/A                 | false         | N/A                 |
        | certificate | false            | false               | N/A                       | false               | N/A                       | false         | 2025-01-01          | false         | N/A                 |
        | blank       | false            | false               |                           | false               | N/A                       | false         | N/A                 | false         | N/A                 |
        """,
        """
        | user        | has_active_credentials | has_credentials |
        | ----------- | ---------------------- | --------------- |
        | none        | false                  | false           |
        | key         | false                  | true            |
        | certificate | false                  | true            |
        | blank       | false                  |                 |
        """,
    )


def test_last_activity(assert_relation: Callable[..., None]) -> None:
    """The newest recorded use, also of a credential that is gone; of equal ones the password."""
    assert_relation(
        "user_activity",
        """
        | user     | password_last_used | access_key_1_last_used_date | access_key_2_last_used_date |
        | -------- | ------------------ | --------------------------- | --------------------------- |
        | password | 2025-12-31         | 2025-12-30                  | N/A                         |
        | key-1    | N/A                | 2025-12-30                  | 2025-12-29                  |
        | key-2    | no_information     | N/A                         | 2025-12-29                  |
        | equal    | 2025-12-31         | 2025-12-31                  | 2025-12-31                  |
        | never    | no_information     | N/A                         | N/A                         |
        | old      | no_information     |                             |                             |
        | partly   | 2025-12-31         |                             |                             |
        | odd      | not_supported      | 2025-12-30                  | N/A                         |
        """,
        """
        | user     | last_activity | last_activity_basis | uses_known |
        | -------- | ------------- | ------------------- | ---------- |
        | password | 2025-12-31    | password            | true       |
        | key-1    | 2025-12-30    | access_key_1        | true       |
        | key-2    | 2025-12-29    | access_key_2        | true       |
        | equal    | 2025-12-31    | password            | true       |
        | never    |               | never               | true       |
        | old      |               | unknown             |            |
        | partly   | 2025-12-31    | password            |            |
        | odd      | 2025-12-30    | access_key_1        |            |
        """,
    )


def test_idle_days(assert_relation: Callable[..., None]) -> None:
    """A credential made lately is a sign of life too, if it is in force."""
    assert_relation(
        "user_activity",
        """
        | user        | user_creation_time | password_enabled | password_last_used | password_last_changed | access_key_1_active | access_key_1_last_rotated | access_key_1_last_used_date |
        | ----------- | ------------------ | ---------------- | ------------------ | --------------------- | ------------------- | ------------------------- | --------------------------- |
        | created     | 2025-12-22         | false            | N/A                | N/A                   | false               | N/A                       | N/A                         |
        | signed-in   | 2025-01-01         | true             | 2025-12-23         | 2025-01-01            | false               | N/A                       | N/A                         |
        | set         | 2025-01-01         | true             | no_information     | 2025-12-24            | false               | N/A                       | N/A                         |
        | removed     | 2025-01-01         | false            | 2025-12-25         | 2025-12-30            | false               | N/A                       | N/A                         |
        | new-key     | 2025-01-01         | false            | N/A                | N/A                   | true                | 2025-12-26                | N/A                         |
        | off         | 2025-01-01         | false            | N/A                | N/A                   | false               | 2025-12-26                | N/A                         |
        | future      | 2025-01-01         | true             | 2026-01-02         | 2025-12-24            | false               | N/A                       | N/A                         |
        | nothing     |                    |                  |                    |                       |                     |                           |                             |
        """,
        """
        | user        | user_age_days | idle_days |
        | ----------- | ------------- | --------- |
        | created     | 10            | 10        |
        | signed-in   | 365           | 9         |
        | set         | 365           | 8         |
        | removed     | 365           | 7         |
        | new-key     | 365           | 6         |
        | off         | 365           | 365       |
        | future      | 365           |           |
        | nothing     |               |           |
        """,
    )


def test_newest_access_key(assert_relation: Callable[..., None]) -> None:
    """An inactive key does not count; an active one without a date may be the newest."""
    assert_relation(
        "user_activity",
        """
        | user    | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated |
        | ------- | ------------------- | ------------------------- | ------------------- | ------------------------- |
        | none    | false               | N/A                       | false               | N/A                       |
        | one     | true                | 2025-12-22                | false               | 2025-12-31                |
        | two     | true                | 2025-12-22                | true                | 2025-12-12                |
        | undated | true                |                           | true                | 2025-12-12                |
        | perhaps | true                | 2025-12-22                |                     | 2025-12-12                |
        | future  | true                | 2026-01-02                | true                | 2025-12-12                |
        """,
        """
        | user    | newest_access_key_days |
        | ------- | ---------------------- |
        | none    |                        |
        | one     | 10                     |
        | two     | 10                     |
        | undated |                        |
        | perhaps |                        |
        | future  |                        |
        """,
    )


def test_accounts_and_moments(assert_relation: Callable[..., None]) -> None:
    """Ages count to the row's own `as_of`, and the order is that of the report."""
    assert_relation(
        "user_activity",
        """
        | account_id   | as_of      | user  | user_creation_time |
        | ------------ | ---------- | ----- | ------------------ |
        | 444455556666 | 2026-01-01 | bob   | 2025-12-01         |
        | 111122223333 | 2026-02-01 | alice | 2025-12-31         |
        | 111122223333 | 2026-01-01 | alice | 2025-12-31         |
        """,
        """
        | account_id   | as_of      | user  | user_age_days | idle_days |
        | ------------ | ---------- | ----- | ------------- | --------- |
        | 444455556666 | 2026-01-01 | bob   | 31            | 31        |
        | 111122223333 | 2026-02-01 | alice | 32            | 32        |
        | 111122223333 | 2026-01-01 | alice | 1             | 1         |
        """,
    )


def test_no_rows() -> None:
    pd.testing.assert_frame_equal(user_activity(CREDENTIAL_REPORT.empty()), USER_ACTIVITY.empty())


def test_any_index() -> None:
    """The rows count, not their labels: a report may be a part of another."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user  | user_creation_time |
        | ----- | ------------------ |
        | alice | 2025-12-22         |
        | bob   | 2025-12-31         |
        """,
    )

    got = user_activity(report.set_axis([7, 7]))

    pd.testing.assert_frame_equal(got, user_activity(report))
    assert got["idle_days"].tolist() == [10, 1]


def test_least_idle_days_takes_what_may_be_active_as_active(
    assert_relation: Callable[..., None],
) -> None:
    """It may have been made yesterday; where it has no date, nothing is known."""
    assert_relation(
        "user_activity",
        """
        | user     | as_of      | user_creation_time | password_enabled | password_last_changed | access_key_1_active | access_key_1_last_rotated | access_key_2_active | password_last_used | access_key_1_last_used_date | access_key_2_last_used_date |
        | -------- | ---------- | ------------------ | ---------------- | --------------------- | ------------------- | ------------------------- | ------------------- | ------------------ | --------------------------- | --------------------------- |
        | known    | 2026-01-11 | 2025-01-01         | true             | 2026-01-01            | true                | 2026-01-10                | false               | N/A                | N/A                         | N/A                         |
        | off      | 2026-01-11 | 2026-01-01         | false            |                       | false               |                           | false               | N/A                | N/A                         | N/A                         |
        | password | 2026-01-11 | 2026-01-01         | true             |                       | false               |                           | false               | N/A                | N/A                         | N/A                         |
        | key      | 2026-01-11 | 2026-01-01         | false            |                       | true                |                           | false               | N/A                | N/A                         | N/A                         |
        | perhaps  | 2026-01-11 | 2026-01-01         | false            |                       |                     | 2026-01-10                | false               | N/A                | N/A                         | N/A                         |
        | undated  | 2026-01-11 | 2026-01-01         | false            |                       |                     |                           | false               | N/A                | N/A                         | N/A                         |
        | use      | 2026-01-11 | 2026-01-01         | false            |                       | false               |                           | false               |                    | N/A                         | N/A                         |
        """,
        """
        | user     | idle_days | least_idle_days |
        | -------- | --------- | --------------- |
        | known    | 1         | 1               |
        | off      | 10        | 10              |
        | password | 10        |                 |
        | key      | 10        |                 |
        | perhaps  | 10        | 1               |
        | undated  | 10        |                 |
        | use      | 10        |                 |
        """,
    )


def test_two_active_keys_are_told_by_one_inactive_one(
    assert_relation: Callable[..., None],
) -> None:
    """The count of active keys needs both columns; whether there is one, or two, may not."""
    assert_relation(
        "user_activity",
        """
        | user  | access_key_1_active | access_key_2_active |
        | ----- | ------------------- | ------------------- |
        | two   | true                | true                |
        | one   | true                |                     |
        | other |                     | false               |
        """,
        """
        | user  | active_access_keys | has_active_access_keys | has_two_active_access_keys |
        | ----- | ------------------ | ---------------------- | -------------------------- |
        | two   | 2                  | true                   | true                       |
        | one   |                    | true                   |                            |
        | other |                    |                        | false                      |
        """,
    )
