"""ROT008."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT008",
    severity=Severity.MEDIUM,
    title="Unused console password",
    message="the console password of {user} has not been used for {unused_days} days",
    evidence=("user", "password_last_used", "password_last_changed", "unused_days", "mfa_active"),
    fix="aws iam delete-login-profile --user-name {user}",
    controls=(
        *cis(v1_4="1.12", v5="1.11", v6="2.11", v7="2.11"),
        *cis(v1_2="1.3", v1_3="1.12", options={"max_unused_days": 90}),
        *fsbp("IAM.22"),
        *fsbp("IAM.8", max_unused_days=90),
        *aws_config("iam-user-unused-credentials-check", max_unused_days=90),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
    ),
)
def console_password_unused(console_users: pd.DataFrame, *, max_unused_days: int = 45) -> pd.Series:
    """A console password has not been used for `max_unused_days` or longer.

    ## Why
    Nobody misses a password that is not used, and nobody notices when somebody else uses it. A
    password that was never used counts from the day it was set.

    ## Fix
    Delete the password. The user, its keys and its permissions stay, and a new password can be
    given at any time.

    ## Not covered
    Access keys (ROT002) and the root user (ROOT004). AWS records sign-ins since 2014-10-20, and has
    none of 2018-05-03 to 2018-05-23. It keeps the last sign-in of a password that was deleted; such
    a user is not reported.

    ## Cases

    | user   | password_enabled | never_used | unused_days | finding |
    | ------ | ---------------- | ---------- | ----------- | ------- |
    | alice  | true             | false      | 45          | yes     |
    | bob    | true             | false      | 44          | no      |
    | unborn | true             | true       | 400         | yes     |
    | new    | true             | true       | 3           | no      |
    | carol  | true             |            |             | unknown |
    | dave   |                  | false      | 45          | unknown |
    | erin   |                  | false      | 44          | no      |
    """
    r = console_users
    return r["password_enabled"] & (r["unused_days"] >= max_unused_days)
