"""Tests of ROT011."""

from __future__ import annotations

from iam_report.rules.rotation.password_age_over_n import password_age_over_n
from iam_report.testing import assert_rule


def test_max_age_days() -> None:
    assert_rule(
        password_age_over_n,
        """
        | user  | password_enabled | password_age_days | finding |
        | ----- | ---------------- | ----------------- | ------- |
        | alice | true             | 91                | yes     |
        | bob   | true             | 90                | no      |
        | carol |                  | 90                | no      |
        """,
        max_age_days=90,
    )


def test_judges_no_control() -> None:
    """The controls ask whether the password policy expires passwords, not how old they are."""
    assert password_age_over_n.info.off
    assert not password_age_over_n.info.controls
