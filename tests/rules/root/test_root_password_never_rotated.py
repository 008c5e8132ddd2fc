"""Tests of ROOT006."""

from __future__ import annotations

from iam_report.rules.root.root_password_never_rotated import root_password_never_rotated
from iam_report.testing import assert_rule


def test_max_age_days() -> None:
    assert_rule(
        root_password_never_rotated,
        """
        | account_id   | password_enabled | password_age_days | finding |
        | ------------ | ---------------- | ----------------- | ------- |
        | 111122223333 | true             | 91                | yes     |
        | 222233334444 | true             | 90                | no      |
        | 333344445555 | not_supported    | 90                | no      |
        """,
        max_age_days=90,
    )


def test_password_that_is_not_there() -> None:
    """A date of a password that was deleted says nothing; `N/A` is not an answer."""
    assert_rule(
        root_password_never_rotated,
        """
        | account_id   | password_enabled | password_age_days | finding |
        | ------------ | ---------------- | ----------------- | ------- |
        | 111122223333 | false            | 4000              | no      |
        | 222233334444 | N/A              | 4000              | unknown |
        """,
    )
