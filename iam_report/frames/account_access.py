"""Account access: one row per account."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, STRING, Column, Schema

ACCOUNT_ACCESS: Final = Schema(
    name="account_access",
    doc="Who in an account has the AWS managed policies for certain tasks. What is not there is "
    "null where the export is not whole.",
    key=("account_id", "as_of"),
    resource="arn",
    resource_type="AWS::Account",
    declared=(
        *SNAPSHOT_KEY,
        Column("arn", STRING, "ARN of the account: that of its root user.", nullable=False),
        Column(
            "has_support_role",
            BOOL,
            "A role that somebody can take on has `AWSSupportAccess`.",
        ),
        Column(
            "has_support_holder",
            BOOL,
            "Such a role has it, or a user, or a group with a user in it.",
        ),
        Column("support_holders", STRING, "Up to ten of those that have it, or empty."),
        Column(
            "has_audit_role",
            BOOL,
            "A role that somebody can take on has `SecurityAudit`.",
        ),
        Column("audit_holders", STRING, "Up to ten of those that have it, or empty."),
    ),
)
