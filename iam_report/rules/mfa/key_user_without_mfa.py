"""MFA005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="MFA005",
    severity=Severity.MEDIUM,
    title="Access key that changes IAM without MFA",
    message="{user} has no MFA device, and its access key allows {iam_writes}",
    evidence=("user", "iam_writes", "mfa_active", "active_access_keys"),
    fix=(
        "aws iam update-access-key --user-name {user} --access-key-id ACCESS_KEY_ID"
        " --status Inactive"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
    ),
)
def key_user_without_mfa(user_privileges: pd.DataFrame) -> pd.Series:
    """A user without an MFA device has a key with which users, roles or policies can be changed.

    ## Why
    Such actions make credentials of others or change what they may do. Whoever finds the key can
    hide behind another user, and often become an administrator.

    ## Fix
    Allow changes in IAM only with MFA, and have the user register a device. Give a program a role
    instead of the key, and only the changes that it makes.

    ## Not covered
    Users whose key makes them administrators (MFA004). Statements about some users, roles or
    policies only, such as the user's own keys. Setting up MFA devices: MFA010. Of an action that is
    allowed or denied under conditions other than on MFA, the answer is not known.

    ## Cases

    | user  | mfa_active | writes_by_key | admin_by_key | finding |
    | ----- | ---------- | ------------- | ------------ | ------- |
    | alice | false      | true          | false        | yes     |
    | admin | false      | true          | true         | no      |
    | bob   | true       | true          | false        | no      |
    | carol | false      | false         | false        | no      |
    | dave  | false      |               | false        | unknown |
    """
    r = user_privileges
    return ~r["mfa_active"] & r["writes_by_key"] & ~r["admin_by_key"]
