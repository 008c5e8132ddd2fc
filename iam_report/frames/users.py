"""Users: one row per IAM user."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import INT, STRING, TIMESTAMP, Column, Schema

USERS: Final = Schema(
    name="users",
    doc="IAM users, as the account's authorization details list them.",
    key=("account_id", "as_of", "arn"),
    export=COMMAND,
    part_of=NAME,
    sections=("users",),
    resource="arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("user", STRING, "User name.", nullable=False),
        Column("arn", STRING, "ARN of the user.", nullable=False),
        Column("user_id", STRING, "Unique ID, `AIDA...`."),
        Column("path", STRING, "Path, such as `/`."),
        Column("create_date", TIMESTAMP, "When the user was created."),
        Column(
            "password_last_used",
            TIMESTAMP,
            "When the password was last used; AWS leaves it out of authorization details.",
        ),
        Column(
            "permissions_boundary",
            STRING,
            "ARN of the policy that is its permissions boundary; null without one.",
        ),
        Column("groups", INT, "Groups that the user is in.", nullable=False),
        Column("attached_policies", INT, "Managed policies attached directly.", nullable=False),
        Column("inline_policies", INT, "Inline policies.", nullable=False),
        Column("tags", INT, "Tags.", nullable=False),
    ),
)
