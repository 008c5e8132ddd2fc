"""Principals: one row per user, group and role."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, TIMESTAMP, Column, Schema

PRINCIPALS: Final = Schema(
    name="principals",
    doc="Users, groups and roles, and what their policies let them do: own policies, those of a "
    "user's groups, explicit denies and the permissions boundary taken together. A group is "
    "no principal for AWS; its row says what it gives its members.",
    key=("account_id", "as_of", "arn"),
    resource="arn",
    resource_type="IAM principal",
    declared=(
        *SNAPSHOT_KEY,
        Column("arn", STRING, "ARN.", nullable=False),
        Column(
            "principal_type",
            CATEGORY,
            "Kind of the principal.",
            nullable=False,
            one_of=PRINCIPAL_TYPES,
        ),
        Column("principal", STRING, "Name.", nullable=False),
        Column("path", STRING, "Path."),
        Column("create_date", TIMESTAMP, "When it was created."),
        Column(
            "permissions_boundary", STRING, "ARN of its permissions boundary; null without one."
        ),
        Column(
            "is_service_linked",
            BOOL,
            "A role that a service made and alone can change.",
            nullable=False,
        ),
        Column(
            "is_aws_reserved", BOOL, "A role that AWS made for IAM Identity Center.", nullable=False
        ),
        Column(
            "policies",
            INT,
            "Policies that give it something, those of its groups included; the boundary does not "
            "count.",
            nullable=False,
        ),
        Column(
            "missing",
            STRING,
            "Policies and groups that the export names and does not hold, or that are malformed: "
            "what they say is not known; else null.",
        ),
        Column(
            "allowed_actions",
            INT,
            "Actions that it may do on some resource, perhaps under conditions; null if not known.",
        ),
        Column(
            "allowed_services", INT, "Services that those actions belong to; null if not known."
        ),
        Column(
            "is_admin",
            BOOL,
            "It can give itself any permission, on no condition: attach or write a policy of its "
            "own or of a group that it is in, and, with a boundary, lift it or make a user or role "
            "without one; null if not known.",
        ),
        Column(
            "is_conditional_admin",
            BOOL,
            "It can do so, but only if conditions are met that the export cannot know; null if not "
            "known.",
        ),
        Column(
            "is_admin_by_key_without_mfa",
            BOOL,
            "It can do so with a long-term access key and no MFA, if all other conditions are "
            "met; null if not known.",
        ),
        Column(
            "is_admin_by_password_without_mfa",
            BOOL,
            "It can do so in the console, signed in without MFA, if all other conditions are met; "
            "null if not known.",
        ),
        Column(
            "admin_via",
            STRING,
            "Policies that allow the actions which make it an administrator; null if it is none.",
        ),
    ),
)
