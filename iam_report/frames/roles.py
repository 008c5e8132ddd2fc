"""Roles: one row per role."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

ROLES: Final = Schema(
    name="roles",
    doc="IAM roles, as the account's authorization details list them.",
    key=("account_id", "as_of", "arn"),
    export=COMMAND,
    part_of=NAME,
    sections=("roles",),
    resource="arn",
    resource_type="AWS::IAM::Role",
    declared=(
        *SNAPSHOT_KEY,
        Column("role", STRING, "Role name.", nullable=False),
        Column("arn", STRING, "ARN of the role.", nullable=False),
        Column("role_id", STRING, "Unique ID, `AROA...`."),
        Column("path", STRING, "Path, such as `/`."),
        Column("create_date", TIMESTAMP, "When the role was created."),
        Column(
            "trust_document",
            STRING,
            "The trust policy: key of `documents`; null if the export does not hold it.",
        ),
        Column(
            "permissions_boundary",
            STRING,
            "ARN of the policy that is its permissions boundary; null without one.",
        ),
        Column(
            "last_used_date",
            TIMESTAMP,
            "When the role last signed a request; null if never in the 400 days that AWS looks "
            "back.",
        ),
        Column("last_used_region", STRING, "Region in which it was last used."),
        Column(
            "last_used_known",
            BOOL,
            "The export says when the role was last used, or that it was not.",
            nullable=False,
        ),
        Column(
            "max_session_duration",
            INT,
            "Longest session, in seconds; AWS leaves it out of authorization details.",
        ),
        Column("description", STRING, "Description; AWS leaves it out of authorization details."),
        Column("attached_policies", INT, "Managed policies attached directly.", nullable=False),
        Column("inline_policies", INT, "Inline policies.", nullable=False),
        Column("instance_profiles", INT, "Instance profiles that hold the role.", nullable=False),
        Column("tags", INT, "Tags.", nullable=False),
        Column(
            "is_service_linked",
            BOOL,
            "A service made the role and alone can change it (path `/aws-service-role/`).",
            nullable=False,
        ),
        Column(
            "is_aws_reserved",
            BOOL,
            "AWS made the role for IAM Identity Center (path `/aws-reserved/`).",
            nullable=False,
        ),
    ),
)
