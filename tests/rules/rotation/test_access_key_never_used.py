"""Tests of ROT003."""

from __future__ import annotations

from iam_report.rules.rotation.access_key_never_used import access_key_never_used
from iam_report.testing import assert_rule


def test_grace_days() -> None:
    assert_rule(
        access_key_never_used,
        """
        | user  | active | never_used | age_days | finding |
        | ----- | ------ | ---------- | -------- | ------- |
        | alice | true   | true       | 7        | no      |
        | bob   | true   | true       | 8        | yes     |
        """,
        grace_days=7,
    )


def test_what_one_column_decides_needs_no_other() -> None:
    assert_rule(
        access_key_never_used,
        """
        | user           | active | never_used | age_days | finding |
        | -------------- | ------ | ---------- | -------- | ------- |
        | off            | false  |            |          | no      |
        | used           |        | false      |          | no      |
        | fresh          |        |            | 14       | no      |
        | perhaps-active |        | true       | 15       | unknown |
        | nothing        |        |            |          | unknown |
        | <root_account> | true   | true       | 4000     | no      |
        """,
    )
