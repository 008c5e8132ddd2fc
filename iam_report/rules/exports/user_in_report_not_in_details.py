"""EXP011."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP011",
    severity=Severity.LOW,
    title="User that the authorization details do not list",
    message="{user} is in the credential report and not in the authorization details",
    evidence=("user", "create_date", "in_report", "in_details"),
    fix="aws iam get-account-authorization-details > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html",
    ),
)
def user_in_report_not_in_details(listed_users: pd.DataFrame, *, grace_days: int = 1) -> pd.Series:
    """A user of the credential report is not in the authorization details.

    ## Why
    What the user may do is not known. Either the exports were made on different days, or somebody
    took the user out of one.

    ## Fix
    Make both exports again, one after the other.

    ## Not covered
    Users that were created less than `grace_days` days before: the other export may be a little
    older. A user that was deleted in between is reported.

    ## Cases
    `in_details` is empty where that export is not whole.

    | user  | in_report | in_details | age_days | finding |
    | ----- | --------- | ---------- | -------- | ------- |
    | alice | true      | false      | 400      | yes     |
    | bob   | true      | true       | 400      | no      |
    | new   | true      | false      | 0        | no      |
    | carol | true      |            | 400      | unknown |
    | dave  | true      | false      |          | unknown |
    | erin  | false     | true       | 400      | no      |
    """
    r = listed_users
    return r["in_report"] & ~r["in_details"] & (r["age_days"] >= grace_days)
