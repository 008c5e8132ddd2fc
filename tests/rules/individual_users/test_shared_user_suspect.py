"""Tests of USR002."""

from __future__ import annotations

import pytest

from iam_report.rules.individual_users.shared_user_suspect import SHARED_NAMES, shared_user_suspect
from iam_report.testing import assert_rule


@pytest.mark.parametrize(
    ("user", "finding"),
    [
        ("shared", "yes"),
        ("SHARED", "yes"),
        ("app-admin", "yes"),
        ("admin@example.com", "yes"),
        ("Administrator", "yes"),
        ("qa.testers", "no"),
        ("tests", "yes"),
        ("test01", "yes"),
        ("red_team", "yes"),
        ("ops+generic", "yes"),
        ("contest", "no"),
        ("testament", "no"),
        ("steam", "no"),
        ("badminton", "no"),
        ("alice", "no"),
    ],
)
def test_names(user: str, finding: str) -> None:
    """A word counts, part of a longer word does not."""
    assert_rule(
        shared_user_suspect,
        f"""
        | user   | access_key_1_active | finding   |
        | ------ | ------------------- | --------- |
        | {user} | false               | {finding} |
        """,
    )


def test_name_pattern() -> None:
    """One's own pattern stands instead of the default."""
    assert_rule(
        shared_user_suspect,
        """
        | user   | access_key_1_active | finding |
        | ------ | ------------------- | ------- |
        | svc-ci | false               | yes     |
        | SVC-ci | false               | no      |
        | shared | false               | no      |
        | maybe  |                     | unknown |
        """,
        name_pattern="^(?:svc|bot)-",
    )


def test_root_user_is_never_reported() -> None:
    assert_rule(
        shared_user_suspect,
        """
        | user           | access_key_1_active | finding |
        | -------------- | ------------------- | ------- |
        | <root_account> |                     | no      |
        | root           |                     | unknown |
        """,
        name_pattern="^<root",
    )


def test_what_one_column_decides() -> None:
    """Different days, one region or a key without a use are no sign, whatever else is missing."""
    assert_rule(
        shared_user_suspect,
        """
        | user       | access_key_1_active | access_key_2_active | access_key_1_last_used_date | access_key_2_last_used_date | access_key_1_last_used_region | access_key_2_last_used_region | finding |
        | ---------- | ------------------- | ------------------- | --------------------------- | --------------------------- | ----------------------------- | ----------------------------- | ------- |
        | days       |                     |                     | 2026-01-10                  | 2026-01-11                  |                               |                               | no      |
        | region     |                     |                     |                             |                             | eu-west-1                     | eu-west-1                     | no      |
        | never      | true                | true                |                             | N/A                         | eu-west-1                     |                               | no      |
        | no-record  | true                | true                | no_information              | 2026-01-10                  | eu-west-1                     | us-east-1                     | no      |
        | no-service | true                | true                | 2026-01-10                  | 2026-01-10                  | eu-west-1                     | not_supported                 | unknown |
        """,
    )


def test_off_unless_asked_for() -> None:
    assert shared_user_suspect.info.off
    assert shared_user_suspect.options["name_pattern"] == SHARED_NAMES
