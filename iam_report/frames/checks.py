"""Checks: one row per rule and snapshot."""

from __future__ import annotations

from typing import Final

from iam_report.frames.findings import SEVERITIES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, INT, STRING, Column, Schema

STATUSES: Final = ("fail", "unknown", "pass", "not_applicable")

CHECKS: Final = Schema(
    name="checks",
    doc="What each rule says of each account: also that it passed, or why it cannot tell.",
    key=("account_id", "as_of", "code"),
    declared=(
        *SNAPSHOT_KEY,
        Column("code", CATEGORY, "Code of the rule.", nullable=False),
        Column("rule", CATEGORY, "Name of the rule.", nullable=False),
        Column("practice", CATEGORY, "Best practice it belongs to.", nullable=False),
        Column(
            "severity",
            CATEGORY,
            "Severity of the rule; of its worst finding where findings differ.",
            nullable=False,
            one_of=SEVERITIES,
            ordered=True,
        ),
        Column(
            "status",
            CATEGORY,
            "`fail` if one resource fails, else `unknown` if the answer for one is not known, "
            "else `pass`; `not_applicable` if there is nothing to judge.",
            nullable=False,
            one_of=STATUSES,
        ),
        Column("assessed", INT, "Resources looked at.", nullable=False),
        Column("failed", INT, "Resources that fail.", nullable=False),
        Column("unknown", INT, "Resources of which the exports do not say.", nullable=False),
        Column("reason", STRING, "Why the status is `unknown` or `not_applicable`, or empty."),
    ),
)
