"""Tests of ROT009."""

from __future__ import annotations

from iam_report.rules.rotation.console_user_never_logged_in import console_user_never_logged_in
from iam_report.testing import assert_rule


def test_grace_days() -> None:
    assert_rule(
        console_user_never_logged_in,
        """
        | user  | password_enabled | never_used | password_age_days | finding |
        | ----- | ---------------- | ---------- | ----------------- | ------- |
        | alice | true             | true       | 1                 | yes     |
        | bob   | true             | true       | 0                 | no      |
        """,
        grace_days=0,
    )


def test_one_thing_known_decides() -> None:
    assert_rule(
        console_user_never_logged_in,
        """
        | user  | password_enabled | never_used | password_age_days | finding |
        | ----- | ---------------- | ---------- | ----------------- | ------- |
        | alice |                  | false      |                   | no      |
        | bob   |                  |            | 14                | no      |
        | carol |                  |            |                   | unknown |
        """,
    )
