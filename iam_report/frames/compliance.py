"""Compliance: one row per control of a framework."""

from __future__ import annotations

from typing import Final

from iam_report.schema import CATEGORY, INT, STRING, TIMESTAMP, Column, Schema

CONTROL_STATUSES: Final = ("fail", "unknown", "pass", "not_applicable", "not_covered")

COMPLIANCE: Final = Schema(
    name="compliance",
    doc="The controls of a framework, answered by the rules that map to them. A control is judged "
    "with its own thresholds, whatever the options of the report.",
    key=("account_id", "as_of", "framework", "control"),
    declared=(
        Column("account_id", STRING, "Account ID.", nullable=False),
        Column("as_of", TIMESTAMP, "Moment of the snapshot.", nullable=False),
        Column("framework", STRING, "Framework, such as `cis_7.0`.", nullable=False),
        Column("control", STRING, "Number or name of the control.", nullable=False),
        Column("title", STRING, "What the control asks for, in our words.", nullable=False),
        Column(
            "status",
            CATEGORY,
            "`not_covered` where no rule judges the control.",
            nullable=False,
            one_of=CONTROL_STATUSES,
        ),
        Column("rules", STRING, "Names of the rules that judge it.", nullable=False),
        Column("failed", INT, "Resources that fail.", nullable=False),
        Column("unknown", INT, "Resources of which the exports do not say.", nullable=False),
    ),
)
