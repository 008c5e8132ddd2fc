"""Best practice 5: enforce a strong password policy."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=5,
    name="password_policy",
    title="Enforce a strong password policy",
    code="PWD",
    needs={
        "password_policy": "aws iam get-account-password-policy",
    },
)
