"""Best practice 9: rotate credentials, and remove those not needed."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=9,
    name="rotation",
    title="Rotate credentials, and remove those not needed",
    code="ROT",
    needs={
        "credential_report": "aws iam get-credential-report",
    },
)
