"""Tests of ROT016."""

from __future__ import annotations

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.rules.rotation.extra_credentials_beyond_two import extra_credentials_beyond_two
from iam_report.schema import EMPTY, STATES, category
from iam_report.testing import assert_rule, frame


def test_root_user() -> None:
    assert_rule(
        extra_credentials_beyond_two,
        """
        | account_id   | user           | additional_credentials_info | finding |
        | ------------ | -------------- | --------------------------- | ------- |
        | 111122223333 | <root_account> | 1 additional access key     | no      |
        | 111122223333 | alice          | 1 additional access key     | yes     |
        | 444455556666 | <root_account> | not_supported               | no      |
        """,
    )


def test_empty_cell_means_none() -> None:
    report = frame(CREDENTIAL_REPORT, "| user |\n| --- |\n| alice |")
    report["additional_credentials_info_state"] = category([STATES.index(EMPTY)], STATES)

    answers = extra_credentials_beyond_two.mask({"credential_report": report})

    assert answers.tolist() == [False]
