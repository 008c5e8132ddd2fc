"""User activity: one row per IAM user and root user."""

from __future__ import annotations

from typing import Final

from iam_report.frames.root_users import BASES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, TIMESTAMP, Column, Schema

USER_ACTIVITY: Final = Schema(
    name="user_activity",
    doc="When each user last used any of the credentials that the credential report knows, and "
    "which of them.",
    key=("account_id", "as_of", "user"),
    resource="arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("user", STRING, "User name.", nullable=False),
        Column("is_root", BOOL, "The row is that of the root user.", nullable=False),
        Column("arn", STRING, "ARN of the user.", nullable=False),
        Column("user_creation_time", TIMESTAMP, "When the user was created."),
        Column("user_age_days", INT, "Whole days since the user was created."),
        Column("password_enabled", BOOL, "The user has a console password."),
        Column("mfa_active", BOOL, "An MFA device is enabled."),
        Column("active_access_keys", INT, "How many of the two access keys are active."),
        Column("has_active_access_keys", BOOL, "At least one access key is active."),
        Column("has_two_active_access_keys", BOOL, "Both access keys are active."),
        Column(
            "newest_access_key_days",
            INT,
            "Whole days since the newest of the active access keys was created.",
        ),
        Column("active_certificates", INT, "How many of the two certificates are active."),
        Column("has_active_credentials", BOOL, "A password, an active key or certificate."),
        Column(
            "has_credentials",
            BOOL,
            "A password, or a key or certificate whether active or not.",
        ),
        Column("last_activity", TIMESTAMP, "Newest recorded use of the password or of a key."),
        Column(
            "last_activity_basis",
            CATEGORY,
            "What was used then; `unknown` where no use is recorded and the report does not say of "
            "the password or a key.",
            nullable=False,
            one_of=BASES,
        ),
        Column(
            "idle_days",
            INT,
            "Whole days since the newest of: the last activity, the creation of the user, of its "
            "password and of its active keys; at most since 2015-04-22.",
        ),
        Column(
            "uses_known",
            BOOL,
            "True; null where the report does not say of the password or a key when it was used.",
        ),
        Column(
            "least_idle_days",
            INT,
            "The same, if every password and key that may be active is: an export may lack the "
            "column that tells. Null where a use, or when one of them was made, is not known.",
        ),
    ),
)
