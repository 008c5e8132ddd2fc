"""Tests of ROOT002."""

from __future__ import annotations

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.root_users import root_users
from iam_report.rules.root.root_mfa_disabled import root_mfa_disabled
from iam_report.testing import assert_rule, frame


def test_partitions() -> None:
    """Only AWS GovCloud (US) is passed, and even where the report says nothing."""
    assert_rule(
        root_mfa_disabled,
        """
        | account_id   | arn                                   | has_credentials | mfa_active | finding |
        | ------------ | ------------------------------------- | --------------- | ---------- | ------- |
        | 111122223333 | arn:aws-iso:iam::111122223333:root    | true            | false      | yes     |
        | 222233334444 | arn:aws-eusc:iam::222233334444:root   | true            | false      | yes     |
        | 333344445555 | arn:aws-us-gov:iam::333344445555:root |                 |            | no      |
        """,
    )


def test_credentials_in_a_report() -> None:
    """A key or certificate alone is a credential; what the report lacks may be one."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | account_id   | user           | password_enabled | mfa_active | access_key_1_active | access_key_2_active | cert_1_active | cert_2_active |
        | ------------ | -------------- | ---------------- | ---------- | ------------------- | ------------------- | ------------- | ------------- |
        | 111122223333 | <root_account> | not_supported    | false      | false               | false               | false         | false         |
        | 222233334444 | <root_account> | false            | false      | false               | true                | false         | false         |
        | 333344445555 | <root_account> | false            | false      | false               | false               | true          | false         |
        | 444455556666 | <root_account> | false            | false      | false               | false               | false         | false         |
        | 555566667777 | <root_account> | false            | false      | false               |                     | false         | false         |
        | 666677778888 | <root_account> | true             | false      |                     |                     |               |               |
        | 777788889999 | not-root       | true             | false      | true                | true                | true          | true          |
        """,
    )

    answers = root_mfa_disabled.mask({"root_users": root_users(report)})

    assert answers.tolist() == [True, True, True, False, pd.NA, True, pd.NA]
