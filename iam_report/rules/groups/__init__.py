"""Best practice 2: manage permissions with groups."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=2,
    name="groups",
    title="Manage permissions with groups",
    code="GRP",
    needs={
        "users": "aws iam get-account-authorization-details",
    },
)
