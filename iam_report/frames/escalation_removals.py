"""Escalation removals: one row per single change that ends escalations."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, INT, STRING, Column, Schema

#: What can be taken away.
REMOVAL_KINDS: Final = ("statement", "attachment", "membership", "trust")

ESCALATION_REMOVALS: Final = Schema(
    name="escalation_removals",
    doc="Which single statement, attachment, membership or trust ends most escalations to "
    "administrators when it is taken away; what `escalation_removals` returns. Each row is taken "
    "away alone: figures of several rows do not add up. Administrators stay what they are. Left "
    "out are statements that deny, permissions boundaries, and statements of the policies of AWS.",
    key=("account_id", "as_of", "rank"),
    resource="arn",
    resource_type="IAM resource",
    declared=(
        *SNAPSHOT_KEY,
        Column("rank", INT, "Number of the row; 1 ends most.", nullable=False),
        Column(
            "kind",
            CATEGORY,
            "What is taken away: a statement of a policy, the attachment of a policy, the "
            "membership of a user in a group, or a statement of a trust policy.",
            nullable=False,
            one_of=REMOVAL_KINDS,
        ),
        Column(
            "arn",
            STRING,
            "ARN of what is changed: the managed policy, or owner of the inline policy, that has "
            "the statement; the user, group or role that the policy is attached to; the user that "
            "leaves the group; the role that trusts.",
            nullable=False,
        ),
        Column("policy", STRING, "Name of the policy; null for a membership or trust."),
        Column(
            "policy_arn",
            STRING,
            "ARN of the managed policy; null for an inline policy, membership or trust.",
        ),
        Column("group", STRING, "Name of the group that is left; null otherwise."),
        Column("statement", INT, "Position of the statement, from 0; null without one."),
        Column("sid", STRING, "Its ID; null without one."),
        Column(
            "broken",
            INT,
            "How many pairs of a principal and an administrator that it can become it ends: those "
            "in `escalations` that are certain or conditional, and of which no chain is left, not "
            "even one that another export would have to show.",
            nullable=False,
        ),
        Column(
            "principals",
            INT,
            "How many principals can then become none of the administrators any more.",
            nullable=False,
        ),
        Column("example", STRING, "One of the chains that it ends, in a sentence.", nullable=False),
    ),
)
