"""Escalation edges: one row per principal, path and target within one hop of it."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, STRING, Column, Schema

#: How sure a hop or a chain is, surest first.
CONFIDENCES: Final = ("certain", "conditional", "needs")

#: Kinds of paths: on itself, on another principal, by a service that is new or there already.
PATH_CATEGORIES: Final = (
    "self-escalation",
    "principal-access",
    "new-passrole",
    "existing-passrole",
)

#: What a hop gives: the rights of the target, or any right by way of the target.
EDGE_YIELDS: Final = ("target", "administrator")

#: What takes hops; service-linked roles and the root user do not.
SOURCE_TYPES: Final = ("user", "role")

#: What a hop can lead to; who joins a group gets the rights of the group.
TARGET_TYPES: Final = ("user", "role", "group")

#: The columns of a hop, after those that tell which one it is.
HOP: Final = (
    Column("source", STRING, "ARN of the principal that takes the hop.", nullable=False),
    Column(
        "source_type",
        CATEGORY,
        "Kind of it; a group for what each of its members can do.",
        nullable=False,
        one_of=TARGET_TYPES,
    ),
    Column(
        "target",
        STRING,
        "ARN of the user, role or group that the hop leads to; that of the source where it changes "
        "its own permissions, also by way of a user or role that it makes; null where the exports "
        "do not say which one it is.",
    ),
    Column("target_type", STRING, "Kind of it.", one_of=TARGET_TYPES),
    Column("target_account", STRING, "Account of the target."),
    Column(
        "path_id",
        STRING,
        "ID of the path of the catalogue, such as `iam-007`.",
        nullable=False,
    ),
    Column(
        "category",
        CATEGORY,
        "Kind of the path.",
        nullable=False,
        one_of=PATH_CATEGORIES,
    ),
    Column(
        "yields",
        CATEGORY,
        "What the hop gives: the rights that the target has, or those of an administrator, since "
        "the source can give the target any policy.",
        nullable=False,
        one_of=EDGE_YIELDS,
    ),
    Column(
        "confidence",
        CATEGORY,
        "How sure it is: `certain`; `conditional` on condition keys, or on what AWS's "
        "documentation leaves open; `needs` an export that is not there.",
        nullable=False,
        one_of=CONFIDENCES,
        ordered=True,
    ),
    Column(
        "target_class",
        STRING,
        "What the target is known by where a service has to have it already, such as `a role that "
        "trusts lambda.amazonaws.com`; else null.",
    ),
    Column("actions", STRING, "Actions that are used, with commas between them.", nullable=False),
    Column("policies", STRING, "Names of the policies that allow them, with commas between them."),
    Column(
        "statements",
        STRING,
        "The statements that allow them, from 0, with commas between them: `Deploy[0], Build[2]`.",
    ),
    Column(
        "missing_context",
        STRING,
        "Condition keys that would decide, with commas between them; null for none.",
    ),
    Column(
        "needs",
        STRING,
        "AWS CLI commands whose exports would decide, with semicolons between them; null for none.",
    ),
    Column("explanation", STRING, "What the source can do to whom, in a sentence.", nullable=False),
)

ESCALATION_EDGES: Final = Schema(
    name="escalation_edges",
    doc="By which paths each user and role can get the rights of another one, or of an "
    "administrator, in one hop; what `escalation_edges` returns. Administrators, service-linked "
    "roles and root users have none.",
    key=("account_id", "as_of", "source", "path_id", "target", "yields"),
    resource="source",
    resource_type="IAM principal",
    declared=(*SNAPSHOT_KEY, *HOP),
)
