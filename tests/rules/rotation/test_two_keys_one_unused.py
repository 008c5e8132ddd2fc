"""Tests of ROT006."""

from __future__ import annotations

from iam_report.rules.rotation.two_keys_one_unused import two_keys_one_unused
from iam_report.testing import assert_rule


def test_one_row_per_key() -> None:
    """Of a user's two keys the unused one is the finding; if both are, both."""
    assert_rule(
        two_keys_one_unused,
        """
        | user           | slot | active | other_active | unused_days | finding |
        | -------------- | ---- | ------ | ------------ | ----------- | ------- |
        | alice          | 1    | true   | true         | 46          | yes     |
        | alice          | 2    | true   | true         | 0           | no      |
        | bob            | 1    | true   | true         | 90          | yes     |
        | bob            | 2    | true   | true         | 45          | yes     |
        | <root_account> | 1    | true   | true         | 90          | no      |
        """,
    )


def test_max_unused_days() -> None:
    assert_rule(
        two_keys_one_unused,
        """
        | user  | active | other_active | unused_days | finding |
        | ----- | ------ | ------------ | ----------- | ------- |
        | alice | true   | true         | 89          | no      |
        | bob   | true   | true         | 90          | yes     |
        | carol |        | true         | 90          | unknown |
        | dave  |        | false        | 90          | no      |
        """,
        max_unused_days=90,
    )
