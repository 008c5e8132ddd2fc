"""Instance profiles: one row per instance profile and role."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import INT, STRING, TIMESTAMP, Column, Schema

INSTANCE_PROFILES: Final = Schema(
    name="instance_profiles",
    doc="Instance profiles, as the roles in them list them. A profile without a role is in no "
    "export of authorization details.",
    key=("account_id", "as_of", "arn", "role_arn"),
    export=COMMAND,
    part_of=NAME,
    sections=("roles",),
    resource="arn",
    resource_type="AWS::IAM::InstanceProfile",
    declared=(
        *SNAPSHOT_KEY,
        Column("instance_profile", STRING, "Name of the profile.", nullable=False),
        Column("arn", STRING, "ARN of the profile.", nullable=False),
        Column("instance_profile_id", STRING, "Unique ID, `AIPA...`."),
        Column("path", STRING, "Path, such as `/`."),
        Column("create_date", TIMESTAMP, "When the profile was created."),
        Column("role_arn", STRING, "ARN of the role.", nullable=False),
        Column("role", STRING, "Role name.", nullable=False),
        Column("roles", INT, "Roles that the profile is said to hold.", nullable=False),
    ),
)
