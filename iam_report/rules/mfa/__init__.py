"""Best practice 6: enable MFA for privileged users."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=6,
    name="mfa",
    title="Enable MFA for privileged users",
    code="MFA",
    needs={
        "credential_report": "aws iam get-credential-report",
        "users": "aws iam get-account-authorization-details",
    },
)
