"""ROT014."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT014",
    severity=Severity.LOW,
    title="Old active signing certificate",
    message="signing certificate {slot} of {user} is {age_days} days old",
    evidence=("user", "slot", "last_rotated", "age_days"),
    fix="aws iam delete-signing-certificate --user-name {user} --certificate-id CERTIFICATE_ID",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html",
    ),
)
def signing_certificate_old(
    signing_certificates: pd.DataFrame, *, max_age_days: int = 365
) -> pd.Series:
    """An active X.509 signing certificate was uploaded more than `max_age_days` ago.

    ## Why
    The private key to the certificate signs requests as the user does, as long as the certificate
    is active. The longer it lives, the more copies of it there are.

    ## Fix
    Delete the certificate. If something really needs one, upload a new one first.

    ## Not covered
    The dates inside the certificate: the report does not show them. The root user's certificates
    (ROOT005). Server certificates are another thing.

    ## Cases

    | user   | active | age_days | finding |
    | ------ | ------ | -------- | ------- |
    | old    | true   | 366      | yes     |
    | edge   | true   | 365      | no      |
    | off    | false  | 4000     | no      |
    | absent | true   |          | unknown |
    | odd    |        | 4000     | unknown |
    """
    r = signing_certificates
    return r["active"] & (r["age_days"] > max_age_days)
