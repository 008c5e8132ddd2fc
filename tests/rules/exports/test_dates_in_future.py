"""Tests of EXP008."""

from __future__ import annotations

from iam_report.rules.exports.dates_in_future import dates_in_future
from iam_report.testing import assert_rule


def test_other_exports_count_too() -> None:
    assert_rule(
        dates_in_future,
        """
        | export            | future_dates | finding |
        | ----------------- | ------------ | ------- |
        | credential_report | 300          | yes     |
        | users             | 1            | yes     |
        | users             | 0            | no      |
        """,
    )
