"""Groups: one row per group."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import INT, STRING, TIMESTAMP, Column, Schema

GROUPS: Final = Schema(
    name="groups",
    doc="IAM groups, as the account's authorization details list them.",
    key=("account_id", "as_of", "arn"),
    export=COMMAND,
    part_of=NAME,
    sections=("groups",),
    resource="arn",
    resource_type="AWS::IAM::Group",
    declared=(
        *SNAPSHOT_KEY,
        Column("group", STRING, "Group name.", nullable=False),
        Column("arn", STRING, "ARN of the group.", nullable=False),
        Column("group_id", STRING, "Unique ID, `AGPA...`."),
        Column("path", STRING, "Path, such as `/`."),
        Column("create_date", TIMESTAMP, "When the group was created."),
        Column("attached_policies", INT, "Managed policies attached directly.", nullable=False),
        Column("inline_policies", INT, "Inline policies.", nullable=False),
    ),
)
