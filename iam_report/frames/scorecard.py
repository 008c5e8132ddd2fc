"""The scorecard: one row per best practice."""

from __future__ import annotations

from typing import Final

from iam_report.frames.checks import STATUSES
from iam_report.schema import CATEGORY, INT, STRING, TIMESTAMP, Column, Schema

SCORECARD: Final = Schema(
    name="scorecard",
    doc="The AWS IAM best practices, and how far the accounts follow them.",
    key=("account_id", "as_of", "number"),
    declared=(
        Column("account_id", STRING, "Account ID; null where the row is about all accounts."),
        Column("as_of", TIMESTAMP, "Moment of the snapshot; null where it is about all."),
        Column("number", INT, "Number of the best practice.", nullable=False),
        Column("practice", STRING, "Its short name.", nullable=False),
        Column("title", STRING, "The best practice.", nullable=False),
        Column(
            "status",
            CATEGORY,
            "`fail` if one check fails, else `unknown` if one is unknown or an export that the "
            "practice needs is missing, else `pass`.",
            nullable=False,
            one_of=STATUSES,
        ),
        Column("worst", STRING, "Severity of the worst finding; null if there is none."),
        Column("passed", INT, "Checks passed.", nullable=False),
        Column("failed", INT, "Checks failed.", nullable=False),
        Column("unknown", INT, "Checks of unknown result.", nullable=False),
        Column("findings", INT, "Findings that fail.", nullable=False),
        Column("next_step", STRING, "The one thing to do first, or the export to get; or empty."),
    ),
)
