"""MFA002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="MFA002",
    severity=Severity.LOW,
    title="User without MFA",
    message="{user} has no MFA device",
    evidence=(
        "user",
        "mfa_active",
        "password_enabled",
        "access_key_1_active",
        "access_key_2_active",
    ),
    fix=(
        "aws iam enable-mfa-device --user-name {user} --serial-number SERIAL_NUMBER"
        " --authentication-code1 CODE_1 --authentication-code2 CODE_2"
    ),
    controls=(*fsbp("IAM.19"), *aws_config("iam-user-mfa-enabled")),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",),
    off="programs that sign requests with access keys have no MFA device, and need none",
)
def user_without_mfa(credential_report: pd.DataFrame) -> pd.Series:
    """A user has no MFA device, whatever credentials it has.

    ## Why
    Some standards ask for MFA of every user. It also makes it possible to demand MFA, in policies,
    of people who work with access keys.

    ## Fix
    Have the user register an MFA device. Where the user is a program, give it a role instead, and
    delete the user.

    ## Not covered
    The root user (ROOT002). Users with a password, for whom it matters most, are also in MFA001.

    ## Cases

    | user           | password_enabled | mfa_active | finding |
    | -------------- | ---------------- | ---------- | ------- |
    | alice          | true             | false      | yes     |
    | robot          | false            | false      | yes     |
    | bob            | true             | true       | no      |
    | carol          | true             |            | unknown |
    | dave           | true             | N/A        | unknown |
    | <root_account> | true             | false      | no      |
    """
    return ~credential_report["mfa_active"]
