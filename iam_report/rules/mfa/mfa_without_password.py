"""MFA003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="MFA003",
    severity=Severity.INFORMATIONAL,
    title="MFA device of a user who cannot sign in",
    message="{user} has an MFA device, and neither a password nor an active access key",
    evidence=("user", "mfa_active", "password_enabled", "active_access_keys", "last_activity"),
    fix="aws iam deactivate-mfa-device --user-name {user} --serial-number SERIAL_NUMBER",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_disable.html",
    ),
)
def mfa_without_password(user_activity: pd.DataFrame) -> pd.Series:
    """A user has an MFA device, and neither a password nor an active access key.

    ## Why
    Nothing is left for which AWS could ask the device. It is a remainder: of somebody who has left,
    or of a user who was locked out and not deleted.

    ## Fix
    Delete the user if nobody needs it, else deactivate the device.

    ## Not covered
    The root user. A user with an active access key, who may need the device for calls that a policy
    allows with MFA only. Signing certificates and service-specific credentials do not count: no MFA
    goes with them.

    ## Cases

    | user     | mfa_active | password_enabled | has_active_access_keys | finding |
    | -------- | ---------- | ---------------- | ---------------------- | ------- |
    | leftover | true       | false            | false                  | yes     |
    | alice    | true       | true             | false                  | no      |
    | operator | true       | false            | true                   | no      |
    | bare     | false      | false            | false                  | no      |
    | carol    | true       |                  | false                  | unknown |
    | dave     | true       | false            |                        | unknown |
    | erin     |            | false            | false                  | unknown |
    | frank    | true       | true             |                        | no      |
    """
    r = user_activity
    return r["mfa_active"] & ~r["password_enabled"] & ~r["has_active_access_keys"]
