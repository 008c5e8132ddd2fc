"""Console users: one row per IAM user that has, or may have, a console password."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

CONSOLE_USERS: Final = Schema(
    name="console_users",
    doc="The IAM users with a console password, and those of whom the report does not say. The "
    "root user is in `root_users`.",
    key=("account_id", "as_of", "user"),
    resource="arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("user", STRING, "User name.", nullable=False),
        Column("arn", STRING, "ARN of the user.", nullable=False),
        Column("user_creation_time", TIMESTAMP, "When the user was created."),
        Column("password_enabled", BOOL, "The user has a console password; true or null."),
        Column("mfa_active", BOOL, "An MFA device is enabled."),
        Column("password_last_used", TIMESTAMP, "Last sign-in to an AWS website."),
        Column("password_last_changed", TIMESTAMP, "When the password was last set."),
        Column("password_next_rotation", TIMESTAMP, "When the password expires.", marked=True),
        Column("never_used", BOOL, "AWS has recorded no sign-in since 2014-10-20."),
        Column("password_age_days", INT, "Whole days since the password was last set."),
        Column(
            "unused_days",
            INT,
            "Whole days since the last sign-in or, where none is recorded, since the password was "
            "set; at most since 2014-10-20, when AWS began to record sign-ins.",
        ),
        Column("active_access_keys", INT, "How many of the two access keys are active."),
        Column("has_active_access_keys", BOOL, "At least one access key is active."),
    ),
)
