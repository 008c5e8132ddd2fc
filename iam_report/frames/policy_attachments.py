"""Policy attachments: one row per managed policy of a user, group or role."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME, PRINCIPAL_TYPES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, STRING, Column, Schema

POLICY_ATTACHMENTS: Final = Schema(
    name="policy_attachments",
    doc="Which managed policies are attached to which users, groups and roles. A permissions "
    "boundary is no attachment.",
    key=("account_id", "as_of", "principal_arn", "policy_arn"),
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
        Column("policy_arn", STRING, "ARN of the policy.", nullable=False),
        Column("policy", STRING, "Policy name.", nullable=False),
    ),
)
