"""Tests of ROT007."""

from __future__ import annotations

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.access_keys import access_keys
from iam_report.rules.rotation.key_rotated_but_old_still_active import (
    key_rotated_but_old_still_active,
)
from iam_report.testing import assert_rule, frame


def test_rotation_days() -> None:
    assert_rule(
        key_rotated_but_old_still_active,
        """
        | user           | active | other_active | last_rotated | other_last_rotated | other_age_days | last_used_date | never_used | finding |
        | -------------- | ------ | ------------ | ------------ | ------------------ | -------------- | -------------- | ---------- | ------- |
        | alice          | true   | true         | 2025-01-01   | 2025-12-01         | 30             | 2025-12-01     | false      | no      |
        | bob            | true   | true         | 2025-01-01   | 2025-12-01         | 31             | 2025-12-01     | false      | yes     |
        | carol          | true   | true         | 2025-01-01   | 2025-12-01         | 31             | 2025-11-30     | false      | no      |
        | <root_account> | true   | true         | 2025-01-01   | 2025-12-01         | 31             | 2025-12-01     | false      | no      |
        """,
        rotation_days=30,
    )


def test_what_one_column_decides_needs_no_other() -> None:
    assert_rule(
        key_rotated_but_old_still_active,
        """
        | user     | active | other_active | last_rotated | other_last_rotated | other_age_days | last_used_date | never_used | finding |
        | -------- | ------ | ------------ | ------------ | ------------------ | -------------- | -------------- | ---------- | ------- |
        | rotating |        |              |              |                    | 14             |                |            | no      |
        | newer    |        |              | 2025-12-01   | 2025-11-01         |                |                |            | no      |
        | done     |        |              |              | 2025-12-01         |                | 2025-11-30     | false      | no      |
        | never    |        |              |              |                    |                |                | true       | no      |
        | off      | false  |              |              |                    |                |                |            | no      |
        | single   |        | false        |              |                    |                |                |            | no      |
        | perhaps  | true   |              | 2025-01-01   | 2025-12-01         | 15             | 2025-12-02     | false      | unknown |
        | undated  | true   | true         |              | 2025-12-01         | 15             | 2025-12-02     | false      | unknown |
        """,
    )


def test_slots_are_not_in_order_of_age() -> None:
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user  | as_of      | access_key_1_active | access_key_1_last_rotated | access_key_1_last_used_date | access_key_2_active | access_key_2_last_rotated | access_key_2_last_used_date |
        | ----- | ---------- | ------------------- | ------------------------- | --------------------------- | ------------------- | ------------------------- | --------------------------- |
        | alice | 2026-03-01 | true                | 2026-02-01                | 2026-02-28                  | true                | 2024-01-01                | 2026-02-28                  |
        | bob   | 2026-03-01 | true                | 2024-01-01                | 2026-02-28                  | true                | 2026-02-01                | N/A                         |
        | carol | 2026-03-01 | true                | 2024-01-01                | N/A                         | true                | 2026-02-01                | 2026-02-28                  |
        """,
    )
    keys = access_keys(report)

    found = keys[key_rotated_but_old_still_active.mask({"access_keys": keys})]

    assert list(zip(found["user"], found["slot"], strict=True)) == [("bob", 1), ("alice", 2)]
