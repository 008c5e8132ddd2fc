"""Escalation steps: one row per hop of the ways from a principal to a target."""

from __future__ import annotations

from typing import Final

from iam_report.frames.escalation_edges import HOP
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import INT, Column, Schema

ESCALATION_STEPS: Final = Schema(
    name="escalation_steps",
    doc="All ways from one principal to a target, hop by hop; what `paths` returns. The account is "
    "that of the first source.",
    key=("account_id", "as_of", "path", "hop"),
    resource="source",
    resource_type="IAM principal",
    declared=(
        *SNAPSHOT_KEY,
        Column("path", INT, "Number of the way, from 1; the best is first.", nullable=False),
        Column("hop", INT, "Number of the hop in it, from 1.", nullable=False),
        *HOP,
    ),
)
