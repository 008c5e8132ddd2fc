"""Best practice 7: use roles for applications on EC2."""

from __future__ import annotations

from typing import Final

from iam_report.rule import Practice

PRACTICE: Final = Practice(
    number=7,
    name="ec2_roles",
    title="Use roles for applications on EC2",
    code="EC2",
    needs={
        "users": "aws iam get-account-authorization-details",
        "instances": "aws ec2 describe-instances",
    },
)
