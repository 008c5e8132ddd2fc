"""Tags: one row per tag of a user, role, policy or instance profile."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import STRING, Column, Schema

TAGS: Final = Schema(
    name="tags",
    doc="Tags, as the account's authorization details list them; groups have none.",
    key=("account_id", "as_of", "resource_arn", "tag"),
    export=COMMAND,
    part_of=NAME,
    sections=("users", "roles"),
    resource="resource_arn",
    resource_type="IAM resource",
    declared=(
        *SNAPSHOT_KEY,
        Column("resource_arn", STRING, "ARN of what is tagged.", nullable=False),
        Column("tag", STRING, "Key of the tag.", nullable=False),
        Column("value", STRING, "Value of the tag.", nullable=False),
    ),
)
