"""EXP005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP005",
    severity=Severity.INFORMATIONAL,
    title="Export with repeated rows",
    message="{repeated_rows} rows stand in {file} more than once",
    evidence=("file", "repeated_rows", "rows"),
    fix="aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
    ),
)
def duplicate_user_row(exports: pd.DataFrame) -> pd.Series:
    """Rows stand in an export more than once.

    ## Why
    AWS writes each user once. Repeated rows mean that files were joined, or edited, on their way.
    Each row is judged once, so no number in the report is too high.

    ## Fix
    Export the report again, and leave the file as AWS wrote it.

    ## Not covered
    Two rows of one user that differ: nobody can tell which of them is true, so the second one is
    reported as a problem of reading. The same user in two files.

    ## Cases

    | file       | repeated_rows | finding |
    | ---------- | ------------- | ------- |
    | joined.csv | 1             | yes     |
    | report.csv | 0             | no      |
    """
    return exports["repeated_rows"] > 0
