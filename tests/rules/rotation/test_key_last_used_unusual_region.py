"""Tests of ROT017."""

from __future__ import annotations

from iam_report.rules.rotation.key_last_used_unusual_region import key_last_used_unusual_region
from iam_report.testing import assert_rule


def test_regions() -> None:
    assert_rule(
        key_last_used_unusual_region,
        """
        | user           | active | never_used | last_used_region | no_region | finding |
        | -------------- | ------ | ---------- | ---------------- | --------- | ------- |
        | alice          | true   | false      | eu-west-1        | false     | no      |
        | bob            | true   | false      | eu-central-1     | false     | no      |
        | carol          | true   | false      | us-east-1        | false     | yes     |
        | carol-2        | true   | false      | us-east-1        | false     | yes     |
        | off            | false  | false      | us-east-1        | false     | no      |
        | global         | true   | false      |                  | true      | no      |
        | never          | true   | true       |                  |           | no      |
        | absent         | true   | false      |                  |           | unknown |
        | <root_account> | true   | false      | us-east-1        | false     | no      |
        """,
        regions=("eu-west-1", "eu-central-1"),
    )


def test_keys_of_other_accounts_and_moments_do_not_count() -> None:
    """An inactive key, and one of the root user, show that the account knows the region."""
    assert_rule(
        key_last_used_unusual_region,
        """
        | account_id   | as_of      | user           | active | last_used_region | finding |
        | ------------ | ---------- | -------------- | ------ | ---------------- | ------- |
        | 111122223333 | 2026-01-01 | alice          | true   | eu-west-1        | yes     |
        | 111122223333 | 2026-02-01 | alice          | true   | eu-west-1        | no      |
        | 111122223333 | 2026-02-01 | bob            | true   | eu-west-1        | no      |
        | 444455556666 | 2026-01-01 | carol          | true   | eu-west-1        | yes     |
        | 444455556666 | 2026-01-01 | dave           | true   | us-east-1        | no      |
        | 444455556666 | 2026-01-01 | erin           | false  | us-east-1        | no      |
        | 444455556666 | 2026-01-01 | frank          | true   | sa-east-1        | no      |
        | 444455556666 | 2026-01-01 | <root_account> | true   | sa-east-1        | no      |
        """,
    )


def test_off_by_default() -> None:
    assert "few keys" in key_last_used_unusual_region.info.off
