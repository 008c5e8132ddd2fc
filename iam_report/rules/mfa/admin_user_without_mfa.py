"""MFA004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="MFA004",
    severity=Severity.CRITICAL,
    title="Administrator without MFA",
    message="{user} can take over the account with its {admin_by} alone",
    evidence=(
        "user",
        "admin_by",
        "admin_via",
        "mfa_active",
        "password_enabled",
        "active_access_keys",
    ),
    fix=(
        "aws iam enable-mfa-device --user-name {user} --serial-number SERIAL_NUMBER"
        " --authentication-code1 CODE_1 --authentication-code2 CODE_2"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
)
def admin_user_without_mfa(user_privileges: pd.DataFrame) -> pd.Series:
    """A user without an MFA device can give itself any permission by its password or a key.

    ## Why
    One password that is guessed, or one key that is found in a repository, and the account belongs
    to somebody else.

    ## Fix
    Have the user register an MFA device, and demand MFA by a `Deny` in the policies, as keys work
    without it. Better, let people come by IAM Identity Center and programs by roles, and delete the
    credentials.

    ## Not covered
    The root user (ROOT002). Users whose policies deny everything without MFA. It is what the
    policies of the user and of its groups say that counts, not their names. Conditions other than
    on MFA, such as on the network, are taken as met.

    ## Cases

    | user  | mfa_active | admin_by_key | admin_by_password | finding |
    | ----- | ---------- | ------------ | ----------------- | ------- |
    | alice | false      | false        | true              | yes     |
    | ci    | false      | true         | false             | yes     |
    | bob   | true       | true         | true              | no      |
    | carol | false      | false        | false             | no      |
    | dave  | false      |              | false             | unknown |
    | erin  | false      | true         |                   | yes     |
    | frank |            | true         | false             | unknown |
    """
    r = user_privileges
    return ~r["mfa_active"] & (r["admin_by_key"] | r["admin_by_password"])
