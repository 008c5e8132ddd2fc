"""Tests of ROT005."""

from __future__ import annotations

from iam_report.rules.rotation.multiple_active_access_keys import multiple_active_access_keys
from iam_report.testing import assert_rule


def test_rotation_days() -> None:
    assert_rule(
        multiple_active_access_keys,
        """
        | user           | has_two_active_access_keys | newest_access_key_days | finding |
        | -------------- | -------------------------- | ---------------------- | ------- |
        | alice          | true                       | 0                      | no      |
        | bob            | true                       | 1                      | yes     |
        | carol          |                            | 0                      | no      |
        | <root_account> | true                       | 400                    | no      |
        """,
        rotation_days=0,
    )


def test_a_control_that_allows_no_second_key() -> None:
    """It must not pass because a key is new, undated or dated in the future."""
    strict = {tuple(c.options.items()) for c in multiple_active_access_keys.info.controls}

    assert strict == {(("rotation_days", -1),)}
    assert_rule(
        multiple_active_access_keys,
        """
        | user           | has_two_active_access_keys | newest_access_key_days | finding |
        | -------------- | -------------------------- | ---------------------- | ------- |
        | new            | true                       | 0                      | yes     |
        | undated        | true                       |                        | yes     |
        | one            | false                      | 0                      | no      |
        | absent         |                            |                        | unknown |
        | <root_account> | true                       | 0                      | no      |
        """,
        rotation_days=-1,
    )


def test_no_control_of_cis_7() -> None:
    """CIS 7.0 has dropped it, and 1.2 did not have it yet."""
    frameworks = {c.framework for c in multiple_active_access_keys.info.controls}

    assert not frameworks & {"cis_1.2", "cis_7.0"}
