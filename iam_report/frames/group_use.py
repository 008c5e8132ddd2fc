"""Group use: one row per group."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

GROUP_USE: Final = Schema(
    name="group_use",
    doc="What groups give, and to whom.",
    key=("account_id", "as_of", "arn"),
    resource="arn",
    resource_type="AWS::IAM::Group",
    declared=(
        *SNAPSHOT_KEY,
        Column("group", STRING, "Group name.", nullable=False),
        Column("arn", STRING, "ARN of the group.", nullable=False),
        Column("create_date", TIMESTAMP, "When the group was created."),
        Column("attached_policies", INT, "Managed policies attached to it.", nullable=False),
        Column("inline_policies", INT, "Inline policies.", nullable=False),
        Column("policies", INT, "Both together.", nullable=False),
        Column("inline_names", STRING, "Names of up to ten inline policies, or empty."),
        Column(
            "members",
            INT,
            "Users in the group; null where none was found and the export is not whole.",
        ),
        Column("member_names", STRING, "Names of up to ten of them, or empty.", nullable=False),
        Column(
            "members_without_mfa",
            INT,
            "Users of whom the credential report says that they have a password or an active "
            "access key, and no MFA device; null if it says nothing of the users in the group.",
        ),
        Column("is_admin", BOOL, "It makes its users administrators; null if not known."),
        Column("admin_via", STRING, "Policies that do so; else null."),
    ),
)
