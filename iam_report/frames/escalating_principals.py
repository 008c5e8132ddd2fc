"""Escalating principals: one row per user and role, with what it can become."""

from __future__ import annotations

from typing import Final

from iam_report.frames.escalation_edges import SOURCE_TYPES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, Column, Schema

ESCALATING_PRINCIPALS: Final = Schema(
    name="escalating_principals",
    doc="Users and roles, and the best way of each to an administrator, to a role of an "
    "administrator that it may assume, and to somebody stronger. Service-linked roles and root "
    "users are left out.",
    key=("account_id", "as_of", "arn"),
    resource="arn",
    resource_type="IAM principal",
    declared=(
        *SNAPSHOT_KEY,
        Column("arn", STRING, "ARN.", nullable=False),
        Column("principal", STRING, "Name.", nullable=False),
        Column(
            "principal_type",
            CATEGORY,
            "Kind of the principal.",
            nullable=False,
            one_of=SOURCE_TYPES,
        ),
        Column(
            "is_admin",
            BOOL,
            "Its policies allow every action of IAM and nearly all others on everything; null if "
            "not known.",
        ),
        Column(
            "becomes_admin",
            BOOL,
            "It can surely become an administrator, and not only by assuming roles; null if an "
            "export that is not there would tell.",
        ),
        Column(
            "becomes_admin_if",
            BOOL,
            "It can become one, and not only by assuming roles, but only under conditions that the "
            "exports cannot know; null if not known.",
        ),
        Column(
            "takes_admin_role",
            BOOL,
            "It may assume the role of an administrator, perhaps over other roles or under "
            "conditions; null if not known.",
        ),
        Column(
            "becomes_stronger",
            BOOL,
            "It can surely get the rights of somebody who is no administrator and may do what it "
            "may not (manage permissions, get at credentials or data, hide its traces), in one hop "
            "that is more than to assume a role; not looked for, and false, where it can become an "
            "administrator, surely or under conditions; null if not known.",
        ),
        Column(
            "target",
            STRING,
            "ARN of the administrator it can become, by the best way that is not only of assumed "
            "roles; its own if it makes itself one; else null.",
        ),
        Column("hops", INT, "How many hops that takes; null without a target."),
        Column(
            "path_id",
            STRING,
            "IDs of its paths, with ` > ` between them; null without a target.",
        ),
        Column("explanation", STRING, "What happens, one sentence for each hop; else null."),
        Column(
            "missing_context",
            STRING,
            "Condition keys on which that depends, with commas between them; null for none.",
        ),
        Column(
            "needs",
            STRING,
            "AWS CLI commands whose exports would tell, with semicolons between them; null for "
            "none.",
        ),
        Column("role_target", STRING, "ARN of the administrator's role it may assume; else null."),
        Column("role_explanation", STRING, "How, one sentence for each hop; else null."),
        Column(
            "role_missing_context",
            STRING,
            "Condition keys on which that depends, with commas between them; null for none.",
        ),
        Column("stronger_target", STRING, "ARN of the stronger principal; else null."),
        Column(
            "stronger_path_id", STRING, "IDs of the paths to it, with ` > ` between; else null."
        ),
        Column(
            "stronger_actions",
            INT,
            "How many known actions that one may do and this one may not; null without one.",
        ),
        Column("stronger_explanation", STRING, "How, one sentence for each hop; else null."),
    ),
)
