"""Tests of ROT012."""

from __future__ import annotations

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.user_activity import user_activity
from iam_report.rules.rotation.user_dormant import user_dormant
from iam_report.testing import assert_rule, frame


def test_max_idle_days_and_root_user() -> None:
    assert_rule(
        user_dormant,
        """
        | user           | has_credentials | idle_days | least_idle_days | finding |
        | -------------- | --------------- | --------- | --------------- | ------- |
        | alice          | true            | 365       | 365             | yes     |
        | bob            | true            | 364       | 364             | no      |
        | carol          | false           | 365       |                 | no      |
        | dave           |                 | 365       |                 | unknown |
        | erin           | true            | 365       | 364             | unknown |
        | <root_account> | true            | 365       | 365             | no      |
        """,
        max_idle_days=365,
    )


def test_signs_of_life_in_a_report() -> None:
    """Any use, a new password and a new key are signs of life; an inactive key is none."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user      | as_of      | user_creation_time | password_enabled | password_last_used | password_last_changed | access_key_1_active | access_key_1_last_rotated | access_key_1_last_used_date | access_key_2_active | access_key_2_last_rotated | access_key_2_last_used_date | cert_1_active | cert_1_last_rotated | cert_2_active | cert_2_last_rotated |
        | --------- | ---------- | ------------------ | ---------------- | ------------------ | --------------------- | ------------------- | ------------------------- | --------------------------- | ------------------- | ------------------------- | --------------------------- | ------------- | ------------------- | ------------- | ------------------- |
        | never     | 2026-01-31 | 2020-01-01         | true             | no_information     | 2020-01-01            | false               | N/A                       | N/A                         | false               | N/A                       | N/A                         | false         | N/A                 | false         | N/A                 |
        | fresh     | 2026-01-31 | 2026-01-01         | true             | no_information     | 2026-01-01            | false               | N/A                       | N/A                         | false               | N/A                       | N/A                         | false         | N/A                 | false         | N/A                 |
        | signed-in | 2026-01-31 | 2020-01-01         | true             | 2026-01-30         | 2020-01-01            | true                | 2020-01-01                | 2020-01-02                  | false               | N/A                       | N/A                         | false         | N/A                 | false         | N/A                 |
        | key-2     | 2026-01-31 | 2020-01-01         | false            | N/A                | N/A                   | true                | 2020-01-01                | N/A                         | true                | 2020-01-01                | 2026-01-30                  | false         | N/A                 | false         | N/A                 |
        | new-key   | 2026-01-31 | 2020-01-01         | false            | N/A                | N/A                   | true                | 2026-01-30                | N/A                         | false               | N/A                       | N/A                         | false         | N/A                 | false         | N/A                 |
        | reset     | 2026-01-31 | 2020-01-01         | true             | no_information     | 2026-01-30            | false               | N/A                       | N/A                         | false               | N/A                       | N/A                         | false         | N/A                 | false         | N/A                 |
        | key-off   | 2026-01-31 | 2020-01-01         | false            | N/A                | N/A                   | false               | 2026-01-30                | N/A                         | false               | N/A                       | N/A                         | false         | N/A                 | false         | N/A                 |
        | nothing   | 2026-01-31 | 2020-01-01         | false            | N/A                | N/A                   | false               | N/A                       | N/A                         | false               | N/A                       | N/A                         | false         | N/A                 | false         | N/A                 |
        | no-column | 2026-01-31 | 2020-01-01         | true             | 2020-01-02         | 2020-01-01            | true                | 2020-01-01                |                             | false               | N/A                       | N/A                         | false         | N/A                 | false         | N/A                 |
        """,
    )

    answers = dict(
        zip(
            report["user"], user_dormant.mask({"user_activity": user_activity(report)}), strict=True
        )
    )

    assert answers == {
        "never": True,
        "fresh": False,
        "signed-in": False,
        "key-2": False,
        "new-key": False,
        "reset": False,
        "key-off": True,
        "nothing": False,
        "no-column": pd.NA,
    }
