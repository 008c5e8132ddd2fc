"""Policy versions: one row per version of a managed policy."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, STRING, TIMESTAMP, Column, Schema

POLICY_VERSIONS: Final = Schema(
    name="policy_versions",
    doc="The versions of managed policies, those not in force included.",
    key=("account_id", "as_of", "policy_arn", "version"),
    export=COMMAND,
    part_of=NAME,
    sections=("managed_policies",),
    resource="policy_arn",
    resource_type="AWS::IAM::ManagedPolicy",
    declared=(
        *SNAPSHOT_KEY,
        Column("policy_arn", STRING, "ARN of the policy.", nullable=False),
        Column("version", STRING, "Version, such as `v3`.", nullable=False),
        Column("is_default", BOOL, "The version in force.", nullable=False),
        Column("create_date", TIMESTAMP, "When the version was made."),
        Column(
            "document", STRING, "Key of `documents`; null if the export does not hold the text."
        ),
    ),
)
