"""Best practice 8: use roles to share access."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=8,
    name="sharing",
    title="Use roles to share access",
    code="SHR",
    needs={
        "users": "aws iam get-account-authorization-details",
    },
)
