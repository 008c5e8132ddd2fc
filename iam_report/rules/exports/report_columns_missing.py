"""EXP003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP003",
    severity=Severity.MEDIUM,
    title="Credential report without some of its columns",
    message="{file} lacks columns that AWS writes: {missing_columns}",
    evidence=("file", "missing_columns", "generated_at"),
    fix="aws iam generate-credential-report && aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
    ),
)
def report_columns_missing(exports: pd.DataFrame) -> pd.Series:
    """A credential report lacks columns that AWS writes.

    ## Why
    What a missing column would say is not known: the rules that need it answer "unknown", not
    "no". Reports of the first years have no last use of keys, and people cut columns out.

    ## Fix
    Export the report again, and leave the file as AWS wrote it.

    ## Not covered
    The column `additional_credentials_info`: AWS describes it, but few reports have it. Columns
    that are there and empty.

    ## Cases

    | export            | missing_columns                                | finding |
    | ----------------- | ---------------------------------------------- | ------- |
    | credential_report | access_key_1_last_used_date, cert_2_active     | yes     |
    | credential_report |                                                | unknown |
    | password_policy   |                                                | no      |
    """
    r = exports
    return (r["export"] == "credential_report") & (r["missing_columns"] != "")
