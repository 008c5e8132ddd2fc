"""Permissions: one row per principal, policy, statement, action and resource pattern."""

from __future__ import annotations

from typing import Final

from iam_report.frames.principal_policies import WAYS
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, STRINGS, Column, Schema

PERMISSIONS: Final = Schema(
    name="permissions",
    doc="What the policies of users and roles say, action by action and resource by resource; what "
    "`permissions` returns. A policy whose document cannot be read has one row without a "
    "statement: what it grants or denies is not known.",
    key=(
        "account_id",
        "as_of",
        "principal",
        "via",
        "policy_arn",
        "policy",
        "group",
        "statement",
        "action",
        "resource",
    ),
    resource="principal",
    resource_type="IAM principal",
    declared=(
        *SNAPSHOT_KEY,
        Column("principal", STRING, "ARN of the user or role.", nullable=False),
        Column("principal_type", CATEGORY, "Kind of it.", nullable=False, one_of=("user", "role")),
        Column("effect", STRING, "`Allow` or `Deny`; null where the document cannot be read."),
        Column(
            "action",
            STRING,
            "Pattern of actions, as the statement has it, and `*` for `NotAction`; where actions "
            "were asked for, one of these.",
        ),
        Column("not_actions", STRINGS, "`NotAction`: patterns that the row is not about."),
        Column("resource", STRING, "Pattern of resources; `*` for `NotResource`."),
        Column("not_resources", STRINGS, "`NotResource`: patterns that the row is not about."),
        Column("conditions", STRING, "The conditions as JSON; null without any."),
        Column(
            "is_effective",
            BOOL,
            "Of what is allowed: true if no condition, deny or permissions boundary limits it, "
            "false if nothing is left of it, null if that depends or is not known. Of a deny: true "
            "without conditions, else null. Of a boundary: null. Policies of resources and of "
            "organizations are not looked at.",
        ),
        Column(
            "via",
            CATEGORY,
            "How the policy came to the principal. A boundary allows nothing: what it does not "
            "name is cut off.",
            nullable=False,
            one_of=WAYS,
        ),
        Column("policy", STRING, "Name of the policy.", nullable=False),
        Column("policy_arn", STRING, "Its ARN; of an inline policy that of its owner."),
        Column("group", STRING, "Group that gives the policy, or empty.", nullable=False),
        Column("statement", INT, "Position of the statement in the document, from 0."),
        Column("sid", STRING, "Its ID; null without one."),
    ),
)
