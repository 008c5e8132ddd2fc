"""Best practice 1: create individual users."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=1,
    name="individual_users",
    title="Create individual users",
    code="USR",
    needs={
        "credential_report": "aws iam get-credential-report",
    },
)
