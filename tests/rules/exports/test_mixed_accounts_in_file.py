"""Tests of EXP006."""

from __future__ import annotations

from iam_report.rules.exports.mixed_accounts_in_file import mixed_accounts_in_file
from iam_report.testing import assert_rule


def test_each_account_of_the_file() -> None:
    assert_rule(
        mixed_accounts_in_file,
        """
        | account_id   | file       | accounts | finding |
        | ------------ | ---------- | -------- | ------- |
        | 111122223333 | joined.csv | 2        | yes     |
        | 444455556666 | joined.csv | 2        | yes     |
        | 444455556666 | single.csv | 1        | no      |
        """,
    )
