"""The signing_certificates relation: a row per slot that holds, or may hold, a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.signing_certificates import SIGNING_CERTIFICATES
from iam_report.relations.signing_certificates import signing_certificates

if TYPE_CHECKING:
    from collections.abc import Callable


def test_slots_in_use(assert_relation: Callable[..., None]) -> None:
    """Slots are not in order of age, and an inactive certificate keeps its date."""
    assert_relation(
        "signing_certificates",
        """
        | user           | cert_1_active | cert_1_last_rotated | cert_2_active | cert_2_last_rotated |
        | -------------- | ------------- | ------------------- | ------------- | ------------------- |
        | <root_account> | true          | 2015-01-01          | false         | N/A                 |
        | none           | false         | N/A                 | false         | N/A                 |
        | two            | false         | 2025-12-22          | true          | 2025-12-02          |
        | future         | true          | 2026-01-02          | false         | N/A                 |
        """,
        """
        | user           | is_root | slot | active | last_rotated | age_days |
        | -------------- | ------- | ---- | ------ | ------------ | -------- |
        | <root_account> | true    | 1    | true   | 2015-01-01   | 4018     |
        | two            | false   | 1    | false  | 2025-12-22   | 10       |
        | future         | false   | 1    | true   | 2026-01-02   |          |
        | two            | false   | 2    | true   | 2025-12-02   | 30       |
        """,
    )


def test_slots_of_which_the_report_does_not_say(assert_relation: Callable[..., None]) -> None:
    assert_relation(
        "signing_certificates",
        """
        | user      | cert_1_active | cert_1_last_rotated | cert_2_active | cert_2_last_rotated |
        | --------- | ------------- | ------------------- | ------------- | ------------------- |
        | no-active |               | 2025-12-31          |               | N/A                 |
        | no-dates  | true          |                     | false         |                     |
        """,
        """
        | user      | slot | active | last_rotated | age_days |
        | --------- | ---- | ------ | ------------ | -------- |
        | no-active | 1    |        | 2025-12-31   | 1        |
        | no-dates  | 1    | true   |              |          |
        | no-active | 2    |        |              |          |
        | no-dates  | 2    | false  |              |          |
        """,
    )


def test_accounts_and_moments(assert_relation: Callable[..., None]) -> None:
    """Ages count to the row's own `as_of`."""
    assert_relation(
        "signing_certificates",
        """
        | account_id   | as_of      | user  | cert_1_active | cert_1_last_rotated | cert_2_active | cert_2_last_rotated |
        | ------------ | ---------- | ----- | ------------- | ------------------- | ------------- | ------------------- |
        | 111122223333 | 2026-01-01 | alice | true          | 2025-12-31          | false         | N/A                 |
        | 111122223333 | 2026-02-01 | alice | true          | 2025-12-31          | false         | N/A                 |
        | 444455556666 | 2026-01-01 | alice | true          | 2025-12-01          | false         | N/A                 |
        """,
        """
        | account_id   | as_of      | user  | age_days |
        | ------------ | ---------- | ----- | -------- |
        | 111122223333 | 2026-01-01 | alice | 1        |
        | 111122223333 | 2026-02-01 | alice | 32       |
        | 444455556666 | 2026-01-01 | alice | 31       |
        """,
    )


def test_no_rows() -> None:
    got = signing_certificates(CREDENTIAL_REPORT.empty())

    pd.testing.assert_frame_equal(got, SIGNING_CERTIFICATES.empty())
