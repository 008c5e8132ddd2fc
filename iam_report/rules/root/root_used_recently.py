"""ROOT004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import cis
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROOT004",
    severity=Severity.HIGH,
    title="Root user in use",
    message="the root user of {account_id} was last used on {last_used:%Y-%m-%d}: {last_used_with}",
    evidence=("last_used", "last_used_with", "last_used_days"),
    fix=(
        "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root"
    ),
    controls=cis(v1_2="1.1", v1_3="1.7", v1_4="1.7", v5="1.6", v6="2.6", v7="2.7"),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html",
    ),
)
def root_used_recently(root_users: pd.DataFrame, *, within_days: int = 90) -> pd.Series:
    """The root user signed in, or one of its keys was used, within the last `within_days` days.

    ## Why
    No policy of the account limits the root user, and nobody can tell who it was that used it. Few
    tasks need it, and those are rare.

    ## Fix
    Find out what it was used for, and do that with a role or a user of its own from now on. Delete
    the root user's keys. In an organization, do the few tasks that need the root user with
    short-lived root sessions from the management account.

    ## Not covered
    What was done with it: CloudTrail tells. A use in the last four hours, which the report may not
    show yet, and sessions of `sts:AssumeRoot`. Which credential was used counts for nothing here: a
    use of a key is a use, also where the last sign-in was long ago.

    ## Cases

    | account_id   | last_used_days | last_used_with | never_used | uses_known | finding |
    | ------------ | -------------- | -------------- | ---------- | ---------- | ------- |
    | 111122223333 | 1              | password       | false      | true       | yes     |
    | 222233334444 | 3              | access_key_2   | false      | true       | yes     |
    | 333344445555 | 90             | password       | false      | true       | yes     |
    | 444455556666 | 91             | password       | false      | true       | no      |
    | 555566667777 |                | never          | true       | true       | no      |
    | 666677778888 | 1              | access_key_1   | false      |            | yes     |
    | 777788889999 | 400            | password       | false      |            | unknown |
    | 888899990000 |                | unknown        |            |            | unknown |
    """
    r = root_users
    return (~r["never_used"] & (r["last_used_days"] <= within_days)) | ~r["uses_known"]
