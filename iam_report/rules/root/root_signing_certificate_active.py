"""ROOT005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROOT005",
    severity=Severity.HIGH,
    title="Active signing certificate of the root user",
    message="the root user of {account_id} has an active signing certificate",
    evidence=("cert_1_active", "cert_2_active"),
    fix=(
        "aws iam delete-signing-certificate --certificate-id CERTIFICATE_ID"
        "  # sign in as the root user"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html",
    ),
)
def root_signing_certificate_active(root_users: pd.DataFrame) -> pd.Series:
    """The root user has an active X.509 signing certificate.

    ## Why
    Signing certificates belong to the old SOAP interfaces, which hardly anything uses today. The
    private key of one is a permanent credential of the root user, without MFA.

    ## Fix
    Delete the certificate as the root user. What still signs with it needs an IAM user or, better,
    a role.

    ## Not covered
    An inactive certificate, which the root user can activate again. When a certificate was last
    used: AWS does not record it.

    ## Cases

    | account_id   | cert_1_active | cert_2_active | finding |
    | ------------ | ------------- | ------------- | ------- |
    | 111122223333 | true          | false         | yes     |
    | 222233334444 | false         | true          | yes     |
    | 333344445555 | false         | false         | no      |
    | 444455556666 | true          |               | yes     |
    | 555566667777 |               | false         | unknown |
    | 666677778888 |               |               | unknown |
    """
    r = root_users
    return r["cert_1_active"] | r["cert_2_active"]
