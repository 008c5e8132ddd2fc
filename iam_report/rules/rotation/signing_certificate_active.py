"""ROT015."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT015",
    severity=Severity.LOW,
    title="Active signing certificate",
    message="{user} has an active signing certificate",
    evidence=("user", "slot", "last_rotated", "age_days"),
    fix="aws iam delete-signing-certificate --user-name {user} --certificate-id CERTIFICATE_ID",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html",
    ),
)
def signing_certificate_active(signing_certificates: pd.DataFrame) -> pd.Series:
    """A user has an active X.509 signing certificate.

    ## Why
    Such certificates sign SOAP requests, which hardly any service takes today. What is left of
    them is a credential that nobody watches: AWS does not even record when it was last used.

    ## Fix
    Make the certificate inactive, watch, then delete it. Have what used it sign with the keys of a
    role instead.

    ## Not covered
    An inactive certificate. The root user's certificates (ROOT005). Server certificates are
    another thing.

    ## Cases

    | user | active | age_days | finding |
    | ---- | ------ | -------- | ------- |
    | new  | true   | 1        | yes     |
    | old  | true   |          | yes     |
    | off  | false  | 4000     | no      |
    | odd  |        | 4000     | unknown |
    """
    return signing_certificates["active"]
