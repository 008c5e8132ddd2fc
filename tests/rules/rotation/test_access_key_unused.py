"""Tests of ROT002."""

from __future__ import annotations

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.access_keys import access_keys
from iam_report.rules.rotation.access_key_unused import access_key_unused
from iam_report.testing import assert_rule, frame


def test_boundary() -> None:
    assert_rule(
        access_key_unused,
        """
        | user  | active | unused_days | finding |
        | ----- | ------ | ----------- | ------- |
        | alice | true   | 44          | no      |
        | bob   | true   | 45          | yes     |
        | carol | true   | 46          | yes     |
        """,
    )


def test_max_unused_days() -> None:
    """What one column decides needs no other."""
    assert_rule(
        access_key_unused,
        """
        | user  | active | unused_days | finding |
        | ----- | ------ | ----------- | ------- |
        | alice | true   | 89          | no      |
        | bob   | true   | 90          | yes     |
        | carol |        | 89          | no      |
        | dave  |        | 90          | unknown |
        | erin  | false  |             | no      |
        """,
        max_unused_days=90,
    )


def test_root_user() -> None:
    assert_rule(
        access_key_unused,
        """
        | user           | active | unused_days | finding |
        | -------------- | ------ | ----------- | ------- |
        | <root_account> | true   | 4000        | no      |
        | root           | true   | 4000        | yes     |
        """,
    )


def test_each_slot_of_a_report() -> None:
    """Both keys are judged, whatever the first one is; a future date is no recent use."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user   | as_of                | access_key_1_active | access_key_1_last_rotated | access_key_1_last_used_date | access_key_2_active | access_key_2_last_rotated | access_key_2_last_used_date |
        | ------ | -------------------- | ------------------- | ------------------------- | --------------------------- | ------------------- | ------------------------- | --------------------------- |
        | both   | 2026-03-01T12:00:00Z | true                | 2020-01-01                | 2026-01-15T12:00:00Z        | true                | 2020-01-01                | 2026-01-15T12:00:01Z        |
        | second | 2026-03-01T12:00:00Z | false               | N/A                       | N/A                         | true                | 2020-01-01                | N/A                         |
        | fresh  | 2026-03-01T12:00:00Z | true                | 2026-02-28                | N/A                         | false               | N/A                       | N/A                         |
        | future | 2026-03-01T12:00:00Z | true                | 2020-01-01                | 2027-01-01                  | false               | N/A                       | N/A                         |
        | older  | 2026-03-01T12:00:00Z | true                | 2020-01-01                |                             | false               | N/A                       |                             |
        """,
    )
    keys = access_keys(report)

    answers = access_key_unused.mask({"access_keys": keys})

    assert dict(zip(zip(keys["user"], keys["slot"], strict=True), answers, strict=True)) == {
        ("both", 1): True,
        ("both", 2): False,
        ("second", 2): True,
        ("fresh", 1): False,
        ("future", 1): pd.NA,
        ("older", 1): pd.NA,
    }


def test_controls_of_90_days() -> None:
    """The older benchmarks and IAM.8 allow 90 days, the newer ones and IAM.22 allow 45."""
    options = {(c.framework, c.control): c.options for c in access_key_unused.info.controls}

    assert options["fsbp", "IAM.8"] == options["cis_1.3", "1.12"] == {"max_unused_days": 90}
    assert options["fsbp", "IAM.22"] == options["cis_1.4", "1.12"] == {}
