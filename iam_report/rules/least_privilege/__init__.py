"""Best practice 3: grant least privilege."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=3,
    name="least_privilege",
    title="Grant least privilege",
    code="PRV",
    needs={
        "users": "aws iam get-account-authorization-details",
    },
)
