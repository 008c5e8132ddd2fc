"""Instance roles: one row per instance profile and role."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

INSTANCE_ROLES: Final = Schema(
    name="instance_roles",
    doc="The roles in instance profiles, with which programs on EC2 instances work.",
    key=("account_id", "as_of", "arn", "role_arn"),
    resource="arn",
    resource_type="AWS::IAM::InstanceProfile",
    declared=(
        *SNAPSHOT_KEY,
        Column("instance_profile", STRING, "Name of the profile.", nullable=False),
        Column("arn", STRING, "ARN of the profile.", nullable=False),
        Column("create_date", TIMESTAMP, "When the profile was created."),
        Column("role", STRING, "Role name.", nullable=False),
        Column("role_arn", STRING, "ARN of the role.", nullable=False),
        Column("roles", INT, "Roles that the profile is said to hold.", nullable=False),
        Column("is_first", BOOL, "The first row of the profile.", nullable=False),
        Column("trusts_ec2", BOOL, "Amazon EC2 can take on the role; null if not known."),
        Column("services", STRING, "Services that the trust policy lets in, up to ten; or empty."),
        Column("last_used_date", TIMESTAMP, "When the role last signed a request."),
        Column(
            "is_admin",
            BOOL,
            "The role can give itself any permission; null if not known, or if that depends on "
            "conditions that the export cannot know.",
        ),
        Column("admin_via", STRING, "Policies that make it an administrator; else null."),
    ),
)
