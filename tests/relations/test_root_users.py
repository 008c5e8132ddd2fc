"""The root_users relation: a row per account and moment, with or without one in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.root_users import ROOT_USERS
from iam_report.relations.root_users import root_users
from iam_report.testing import frame

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_row_per_account_and_moment(assert_relation: Callable[..., None]) -> None:
    """In the order of the report, wherever the row of the root user stands."""
    assert_relation(
        "root_users",
        """
        | account_id   | as_of      | user           | partition | mfa_active |
        | ------------ | ---------- | -------------- | --------- | ---------- |
        | 444455556666 | 2026-01-01 | alice          | aws-cn    | false      |
        | 111122223333 | 2026-02-01 | <root_account> | aws       | true       |
        | 111122223333 | 2026-02-01 | alice          | aws       | false      |
        | 444455556666 | 2026-01-01 | <root_account> | aws-cn    | true       |
        | 111122223333 | 2026-01-01 | <root_account> | aws       | false      |
        """,
        """
        | account_id   | as_of      | arn                               | in_report | mfa_active |
        | ------------ | ---------- | --------------------------------- | --------- | ---------- |
        | 444455556666 | 2026-01-01 | arn:aws-cn:iam::444455556666:root | true      | true       |
        | 111122223333 | 2026-02-01 | arn:aws:iam::111122223333:root    | true      | true       |
        | 111122223333 | 2026-01-01 | arn:aws:iam::111122223333:root    | true      | false      |
        """,
    )


def test_no_row_for_the_root_user(assert_relation: Callable[..., None]) -> None:
    """Nothing is known, and nothing of another user leaks in."""
    assert_relation(
        "root_users",
        """
        | account_id   | user           | partition  | password_enabled | password_last_used | password_last_changed | mfa_active | access_key_1_active | access_key_2_active | cert_1_active | cert_2_active |
        | ------------ | -------------- | ---------- | ---------------- | ------------------ | --------------------- | ---------- | ------------------- | ------------------- | ------------- | ------------- |
        | 111122223333 | alice          | aws-us-gov | true             | 2025-12-31         | 2025-12-31            | true       | true                | true                | true          | true          |
        | 444455556666 | <root_account> | aws        | true             | 2025-12-31         | 2025-12-22            | true       | false               | false               | false         | false         |
        """,
        """
        | account_id   | arn                                   | in_report | password_enabled | password_enabled_state | password_last_changed | password_last_changed_state | mfa_active | access_key_1_active | access_key_2_active | cert_1_active | cert_2_active | has_credentials | last_used  | last_used_with | last_used_days | never_used | uses_known | password_age_days |
        | ------------ | ------------------------------------- | --------- | ---------------- | ---------------------- | --------------------- | --------------------------- | ---------- | ------------------- | ------------------- | ------------- | ------------- | --------------- | ---------- | -------------- | -------------- | ---------- | ---------- | ----------------- |
        | 111122223333 | arn:aws-us-gov:iam::111122223333:root | false     |                  | absent                 |                       | absent                      |            |                     |                     |               |               |                 |            | unknown        |                |            |            |                   |
        | 444455556666 | arn:aws:iam::444455556666:root        | true      | true             | value                  | 2025-12-22            | value                       | true       | false               | false               | false         | false         | true            | 2025-12-31 | password       | 1              | false      |            | 10                |
        """,
    )


def test_credentials(assert_relation: Callable[..., None]) -> None:
    """Reports of before 2024 say `not_supported` of a password that was always there."""
    assert_relation(
        "root_users",
        """
        | account_id   | user           | password_enabled | access_key_1_active | access_key_2_active | cert_1_active | cert_2_active |
        | ------------ | -------------- | ---------------- | ------------------- | ------------------- | ------------- | ------------- |
        | 100000000001 | <root_account> | not_supported    | false               | false               | false         | false         |
        | 100000000002 | <root_account> | true             | false               | false               | false         | false         |
        | 100000000003 | <root_account> | false            | false               | false               | false         | false         |
        | 100000000004 | <root_account> | false            | false               | true                | false         | false         |
        | 100000000005 | <root_account> | false            | false               | false               | true          | false         |
        | 100000000006 | <root_account> | false            |                     | false               | false         | false         |
        | 100000000007 | <root_account> | false            |                     | true                | false         | false         |
        | 100000000008 | <root_account> |                  | false               | false               | false         | false         |
        """,
        """
        | account_id   | password_enabled | password_enabled_state | has_credentials |
        | ------------ | ---------------- | ---------------------- | --------------- |
        | 100000000001 |                  | not_supported          | true            |
        | 100000000002 | true             | value                  | true            |
        | 100000000003 | false            | value                  | false           |
        | 100000000004 | false            | value                  | true            |
        | 100000000005 | false            | value                  | true            |
        | 100000000006 | false            | value                  |                 |
        | 100000000007 | false            | value                  | true            |
        | 100000000008 |                  | absent                 |                 |
        """,
    )


def test_last_use(assert_relation: Callable[..., None]) -> None:
    """The newest of the password's and both keys' uses; missing columns leave a doubt."""
    assert_relation(
        "root_users",
        """
        | account_id   | user           | password_last_used | access_key_1_last_used_date | access_key_2_last_used_date |
        | ------------ | -------------- | ------------------ | --------------------------- | --------------------------- |
        | 100000000001 | <root_account> | 2025-12-31         | 2025-12-01                  | N/A                         |
        | 100000000002 | <root_account> | 2025-12-01         | 2025-12-30                  | 2025-12-29                  |
        | 100000000003 | <root_account> | no_information     | N/A                         | 2025-12-29                  |
        | 100000000004 | <root_account> | no_information     | N/A                         | N/A                         |
        | 100000000005 | <root_account> | N/A                | N/A                         | N/A                         |
        | 100000000006 | <root_account> | no_information     |                             |                             |
        | 100000000007 | <root_account> | 2025-12-31         |                             |                             |
        | 100000000008 | <root_account> | not_supported      | N/A                         | N/A                         |
        | 100000000009 | <root_account> | 2026-01-02         | 2025-12-31                  | N/A                         |
        """,
        """
        | account_id   | last_used  | last_used_with | last_used_days | never_used | uses_known |
        | ------------ | ---------- | -------------- | -------------- | ---------- | ---------- |
        | 100000000001 | 2025-12-31 | password       | 1              | false      | true       |
        | 100000000002 | 2025-12-30 | access_key_1   | 2              | false      | true       |
        | 100000000003 | 2025-12-29 | access_key_2   | 3              | false      | true       |
        | 100000000004 |            | never          |                | true       | true       |
        | 100000000005 |            | never          |                | true       | true       |
        | 100000000006 |            | unknown        |                |            |            |
        | 100000000007 | 2025-12-31 | password       | 1              | false      |            |
        | 100000000008 |            | unknown        |                |            |            |
        | 100000000009 | 2026-01-02 | password       |                | false      | true       |
        """,
    )


def test_age_of_the_password(assert_relation: Callable[..., None]) -> None:
    assert_relation(
        "root_users",
        """
        | account_id   | user           | password_last_changed |
        | ------------ | -------------- | --------------------- |
        | 100000000001 | <root_account> | 2025-01-01            |
        | 100000000002 | <root_account> | N/A                   |
        | 100000000003 | <root_account> | not_supported         |
        | 100000000004 | <root_account> | 2026-01-02            |
        """,
        """
        | account_id   | password_age_days | password_last_changed_state |
        | ------------ | ----------------- | --------------------------- |
        | 100000000001 | 365               | value                       |
        | 100000000002 |                   | N/A                         |
        | 100000000003 |                   | not_supported               |
        | 100000000004 |                   | value                       |
        """,
    )


def test_no_rows() -> None:
    pd.testing.assert_frame_equal(root_users(CREDENTIAL_REPORT.empty()), ROOT_USERS.empty())


def test_any_index() -> None:
    """The rows count, not their labels: a report may be a part of another."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user           | mfa_active |
        | -------------- | ---------- |
        | alice          | false      |
        | <root_account> | true       |
        """,
    )

    got = root_users(report.set_axis([7, 7]))

    pd.testing.assert_frame_equal(got, root_users(report))
    assert got["mfa_active"].tolist() == [True]
