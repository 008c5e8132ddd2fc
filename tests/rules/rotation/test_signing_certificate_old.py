"""Tests of ROT014."""

from __future__ import annotations

from iam_report.rules.rotation.signing_certificate_old import signing_certificate_old
from iam_report.testing import assert_rule


def test_max_age_days() -> None:
    assert_rule(
        signing_certificate_old,
        """
        | user           | active | age_days | finding |
        | -------------- | ------ | -------- | ------- |
        | alice          | true   | 90       | no      |
        | bob            | true   | 91       | yes     |
        | carol          |        | 90       | no      |
        | dave           | false  |          | no      |
        | <root_account> | true   | 4000     | no      |
        """,
        max_age_days=90,
    )
