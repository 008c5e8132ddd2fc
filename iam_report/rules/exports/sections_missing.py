"""EXP010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP010",
    severity=Severity.MEDIUM,
    title="Authorization details without some of their lists",
    message="{file} does not list {missing_columns} of {account_id}",
    evidence=("file", "missing_columns", "rows"),
    fix="aws iam get-account-authorization-details > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html",
    ),
)
def sections_missing(exports: pd.DataFrame) -> pd.Series:
    """Authorization details lack users, groups, roles or managed policies.

    ## Why
    What a user may do needs all four: its groups, and the text of each policy. Rules that need what
    is missing answer "unknown".

    ## Fix
    Export without `--filter`, and leave the file as AWS wrote it.

    ## Not covered
    Lists that are there and lack some of their entries (EXP013).

    ## Cases

    | export                | missing_columns  | finding |
    | --------------------- | ---------------- | ------- |
    | authorization_details | groups, users    | yes     |
    | authorization_details | ""               | no      |
    | authorization_details |                  | unknown |
    | credential_report     | mfa_active       | no      |
    """
    r = exports
    return (r["export"] == "authorization_details") & (r["missing_columns"] != "")
