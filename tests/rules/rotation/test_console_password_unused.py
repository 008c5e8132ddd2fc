"""Tests of ROT008."""

from __future__ import annotations

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.console_users import console_users
from iam_report.rules.rotation.console_password_unused import console_password_unused
from iam_report.testing import assert_rule, frame


def test_boundary() -> None:
    assert_rule(
        console_password_unused,
        """
        | user  | password_enabled | unused_days | finding |
        | ----- | ---------------- | ----------- | ------- |
        | alice | true             | 44          | no      |
        | bob   | true             | 45          | yes     |
        | carol | true             | 46          | yes     |
        """,
    )


def test_max_unused_days() -> None:
    assert_rule(
        console_password_unused,
        """
        | user  | password_enabled | unused_days | finding |
        | ----- | ---------------- | ----------- | ------- |
        | alice | true             | 89          | no      |
        | bob   | true             | 90          | yes     |
        | carol |                  | 89          | no      |
        | dave  |                  | 90          | unknown |
        """,
        max_unused_days=90,
    )


def test_last_use_or_else_last_change_in_a_report() -> None:
    """`no_information` means never used; a changed password is no use; a deleted one is gone."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user           | as_of                | password_enabled | password_last_used   | password_last_changed |
        | -------------- | -------------------- | ---------------- | -------------------- | --------------------- |
        | <root_account> | 2026-03-01T12:00:00Z | true             | 2020-01-01           | 2020-01-01            |
        | day-45         | 2026-03-01T12:00:00Z | true             | 2026-01-15T12:00:00Z | 2020-01-01            |
        | day-44         | 2026-03-01T12:00:00Z | true             | 2026-01-15T12:00:01Z | 2020-01-01            |
        | never          | 2026-03-01T12:00:00Z | true             | no_information       | 2020-01-01            |
        | never-fresh    | 2026-03-01T12:00:00Z | true             | no_information       | 2026-02-28            |
        | reset          | 2026-03-01T12:00:00Z | true             | 2025-01-01           | 2026-02-28            |
        | deleted        | 2026-03-01T12:00:00Z | false            | 2020-01-01           | N/A                   |
        | no-date        | 2026-03-01T12:00:00Z | true             | no_information       |                       |
        | no-column      | 2026-03-01T12:00:00Z | true             |                      | 2020-01-01            |
        | future         | 2026-03-01T12:00:00Z | true             | 2027-01-01           | 2020-01-01            |
        """,
    )
    users = console_users(report)

    answers = dict(
        zip(users["user"], console_password_unused.mask({"console_users": users}), strict=True)
    )

    assert answers == {
        "day-45": True,
        "day-44": False,
        "never": True,
        "never-fresh": False,
        "reset": True,
        "no-date": pd.NA,
        "no-column": pd.NA,
        "future": pd.NA,
    }


def test_controls_of_90_days() -> None:
    """The older benchmarks and IAM.8 allow 90 days, the newer ones and IAM.22 allow 45."""
    options = {(c.framework, c.control): c.options for c in console_password_unused.info.controls}

    assert options["fsbp", "IAM.8"] == options["cis_1.3", "1.12"] == {"max_unused_days": 90}
    assert options["fsbp", "IAM.22"] == options["cis_1.4", "1.12"] == {}
