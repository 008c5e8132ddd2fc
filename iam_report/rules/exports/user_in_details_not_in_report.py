"""EXP012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP012",
    severity=Severity.LOW,
    title="User that the credential report does not list",
    message="{user} is in the authorization details and not in the credential report",
    evidence=("user", "create_date", "in_report", "in_details"),
    fix="aws iam generate-credential-report && aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
    ),
)
def user_in_details_not_in_report(listed_users: pd.DataFrame, *, grace_days: int = 1) -> pd.Series:
    """A user of the authorization details is not in the credential report.

    ## Why
    Whether the user has a password, keys and MFA is not known. Either the exports were made on
    different days, or somebody took the user out of one.

    ## Fix
    Make both exports again, one after the other.

    ## Not covered
    Users that were created less than `grace_days` days before: AWS makes a new credential report
    every four hours at most. A user that was deleted in between is reported.

    ## Cases
    `in_report` is empty where that export is not whole.

    | user  | in_report | in_details | age_days | finding |
    | ----- | --------- | ---------- | -------- | ------- |
    | alice | false     | true       | 400      | yes     |
    | bob   | true      | true       | 400      | no      |
    | new   | false     | true       | 0        | no      |
    | carol |           | true       | 400      | unknown |
    | dave  | false     | true       |          | unknown |
    | erin  | true      | false      | 400      | no      |
    """
    r = listed_users
    return r["in_details"] & ~r["in_report"] & (r["age_days"] >= grace_days)
