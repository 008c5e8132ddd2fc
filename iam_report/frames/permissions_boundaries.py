"""Permissions boundaries: one row per user and role."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, STRING, Column, Schema

PERMISSIONS_BOUNDARIES: Final = Schema(
    name="permissions_boundaries",
    doc="Users and roles, and the policies that limit what they may be given. Roles that AWS made "
    "are not here.",
    key=("account_id", "as_of", "arn"),
    resource="arn",
    resource_type="IAM principal",
    declared=(
        *SNAPSHOT_KEY,
        Column("arn", STRING, "ARN of the user or role.", nullable=False),
        Column(
            "principal_type",
            CATEGORY,
            "Kind of the principal.",
            nullable=False,
            one_of=PRINCIPAL_TYPES,
        ),
        Column("principal", STRING, "Its name.", nullable=False),
        Column(
            "path_and_name", STRING, "Path and name in one, such as `/app/web`.", nullable=False
        ),
        Column("permissions_boundary", STRING, "ARN of its boundary; null without one."),
        Column("boundary", STRING, "Name of the boundary; null without one."),
        Column("has_boundary", BOOL, "It has a boundary.", nullable=False),
        Column("is_aws_managed", BOOL, "AWS keeps the boundary; null without one."),
        Column(
            "in_export",
            BOOL,
            "The export holds the boundary; null without one, and where it does not and is not "
            "whole.",
        ),
        Column(
            "allows_all",
            BOOL,
            "The boundary allows everything, or at least all of IAM, and denies nothing; null if "
            "not known, or without a boundary.",
        ),
        Column("is_admin", BOOL, "It can give itself any permission; null if not known."),
    ),
)
