"""ROT016."""

from __future__ import annotations

import pandas as pd

from iam_report.rule import MASK, Severity, rule


@rule(
    code="ROT016",
    severity=Severity.INFORMATIONAL,
    title="Credentials beyond those that the report shows",
    message="{user} has more keys or certificates than the credential report shows",
    evidence=("user", "additional_credentials_info"),
    fix="aws iam list-access-keys --user-name {user}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
    ),
)
def extra_credentials_beyond_two(credential_report: pd.DataFrame) -> pd.Series:
    """The report says that a user has more than two access keys or certificates.

    ## Why
    The report shows two keys and two certificates a user. All other rules about keys and
    certificates see only those, so that a third one may be old or unused without a finding.

    ## Fix
    List the user's keys (`aws iam list-access-keys`) and certificates
    (`aws iam list-signing-certificates`), and delete those that nobody needs.

    ## Not covered
    Reports without the column `additional_credentials_info`, for which the answer is no: AWS
    describes the column, but few reports have it.

    ## Cases

    | user   | additional_credentials_info | finding |
    | ------ | --------------------------- | ------- |
    | three  | 1 additional access key     | yes     |
    | two    | N/A                         | no      |
    | absent |                             | no      |
    | odd    | no_information              | unknown |
    | old    | not_supported               | unknown |
    """
    r = credential_report
    found = r["additional_credentials_info"].notna().astype(MASK)
    state = r["additional_credentials_info_state"]
    not_told = (state == "no_information") | (state == "not_supported")
    return found.mask(not_told, pd.NA)
