"""Tests of EXP005."""

from __future__ import annotations

from iam_report.rules.exports.duplicate_user_row import duplicate_user_row
from iam_report.testing import assert_rule


def test_other_exports_count_too() -> None:
    assert_rule(
        duplicate_user_row,
        """
        | export            | repeated_rows | finding |
        | ----------------- | ------------- | ------- |
        | credential_report | 2             | yes     |
        | users             | 2             | yes     |
        | users             | 0             | no      |
        """,
    )
