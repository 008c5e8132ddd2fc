"""Best practice 4: audit with CloudTrail."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=4,
    name="auditing",
    title="Audit with CloudTrail",
    code="AUD",
    needs={
        "trails": "aws cloudtrail describe-trails",
    },
)
