"""Tests of MFA003."""

from __future__ import annotations

from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations.user_activity import user_activity
from iam_report.rules.mfa.mfa_without_password import mfa_without_password
from iam_report.testing import assert_rule, frame


def test_root_user_is_never_reported() -> None:
    assert_rule(
        mfa_without_password,
        """
        | user           | mfa_active | password_enabled | has_active_access_keys | finding |
        | -------------- | ---------- | ---------------- | ---------------------- | ------- |
        | <root_account> | true       | false            | false                  | no      |
        | two-keys       | true       | false            | true                   | no      |
        """,
    )


def test_inactive_keys_and_certificates_in_a_report() -> None:
    """An MFA device goes with neither: not with a key that is off, not with a certificate."""
    report = frame(
        CREDENTIAL_REPORT,
        """
        | user        | password_enabled | mfa_active | access_key_1_active | access_key_1_last_rotated | access_key_2_active | cert_1_active |
        | ----------- | ---------------- | ---------- | ------------------- | ------------------------- | ------------------- | ------------- |
        | key-off     | false            | true       | false               | 2020-01-01                | false               | false         |
        | certificate | false            | true       | false               | N/A                       | false               | true          |
        | key-2       | false            | true       | false               | 2020-01-01                | true                | false         |
        """,
    )

    answers = mfa_without_password.mask({"user_activity": user_activity(report)})

    assert answers.tolist() == [True, True, False]
