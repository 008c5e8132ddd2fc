"""Root users: one row per account."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, TIMESTAMP, Column, Schema

#: What the root user was last used with.
BASES: Final = ("password", "access_key_1", "access_key_2", "never", "unknown")

ROOT_USERS: Final = Schema(
    name="root_users",
    doc="The root user of every account with a credential report. Every account has one: where "
    "the report has no row for it, all is null.",
    key=("account_id", "as_of"),
    resource="arn",
    resource_type="AWS::::Account",
    declared=(
        *SNAPSHOT_KEY,
        Column("arn", STRING, "ARN of the root user.", nullable=False),
        Column("in_report", BOOL, "The report has a row for the root user.", nullable=False),
        Column("password_enabled", BOOL, "The root user has a password.", marked=True),
        Column("password_last_changed", TIMESTAMP, "When the password was set.", marked=True),
        Column("mfa_active", BOOL, "An MFA device is enabled for the root user."),
        Column("access_key_1_active", BOOL, "The root user has access key 1, active."),
        Column("access_key_2_active", BOOL, "The root user has access key 2, active."),
        Column("cert_1_active", BOOL, "The root user has signing certificate 1, active."),
        Column("cert_2_active", BOOL, "The root user has signing certificate 2, active."),
        Column(
            "has_credentials",
            BOOL,
            "The root user has a password, an active key or an active certificate. Where an old "
            "report says `not_supported` of the password, there is one.",
        ),
        Column("last_used", TIMESTAMP, "Last recorded use of the password or of a key."),
        Column(
            "last_used_with",
            CATEGORY,
            "What it was last used with.",
            nullable=False,
            one_of=BASES,
        ),
        Column("last_used_days", INT, "Whole days from `last_used` to `as_of`."),
        Column("never_used", BOOL, "AWS has recorded no use of the password or of a key."),
        Column(
            "uses_known",
            BOOL,
            "True; null where the report does not say of the password or a key when it was used.",
        ),
        Column("password_age_days", INT, "Whole days since the password was set."),
    ),
)
