"""Inline policies: one row per policy that stands in a user, group or role."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME, PRINCIPAL_TYPES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, STRING, Column, Schema

INLINE_POLICIES: Final = Schema(
    name="inline_policies",
    doc="Policies that are part of a user, group or role.",
    key=("account_id", "as_of", "principal_arn", "policy"),
    export=COMMAND,
    part_of=NAME,
    sections=("users", "groups", "roles"),
    resource="principal_arn",
    resource_type="AWS::IAM::Policy",
    declared=(
        *SNAPSHOT_KEY,
        Column("principal_arn", STRING, "ARN of the user, group or role.", nullable=False),
        Column(
            "principal_type",
            CATEGORY,
            "Kind of the principal.",
            nullable=False,
            one_of=PRINCIPAL_TYPES,
        ),
        Column("principal", STRING, "Its name.", nullable=False),
        Column("policy", STRING, "Policy name.", nullable=False),
        Column(
            "document", STRING, "Key of `documents`; null if the export does not hold the text."
        ),
    ),
)
