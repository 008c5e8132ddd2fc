"""EXP006."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP006",
    severity=Severity.INFORMATIONAL,
    title="Export that holds several accounts",
    message="{file} holds {accounts} accounts, {account_id} among them",
    evidence=("file", "accounts", "rows"),
    fix="aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
    ),
)
def mixed_accounts_in_file(exports: pd.DataFrame) -> pd.Series:
    """One file holds rows of more than one account.

    ## Why
    AWS writes one account to a file, so somebody has joined files. If the joined file names a
    moment, all its accounts are judged as of it, whenever their own exports were made.

    ## Fix
    Keep a file per account; any number of files can be read at once.

    ## Not covered
    Several files of one account.

    ## Cases

    | file       | accounts | finding |
    | ---------- | -------- | ------- |
    | joined.csv | 2        | yes     |
    | report.csv | 1        | no      |
    """
    return exports["accounts"] > 1
