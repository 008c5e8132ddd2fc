"""EXP007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP007",
    severity=Severity.MEDIUM,
    title="Credential report without the root user",
    message="{file} has no row for the root user of {account_id}",
    evidence=("file", "has_root", "rows"),
    fix="aws iam generate-credential-report && aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
    ),
)
def root_row_missing(exports: pd.DataFrame) -> pd.Series:
    """A credential report has no row for the root user of an account.

    ## Why
    AWS writes a row for the root user into every report. Without it nothing is known about the
    root user's keys, password and MFA, and whoever took the row out may have taken others.

    ## Fix
    Export the report again, and leave the file as AWS wrote it.

    ## Not covered
    Other users that were taken out: the report does not say how many there are.

    ## Cases

    | export            | has_root | finding |
    | ----------------- | -------- | ------- |
    | credential_report | false    | yes     |
    | credential_report | true     | no      |
    | credential_report |          | unknown |
    | password_policy   |          | no      |
    """
    r = exports
    return (r["export"] == "credential_report") & ~r["has_root"]
