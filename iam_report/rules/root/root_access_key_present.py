"""ROOT001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp, trusted_advisor
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROOT001",
    severity=Severity.CRITICAL,
    title="Active access key of the root user",
    message="the root user of {account_id} has an active access key",
    evidence=("access_key_1_active", "access_key_2_active", "last_used", "last_used_with"),
    fix="aws iam delete-access-key --access-key-id ACCESS_KEY_ID  # sign in as the root user",
    controls=(
        *cis(v1_2="1.12", v1_3="1.4", v1_4="1.4", v5="1.3", v6="2.3", v7="2.4"),
        *fsbp("IAM.4"),
        *aws_config("iam-root-access-key-check"),
        *trusted_advisor("c2vlfg0f4h"),
    ),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",),
)
def root_access_key_present(root_users: pd.DataFrame) -> pd.Series:
    """The root user has an active access key.

    ## Why
    A key of the root user can do everything in the account, no policy of the account limits it,
    and it works without MFA.

    ## Fix
    Move what uses the key to a role, then delete the key as the root user. In an organization,
    manage member accounts' root credentials centrally instead.

    ## Not covered
    An inactive key of the root user, which the root user can activate again.

    ## Cases

    | account_id   | access_key_1_active | access_key_2_active | finding |
    | ------------ | ------------------- | ------------------- | ------- |
    | 111122223333 | true                | false               | yes     |
    | 222233334444 | false               | true                | yes     |
    | 333344445555 | false               | false               | no      |
    | 444455556666 | true                |                     | yes     |
    | 555566667777 | false               |                     | unknown |
    | 666677778888 |                     |                     | unknown |
    """
    r = root_users
    return r["access_key_1_active"] | r["access_key_2_active"]
