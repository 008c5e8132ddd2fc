"""Escalations: one row per principal and what it can become."""

from __future__ import annotations

from typing import Final

from iam_report.frames.escalation_edges import CONFIDENCES, SOURCE_TYPES, TARGET_TYPES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, Column, Schema

ESCALATIONS: Final = Schema(
    name="escalations",
    doc="Who can become an administrator, or stronger, and the best way there: certain before "
    "conditional before what an export would have to show, then the one with fewest hops; what "
    "`escalations` returns. A principal whose policies are not all in the export, and of which "
    "nothing is known otherwise, has one row without a target. A target whose rights can be had as "
    "they are, and that can also be made an administrator, has a row for each.",
    key=("account_id", "as_of", "principal", "target", "makes_admin"),
    resource="principal",
    resource_type="IAM principal",
    declared=(
        *SNAPSHOT_KEY,
        Column("principal", STRING, "ARN of the user or role.", nullable=False),
        Column("principal_type", CATEGORY, "Kind of it.", nullable=False, one_of=SOURCE_TYPES),
        Column(
            "target",
            STRING,
            "ARN of whom it can become; its own where it makes itself an administrator, also by "
            "way of a user or role that it makes; null if not known.",
        ),
        Column("target_type", STRING, "Kind of the target.", one_of=TARGET_TYPES),
        Column("target_account", STRING, "Account of the target."),
        Column(
            "gives_admin",
            BOOL,
            "The target is an administrator, or is made one; null where the export does not tell "
            "what the target may do.",
        ),
        Column(
            "makes_admin",
            BOOL,
            "The target is no administrator yet: its policies are changed on the way.",
            nullable=False,
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
            "conditional",
            BOOL,
            "Whether it depends on condition keys that are not known.",
            nullable=False,
        ),
        Column("hops", INT, "How many hops it takes; 0 if not known.", nullable=False),
        Column(
            "path_id",
            STRING,
            "IDs of the paths of the catalogue, hop by hop, with ` > ` between them; empty if not "
            "known.",
            nullable=False,
        ),
        Column(
            "other_path_ids",
            STRING,
            "IDs of further paths that lead to the target, or make an administrator, in one hop, "
            "with commas between them; null for none.",
        ),
        Column(
            "via",
            STRING,
            "ARNs from the principal to the target, with ` > ` between them.",
            nullable=False,
        ),
        Column(
            "actions", STRING, "Actions that are used, with commas between them.", nullable=False
        ),
        Column(
            "policies", STRING, "Names of the policies that allow them, with commas between them."
        ),
        Column(
            "missing_context",
            STRING,
            "Condition keys that would decide, with commas between them; null for none.",
        ),
        Column(
            "needs",
            STRING,
            "AWS CLI commands whose exports would decide, with semicolons between them; null for "
            "none.",
        ),
        Column(
            "reachable",
            INT,
            "How many targets the principal can become in all, of which only the best chains have "
            "rows if there are many; those of unknown rights are not counted.",
            nullable=False,
        ),
        Column(
            "gained_actions",
            INT,
            "How many known actions the target may do and the principal may not; null if not "
            "known.",
        ),
        Column("explanation", STRING, "What happens, one sentence for each hop.", nullable=False),
    ),
)
