"""What is about the exports themselves, not about the account."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=12,
    name="exports",
    title="Judge by complete and fresh exports",
    code="EXP",
    needs={},
)
