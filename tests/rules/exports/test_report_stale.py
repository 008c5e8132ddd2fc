"""Tests of EXP001."""

from __future__ import annotations

from iam_report.rules.exports.report_stale import report_stale
from iam_report.testing import assert_rule


def test_max_age_days() -> None:
    """Whole days do not matter here: a second too many is too many."""
    assert_rule(
        report_stale,
        """
        | export            | as_of                | generated_at         | finding |
        | ----------------- | -------------------- | -------------------- | ------- |
        | credential_report | 2026-01-31T12:00:00Z | 2026-01-30T12:00:00Z | no      |
        | credential_report | 2026-01-31T12:00:00Z | 2026-01-30T11:59:59Z | yes     |
        """,
        max_age_days=1,
    )


def test_generated_after_as_of() -> None:
    """That is a wrong `as_of`, not an old report."""
    assert_rule(
        report_stale,
        """
        | export            | as_of      | generated_at | finding |
        | ----------------- | ---------- | ------------ | ------- |
        | credential_report | 2026-01-01 | 2026-02-01   | no      |
        """,
    )


def test_other_exports_have_no_age() -> None:
    assert_rule(
        report_stale,
        """
        | export   | as_of      | generated_at | finding |
        | -------- | ---------- | ------------ | ------- |
        | users    | 2026-01-31 |              | no      |
        | accounts | 2026-01-31 | 2025-01-01   | no      |
        """,
    )
