"""Tests of USR003."""

from __future__ import annotations

from iam_report.rules.individual_users.duplicate_user_across_accounts import (
    duplicate_user_across_accounts,
)
from iam_report.testing import assert_rule


def test_min_accounts() -> None:
    """Of an account that may have keys it stays open whether it is the third."""
    assert_rule(
        duplicate_user_across_accounts,
        """
        | account_id   | user  | has_active_access_keys | finding |
        | ------------ | ----- | ---------------------- | ------- |
        | 111122223333 | alice | true                   | yes     |
        | 222233334444 | alice | true                   | yes     |
        | 333344445555 | alice | true                   | yes     |
        | 444455556666 | alice |                        | unknown |
        | 111122223333 | bob   | true                   | no      |
        | 222233334444 | bob   | true                   | no      |
        | 333344445555 | bob   | false                  | no      |
        | 111122223333 | carol | true                   | unknown |
        | 222233334444 | carol | true                   | unknown |
        | 333344445555 | carol |                        | unknown |
        | 111122223333 | dave  |                        | no      |
        | 222233334444 | dave  |                        | no      |
        """,
        min_accounts=3,
    )


def test_one_account_has_no_namesakes() -> None:
    """Not at several moments either, and not where the keys are unknown."""
    assert_rule(
        duplicate_user_across_accounts,
        """
        | account_id   | as_of      | user  | has_active_access_keys | finding |
        | ------------ | ---------- | ----- | ---------------------- | ------- |
        | 111122223333 | 2026-01-31 | alice | true                   | no      |
        | 111122223333 | 2026-02-28 | alice | true                   | no      |
        | 111122223333 | 2026-03-31 | alice |                        | no      |
        """,
    )


def test_accounts_at_several_moments_count_once() -> None:
    assert_rule(
        duplicate_user_across_accounts,
        """
        | account_id   | as_of      | user  | has_active_access_keys | finding |
        | ------------ | ---------- | ----- | ---------------------- | ------- |
        | 111122223333 | 2026-01-31 | alice | true                   | yes     |
        | 111122223333 | 2026-02-28 | alice | false                  | no      |
        | 222233334444 | 2026-02-28 | alice | true                   | yes     |
        | 111122223333 | 2026-01-31 | bob   | true                   | no      |
        | 111122223333 | 2026-02-28 | bob   | true                   | no      |
        """,
    )


def test_root_users_are_no_namesakes() -> None:
    """And neither are names in another case."""
    assert_rule(
        duplicate_user_across_accounts,
        """
        | account_id   | user           | has_active_access_keys | finding |
        | ------------ | -------------- | ---------------------- | ------- |
        | 111122223333 | <root_account> | true                   | no      |
        | 222233334444 | <root_account> | true                   | no      |
        | 111122223333 | alice          | true                   | no      |
        | 222233334444 | Alice          | true                   | no      |
        """,
    )
