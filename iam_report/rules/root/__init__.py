"""Best practice 11: reduce the use of the root user."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=11,
    name="root",
    title="Reduce the use of the root user",
    code="ROOT",
    needs={
        "credential_report": "aws iam get-credential-report",
    },
)
