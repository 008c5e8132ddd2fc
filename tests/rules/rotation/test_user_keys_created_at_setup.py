"""Tests of ROT019."""

from __future__ import annotations

from iam_report.rules.rotation.user_keys_created_at_setup import user_keys_created_at_setup
from iam_report.testing import assert_rule


def test_second_key_counts_as_the_first() -> None:
    assert_rule(
        user_keys_created_at_setup,
        """
        | user           | slot | password_enabled | active | never_used | user_creation_time   | last_rotated         | finding |
        | -------------- | ---- | ---------------- | ------ | ---------- | -------------------- | -------------------- | ------- |
        | alice          | 1    | true             | false  | true       | 2025-06-01T09:00:00Z | 2025-06-01T09:00:01Z | no      |
        | alice          | 2    | true             | true   | true       | 2025-06-01T09:00:00Z | 2025-06-01T09:00:01Z | yes     |
        | <root_account> | 1    | true             | true   | true       | 2025-06-01T09:00:00Z | 2025-06-01T09:00:01Z | no      |
        """,
    )


def test_max_seconds() -> None:
    """Counted in both directions, over midnight, and to a fraction of a second."""
    assert_rule(
        user_keys_created_at_setup,
        """
        | user  | password_enabled | active | never_used | user_creation_time   | last_rotated           | finding |
        | ----- | ---------------- | ------ | ---------- | -------------------- | ---------------------- | ------- |
        | alice | true             | true   | true       | 2025-06-01T23:59:30Z | 2025-06-02T00:00:30Z   | yes     |
        | bob   | true             | true   | true       | 2025-06-02T00:00:30Z | 2025-06-01T23:59:30Z   | yes     |
        | carol | true             | true   | true       | 2025-06-01T23:59:30Z | 2025-06-02T00:00:30.1Z | no      |
        | dave  | true             | true   | true       | 2025-06-02T00:00:31Z | 2025-06-01T23:59:30Z   | no      |
        """,
        max_seconds=60,
    )


def test_one_thing_known_decides() -> None:
    assert_rule(
        user_keys_created_at_setup,
        """
        | user  | password_enabled | active | never_used | user_creation_time | last_rotated | finding |
        | ----- | ---------------- | ------ | ---------- | ------------------ | ------------ | ------- |
        | alice | false            |        |            |                    |              | no      |
        | bob   |                  | false  |            |                    |              | no      |
        | carol |                  |        | false      |                    |              | no      |
        | dave  | true             |        | true       | 2025-06-01         | 2025-06-01   | unknown |
        """,
    )
