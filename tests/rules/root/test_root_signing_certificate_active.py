"""Tests of ROOT005."""

from __future__ import annotations

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.root_users import root_users
from iam_report.rules.root.root_signing_certificate_active import root_signing_certificate_active
from iam_report.testing import frame


def test_slots_of_a_report() -> None:
    """An inactive certificate keeps its date and may stand in the first slot."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | account_id   | user           | cert_1_active | cert_1_last_rotated | cert_2_active | cert_2_last_rotated |
        | ------------ | -------------- | ------------- | ------------------- | ------------- | ------------------- |
        | 111122223333 | <root_account> | false         | 2015-01-01          | true          | 2012-01-01          |
        | 222233334444 | <root_account> | false         | 2015-01-01          | false         | N/A                 |
        | 333344445555 | <root_account> | N/A           | N/A                 | false         | N/A                 |
        | 444455556666 | not-root       | true          | 2015-01-01          | false         | N/A                 |
        """,
    )

    answers = root_signing_certificate_active.mask({"root_users": root_users(report)})

    assert answers.tolist() == [True, False, pd.NA, pd.NA]
