"""Tests of ROT004."""

from __future__ import annotations

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.access_keys import access_keys
from iam_report.rules.rotation.inactive_access_key_not_deleted import (
    inactive_access_key_not_deleted,
)
from iam_report.testing import assert_rule, frame


def test_root_user() -> None:
    assert_rule(
        inactive_access_key_not_deleted,
        """
        | user           | active | last_rotated | finding |
        | -------------- | ------ | ------------ | ------- |
        | <root_account> | false  | 2020-01-01   | no      |
        | alice          | false  | 2020-01-01   | yes     |
        """,
    )


def test_slots_of_a_report() -> None:
    """A date says that there is a key, also one in the future; `N/A` says that there is none."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user   | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated |
        | ------ | ------------------- | ------------------------- | ------------------- | ------------------------- |
        | free   | false               | N/A                       | false               | N/A                       |
        | kept   | true                | 2025-01-01                | false               | 2024-01-01                |
        | future | false               | 2027-01-01                | false               | N/A                       |
        | blank  | false               |                           | false               | N/A                       |
        """,
    )
    keys = access_keys(report)

    answers = inactive_access_key_not_deleted.mask({"access_keys": keys})

    assert dict(zip(zip(keys["user"], keys["slot"], strict=True), answers, strict=True)) == {
        ("kept", 1): False,
        ("kept", 2): True,
        ("future", 1): True,
        ("blank", 1): pd.NA,
    }
