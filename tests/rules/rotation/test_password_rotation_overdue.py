"""Tests of ROT010."""

from __future__ import annotations

from iam_report.rules.rotation.password_rotation_overdue import password_rotation_overdue
from iam_report.testing import assert_rule


def test_to_the_second() -> None:
    assert_rule(
        password_rotation_overdue,
        """
        | user  | as_of                | password_enabled | password_next_rotation | finding |
        | ----- | -------------------- | ---------------- | ---------------------- | ------- |
        | alice | 2026-01-31T12:00:00Z | true             | 2026-01-31T11:59:59Z   | yes     |
        | bob   | 2026-01-31T12:00:00Z | true             | 2026-01-31T12:00:01Z   | no      |
        """,
    )


def test_only_na_says_that_it_never_expires() -> None:
    assert_rule(
        password_rotation_overdue,
        """
        | user  | password_enabled | password_next_rotation | finding |
        | ----- | ---------------- | ---------------------- | ------- |
        | alice | true             | not_supported          | unknown |
        | bob   | true             | no_information         | unknown |
        | carol | true             | N/A                    | no      |
        """,
    )


def test_an_empty_cell_is_no_answer() -> None:
    assert_rule(
        password_rotation_overdue,
        """
        | user  | password_enabled | password_next_rotation | password_next_rotation_state | finding |
        | ----- | ---------------- | ---------------------- | ---------------------------- | ------- |
        | alice | true             |                        | empty                        | unknown |
        """,
    )
