"""MFA001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="MFA001",
    severity=Severity.HIGH,
    title="Console user without MFA",
    message="{user} can sign in to the console with a password alone",
    evidence=("user", "mfa_active", "password_last_used", "user_creation_time"),
    fix=(
        "aws iam enable-mfa-device --user-name {user} --serial-number SERIAL_NUMBER"
        " --authentication-code1 CODE_1 --authentication-code2 CODE_2"
    ),
    controls=(
        *cis(v1_2="1.2", v1_3="1.10", v1_4="1.10", v5="1.9", v6="2.9", v7="2.10"),
        *fsbp("IAM.5"),
        *aws_config("mfa-enabled-for-iam-console-access"),
    ),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",),
)
def console_user_without_mfa(console_users: pd.DataFrame) -> pd.Series:
    """A user has a console password and no MFA device.

    ## Why
    A password alone can be phished, guessed or reused. With MFA it is not enough.

    ## Fix
    Have the user register an MFA device; enabling it needs two codes of it. Delete the password if
    the user only needs access keys.

    ## Not covered
    The root user (ROOT002), and people who sign in through IAM Identity Center or another identity
    provider: they are not in the credential report. A policy that denies everything without MFA
    also protects; it is not seen here.

    ## Cases

    | user  | password_enabled | mfa_active | finding |
    | ----- | ---------------- | ---------- | ------- |
    | alice | true             | false      | yes     |
    | bob   | true             | true       | no      |
    | carol | true             |            | unknown |
    | dave  |                  | false      | unknown |
    | erin  |                  | true       | no      |
    """
    r = console_users
    return r["password_enabled"] & ~r["mfa_active"]
