"""Findings: one row per rule and resource that fails it, or of which it cannot tell."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, STRING, Column, Schema

#: How bad a finding is, least first.
SEVERITIES: Final = ("informational", "low", "medium", "high", "critical")

FINDINGS: Final = Schema(
    name="findings",
    doc="What the rules found, and what they could not tell.",
    key=("account_id", "as_of", "finding_id"),
    resource="resource",
    declared=(
        *SNAPSHOT_KEY,
        Column(
            "finding_id",
            STRING,
            "Stable ID: the same account, rule and subject have it in every snapshot.",
            nullable=False,
        ),
        Column("code", CATEGORY, "Code of the rule.", nullable=False),
        Column("rule", CATEGORY, "Name of the rule.", nullable=False),
        Column("practice", CATEGORY, "Best practice it belongs to.", nullable=False),
        Column("severity", CATEGORY, "How bad.", nullable=False, one_of=SEVERITIES, ordered=True),
        Column(
            "status",
            CATEGORY,
            "`fail`, or `unknown` where the exports do not say.",
            nullable=False,
            one_of=("fail", "unknown"),
        ),
        Column("resource_type", CATEGORY, "CloudFormation resource type.", nullable=False),
        Column("resource", STRING, "ARN of what the finding is about.", nullable=False),
        Column("message", STRING, "One sentence for a person.", nullable=False),
        Column("evidence", STRING, "JSON object of the columns the rule names.", nullable=False),
        Column("suppressed_by", STRING, "Why the finding is suppressed; null if it is not."),
    ),
)
