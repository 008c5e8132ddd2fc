"""Listed users: one row per IAM user in either of two exports."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

LISTED_USERS: Final = Schema(
    name="listed_users",
    doc="The IAM users of the credential report and of the authorization details. Null where an "
    "export does not list a user and is not there or not whole.",
    key=("account_id", "as_of", "arn"),
    resource="arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("user", STRING, "User name.", nullable=False),
        Column("arn", STRING, "ARN of the user.", nullable=False),
        Column("create_date", TIMESTAMP, "When the user was created."),
        Column(
            "age_days",
            INT,
            "Whole days since then; 0 if it was up to a day after `as_of`.",
        ),
        Column("in_report", BOOL, "The credential report lists the user."),
        Column("in_details", BOOL, "The authorization details list the user."),
    ),
)
