"""Group memberships: one row per user and group."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import STRING, Column, Schema

GROUP_MEMBERSHIPS: Final = Schema(
    name="group_memberships",
    doc="Which users are in which groups.",
    key=("account_id", "as_of", "user_arn", "group"),
    export=COMMAND,
    part_of=NAME,
    sections=("users",),
    resource="user_arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("user_arn", STRING, "ARN of the user.", nullable=False),
        Column("user", STRING, "User name.", nullable=False),
        Column("group", STRING, "Group name.", nullable=False),
        Column("group_arn", STRING, "ARN of the group; null if the export does not list it."),
    ),
)
