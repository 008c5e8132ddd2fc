"""Tests of ROOT004."""

from __future__ import annotations

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.root_users import root_users
from iam_report.rules.root.root_used_recently import root_used_recently
from iam_report.testing import assert_rule, frame


def test_within_days() -> None:
    assert_rule(
        root_used_recently,
        """
        | account_id   | last_used_days | never_used | uses_known | finding |
        | ------------ | -------------- | ---------- | ---------- | ------- |
        | 111122223333 | 0              | false      | true       | yes     |
        | 222233334444 | 7              | false      | true       | yes     |
        | 333344445555 | 8              | false      | true       | no      |
        | 444455556666 | 8              | false      |            | unknown |
        """,
        within_days=7,
    )


def test_newest_of_three_uses_in_a_report() -> None:
    """A recent use of a key counts beside an old sign-in; what the report lacks may be recent."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | account_id   | as_of      | user           | password_last_used | access_key_1_last_used_date | access_key_2_last_used_date | password_enabled |
        | ------------ | ---------- | -------------- | ------------------ | --------------------------- | --------------------------- | ---------------- |
        | 111122223333 | 2026-01-31 | <root_account> | 2020-01-01         | N/A                         | 2026-01-30                  | true             |
        | 222233334444 | 2026-01-31 | <root_account> | N/A                | 2026-01-30                  | N/A                         | false            |
        | 333344445555 | 2026-01-31 | <root_account> | 2026-01-30         | 2020-01-01                  | 2020-01-01                  | true             |
        | 444455556666 | 2026-01-31 | <root_account> | 2020-01-01         | 2020-01-01                  | N/A                         | true             |
        | 555566667777 | 2026-01-31 | <root_account> | no_information     | N/A                         | N/A                         | true             |
        | 666677778888 | 2026-01-31 | <root_account> | 2020-01-01         | N/A                         |                             | true             |
        | 777788889999 | 2026-01-31 | <root_account> | 2026-01-30         |                             |                             | true             |
        | 888899990000 | 2026-01-31 | <root_account> | 2027-01-01         | N/A                         | N/A                         | true             |
        """,
    )

    answers = root_used_recently.mask({"root_users": root_users(report)})

    assert answers.tolist() == [True, True, True, False, False, pd.NA, True, pd.NA]
