"""EXP002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import MASK, Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP002",
    severity=Severity.LOW,
    title="Guessed moment of an export",
    message="{file} does not say when it was true: ages are counted to {as_of:%Y-%m-%d %H:%M}, "
    "the newest date in the exports",
    evidence=("file", "as_of", "as_of_source"),
    fix="aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html",
    ),
)
def as_of_inferred(exports: pd.DataFrame) -> pd.Series:
    """Nothing says when an export was true, so `as_of` is the newest date in the exports.

    ## Why
    The exports may be much newer than the newest date in them: in an account that nobody uses,
    every age is then too small and what is unused looks used.

    ## Fix
    Read the credential report as the JSON that the AWS CLI prints, which holds `GeneratedTime`, or
    give the moment of the exports as `as_of`.

    ## Not covered
    An `as_of` argument or a `GeneratedTime` that is wrong (EXP008 shows some of these).

    ## Cases

    | file        | as_of_source     | finding |
    | ----------- | ---------------- | ------- |
    | report.csv  | newest_timestamp | yes     |
    | report.json | generated_time   | no      |
    | old.csv     | argument         | no      |
    """
    return (exports["as_of_source"] == "newest_timestamp").astype(MASK)
