"""Access keys: one row per key slot in use."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

ACCESS_KEYS: Final = Schema(
    name="access_keys",
    doc="The access keys that the credential report knows: one row per key slot in use. The "
    "report shows two slots a user and no key IDs; slots are not in order of age.",
    key=("account_id", "as_of", "user", "slot"),
    resource="arn",
    resource_type="AWS::IAM::AccessKey",
    declared=(
        *SNAPSHOT_KEY,
        Column("user", STRING, "User name.", nullable=False),
        Column("is_root", BOOL, "The key is the root user's.", nullable=False),
        Column("arn", STRING, "ARN of the user.", nullable=False),
        Column("slot", INT, "1 or 2: the key's place in the report.", nullable=False),
        Column("active", BOOL, "The key is active."),
        Column("last_rotated", TIMESTAMP, "When the key was created or last changed."),
        Column("last_used_date", TIMESTAMP, "When the key last signed a request."),
        Column("last_used_region", STRING, "Region in which it was last used."),
        Column(
            "no_region",
            BOOL,
            "AWS names no region: that of a global service such as S3, or the key was never used.",
        ),
        Column("last_used_service", STRING, "Namespace of the service that it last called."),
        Column("never_used", BOOL, "AWS has recorded no use of the key."),
        Column("age_days", INT, "Whole days from `last_rotated` to `as_of`."),
        Column(
            "unused_days",
            INT,
            "Whole days since the last use or, where none is recorded, since `last_rotated`; at "
            "most since 2015-04-22, when AWS began to record uses.",
        ),
        Column("other_active", BOOL, "The user's other key is active."),
        Column("other_last_rotated", TIMESTAMP, "When the other key was created."),
        Column("other_age_days", INT, "Whole days since the other key was created."),
        Column("user_creation_time", TIMESTAMP, "When the user was created."),
        Column("password_enabled", BOOL, "The user also has a console password."),
    ),
)
