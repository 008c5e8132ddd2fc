"""EXP009."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP009",
    severity=Severity.MEDIUM,
    title="Authorization details without all of their pages",
    message="{file} holds some pages only of the authorization details of {account_id}",
    evidence=("file", "rows", "truncated"),
    fix="aws iam get-account-authorization-details > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html",
    ),
)
def export_truncated(exports: pd.DataFrame) -> pd.Series:
    """Authorization details say that there is more, and the rest is not among the exports.

    ## Why
    Users, roles and policies may be missing. No check passes of what they hold, and nothing is said
    of what is not there, such as a group without users.

    ## Fix
    Export without `--max-items` and `--no-paginate`, or give all pages together.

    ## Not covered
    Entries that somebody took out of the file: it does not say how many there are.

    ## Cases

    | export                | truncated | finding |
    | --------------------- | --------- | ------- |
    | authorization_details | true      | yes     |
    | authorization_details | false     | no      |
    | authorization_details |           | unknown |
    | credential_report     |           | no      |
    """
    r = exports
    return (r["export"] == "authorization_details") & r["truncated"]
