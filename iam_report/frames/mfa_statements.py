"""MFA statements: one row per statement about the MFA devices of users."""

from __future__ import annotations

from typing import Final

from iam_report.frames.policy_conditions import KINDS
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, Column, Schema

MFA_STATEMENTS: Final = Schema(
    name="mfa_statements",
    doc="Statements of customer managed and inline policies by which users manage MFA devices, "
    "and those that deny what is done without MFA. A policy whose text is not known, or which AWS "
    "would refuse, has one row without a statement.",
    key=("account_id", "as_of", "arn", "policy", "statement"),
    resource="arn",
    resource_type="AWS::IAM::Policy",
    declared=(
        *SNAPSHOT_KEY,
        Column(
            "arn",
            STRING,
            "ARN of the managed policy; of an inline policy, that of its owner.",
            nullable=False,
        ),
        Column("policy", STRING, "Policy name.", nullable=False),
        Column("kind", CATEGORY, "Kind of the policy.", nullable=False, one_of=KINDS),
        Column("place", STRING, "The policy in words, as in `policy Ops`.", nullable=False),
        Column("version", STRING, "Version in force; null for an inline policy."),
        Column("document", STRING, "Key of `documents`; null if the text is not known."),
        Column("statement", INT, "Position of the statement in the document, from 0."),
        Column("sid", STRING, "Statement ID; null without one."),
        Column("effect", STRING, "`Allow` or `Deny`."),
        Column("actions", STRING, "`Action`, or `NotAction` after that word, in one text."),
        Column("allows_removal", BOOL, "It allows to deactivate an MFA device."),
        Column(
            "needs_mfa",
            BOOL,
            "Nobody who used no MFA may do so: because of conditions of the statement, or because "
            "another one of the document, or a policy that all users of this one have, denies it. "
            "Null where that depends on other conditions, and where the statement does not allow "
            "it.",
        ),
        Column(
            "weak_exceptions",
            STRING,
            "Actions that a `Deny` for lack of MFA leaves out, though they undo it; or empty.",
        ),
        Column(
            "update_command",
            STRING,
            "Subcommand of `aws iam` that replaces the policy.",
            nullable=False,
        ),
        Column("update_target", STRING, "Its option that names the owner.", nullable=False),
        Column("update_detail", STRING, "The last of its options.", nullable=False),
    ),
)
