"""User privileges: one row per IAM user in the credential report."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, Column, Schema

USER_PRIVILEGES: Final = Schema(
    name="user_privileges",
    doc="The credentials of IAM users, and what can be done with them. The root user is in "
    "`root_users`. What users may do is null where the authorization details do not list them.",
    key=("account_id", "as_of", "user"),
    resource="arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("user", STRING, "User name.", nullable=False),
        Column("arn", STRING, "ARN of the user.", nullable=False),
        Column("mfa_active", BOOL, "An MFA device is enabled."),
        Column("password_enabled", BOOL, "The user has a console password."),
        Column("active_access_keys", INT, "How many of the two access keys are active."),
        Column("has_active_access_keys", BOOL, "At least one access key is active."),
        Column("is_admin", BOOL, "The user can give itself any permission."),
        Column("admin_via", STRING, "Policies that make it an administrator; else null."),
        Column(
            "admin_by_key",
            BOOL,
            "It has an active access key, and can do so with it and no MFA.",
        ),
        Column(
            "admin_by_password",
            BOOL,
            "It has a console password, and can do so signed in without MFA.",
        ),
        Column(
            "admin_by",
            STRING,
            "With which of them: `access key`, `password`, `access key or password`; or empty.",
            nullable=False,
        ),
        Column(
            "writes_by_key",
            BOOL,
            "It has an active access key, and can change every user, group, role or policy with it "
            "and no MFA, in one way at least; null too if that depends on conditions.",
        ),
        Column(
            "iam_writes",
            STRING,
            "Actions by which its policies let it do so for sure, up to ten; or empty.",
            nullable=False,
        ),
    ),
)
