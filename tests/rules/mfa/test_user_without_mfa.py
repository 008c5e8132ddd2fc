"""Tests of MFA002."""

from __future__ import annotations

from iam_report.rules.mfa.user_without_mfa import user_without_mfa
from iam_report.testing import assert_rule


def test_root_user_is_never_reported() -> None:
    """Not even as unknown, where the report lacks the column."""
    assert_rule(
        user_without_mfa,
        """
        | user           | mfa_active | finding |
        | -------------- | ---------- | ------- |
        | <root_account> |            | no      |
        | root           | false      | yes     |
        """,
    )


def test_off_unless_asked_for() -> None:
    assert user_without_mfa.info.off
