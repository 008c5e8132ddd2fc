"""Best practice 10: restrict access further with conditions."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=10,
    name="conditions",
    title="Restrict access further with conditions",
    code="CND",
    needs={
        "users": "aws iam get-account-authorization-details",
    },
)
