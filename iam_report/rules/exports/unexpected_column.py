"""EXP004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP004",
    severity=Severity.INFORMATIONAL,
    title="Credential report with columns that AWS is not known to write",
    message="{file} has columns that no rule reads: {unexpected_columns}",
    evidence=("file", "unexpected_columns", "generated_at"),
    fix="aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
    ),
)
def unexpected_column(exports: pd.DataFrame) -> pd.Series:
    """A credential report has columns that AWS is not known to write.

    ## Why
    Either AWS has added a column, which may say something that no rule looks at, or somebody has
    edited the file, and may have changed more than that.

    ## Fix
    If the columns are yours, export the report again and leave the file as AWS wrote it. If they
    are in a report fresh from AWS, look for a newer release.

    ## Not covered
    Unknown words in known columns.

    ## Cases

    | export            | unexpected_columns | finding |
    | ----------------- | ------------------ | ------- |
    | credential_report | owner, comment     | yes     |
    | credential_report |                    | unknown |
    | password_policy   |                    | no      |
    """
    r = exports
    return (r["export"] == "credential_report") & (r["unexpected_columns"] != "")
