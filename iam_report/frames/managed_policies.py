"""Managed policies: one row per policy."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

MANAGED_POLICIES: Final = Schema(
    name="managed_policies",
    doc="Customer managed policies, and the AWS managed policies in use.",
    key=("account_id", "as_of", "arn"),
    export=COMMAND,
    part_of=NAME,
    sections=("managed_policies",),
    resource="arn",
    resource_type="AWS::IAM::ManagedPolicy",
    declared=(
        *SNAPSHOT_KEY,
        Column("policy", STRING, "Policy name.", nullable=False),
        Column("arn", STRING, "ARN of the policy.", nullable=False),
        Column("policy_id", STRING, "Unique ID, `ANPA...`."),
        Column("path", STRING, "Path, such as `/`."),
        Column("is_aws_managed", BOOL, "AWS made the policy and keeps it.", nullable=False),
        Column("default_version", STRING, "The version in force."),
        Column(
            "document",
            STRING,
            "The version in force: key of `documents`; null if the export does not hold it.",
        ),
        Column("versions", INT, "Versions that the export holds.", nullable=False),
        Column("attachment_count", INT, "Users, groups and roles that it is attached to."),
        Column("permissions_boundary_usage_count", INT, "Users and roles whose boundary it is."),
        Column("is_attachable", BOOL, "It can be attached."),
        Column("create_date", TIMESTAMP, "When the policy was created."),
        Column("update_date", TIMESTAMP, "When its newest version was made."),
        Column("description", STRING, "Description."),
    ),
)
