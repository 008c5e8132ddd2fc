"""EXP008."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP008",
    severity=Severity.MEDIUM,
    title="Export with dates in its future",
    message="{file} holds dates later than {as_of:%Y-%m-%d %H:%M}, the moment as of which it is "
    "judged: {future_dates}",
    evidence=("file", "future_dates", "as_of", "as_of_source", "generated_at"),
    fix="aws iam generate-credential-report && aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html",
    ),
)
def dates_in_future(exports: pd.DataFrame) -> pd.Series:
    """An export holds dates later than its `as_of`.

    ## Why
    Nothing can have been used or made after the moment at which the export was true, so `as_of` or
    the dates are wrong. Ages from such dates are not known, and other ages may be too small.

    ## Fix
    Leave out the `as_of` argument or give a later one. If there was none, export again.

    ## Not covered
    Dates that are meant to lie ahead, such as the day on which a password expires. An `as_of` that
    is too late: it makes no date look wrong.

    ## Cases

    | file       | future_dates | finding |
    | ---------- | ------------ | ------- |
    | future.csv | 1            | yes     |
    | report.csv | 0            | no      |
    """
    return exports["future_dates"] > 0
