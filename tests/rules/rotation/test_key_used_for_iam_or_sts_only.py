"""Tests of ROT018."""

from __future__ import annotations

from iam_report.rules.rotation.key_used_for_iam_or_sts_only import key_used_for_iam_or_sts_only
from iam_report.testing import assert_rule


def test_names_are_whole_and_root_is_left_out() -> None:
    assert_rule(
        key_used_for_iam_or_sts_only,
        """
        | user           | active | never_used | last_used_service | finding |
        | -------------- | ------ | ---------- | ----------------- | ------- |
        | alice          | true   | false      | iamx              | no      |
        | bob            | true   | false      | sts               | yes     |
        | carol          |        | false      | sts               | unknown |
        | dave           |        |            | s3                | no      |
        | <root_account> | true   | false      | iam               | no      |
        """,
    )


def test_off_by_default() -> None:
    assert "assumes roles" in key_used_for_iam_or_sts_only.info.off
