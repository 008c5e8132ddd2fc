"""Tests of ROT015."""

from __future__ import annotations

import pandas as pd

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.signing_certificates import signing_certificates
from iam_report.rules.rotation.signing_certificate_active import signing_certificate_active
from iam_report.testing import frame


def test_slots_of_a_report() -> None:
    """An inactive certificate may stand before an active one; root has a rule of its own."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user           | cert_1_active | cert_1_last_rotated | cert_2_active | cert_2_last_rotated |
        | -------------- | ------------- | ------------------- | ------------- | ------------------- |
        | <root_account> | true          | 2015-01-01          | false         | N/A                 |
        | alice          | false         | 2025-01-01          | true          | 2016-01-01          |
        | bob            |               | 2016-01-01          | false         | N/A                 |
        """,
    )
    certificates = signing_certificates(report)

    answers = signing_certificate_active.mask({"signing_certificates": certificates})

    assert dict(
        zip(zip(certificates["user"], certificates["slot"], strict=True), answers, strict=True)
    ) == {
        ("<root_account>", 1): False,
        ("alice", 1): False,
        ("bob", 1): pd.NA,
        ("alice", 2): True,
    }
