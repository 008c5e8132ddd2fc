"""EXP001."""

from __future__ import annotations

import pandas as pd

from iam_report.rule import Severity, rule


@rule(
    code="EXP001",
    severity=Severity.LOW,
    title="Stale credential report",
    message="{file} was generated on {generated_at:%Y-%m-%d} and is judged as of {as_of:%Y-%m-%d}",
    evidence=("file", "generated_at", "as_of", "as_of_source"),
    fix="aws iam generate-credential-report && aws iam get-credential-report > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html",
    ),
)
def report_stale(exports: pd.DataFrame, *, max_age_days: int = 7) -> pd.Series:
    """A credential report was generated more than `max_age_days` before `as_of`.

    ## Why
    All ages are counted to `as_of`. What was used since the report was generated looks unused, and
    what was mended since still looks broken.

    ## Fix
    Generate a new report and export it. AWS generates one at most every four hours.

    ## Not covered
    Reports that were saved as CSV: only the JSON of `aws iam get-credential-report` says when the
    report was generated. Without an `as_of` argument the age
    is zero, because the report is judged as of the moment at which it was generated.

    ## Cases

    | export            | as_of                | generated_at         | finding |
    | ----------------- | -------------------- | -------------------- | ------- |
    | credential_report | 2026-01-31T00:00:00Z | 2026-01-23T23:59:59Z | yes     |
    | credential_report | 2026-01-31T00:00:00Z | 2026-01-24T00:00:00Z | no      |
    | credential_report | 2026-01-31T00:00:00Z | 2026-01-31T00:00:00Z | no      |
    | credential_report | 2026-01-31T00:00:00Z |                      | unknown |
    | password_policy   | 2026-01-31T00:00:00Z |                      | no      |
    """
    r = exports
    age = r["as_of"] - r["generated_at"]
    return (r["export"] == "credential_report") & (age > pd.Timedelta(days=max_age_days))
