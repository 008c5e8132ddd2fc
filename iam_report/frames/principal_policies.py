"""Principal policies: one row per principal, policy and way."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, STRING, Column, Schema

#: How a policy comes to a principal.
WAYS: Final = ("attached", "inline", "group attached", "group inline", "boundary")

PRINCIPAL_POLICIES: Final = Schema(
    name="principal_policies",
    doc="The policies that bear on each user, group and role, and how each came to it. A "
    "permissions boundary grants nothing: it caps what the others grant.",
    key=("account_id", "as_of", "principal_arn", "via", "policy_arn", "policy", "group"),
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
        Column("via", CATEGORY, "How the policy came to it.", nullable=False, one_of=WAYS),
        Column(
            "policy_arn",
            STRING,
            "ARN of the managed policy; of an inline policy, that of the user, group or role that "
            "it is part of.",
            nullable=False,
        ),
        Column("policy", STRING, "Policy name.", nullable=False),
        Column("group", STRING, "Group that gives the policy, or empty.", nullable=False),
        Column("version", STRING, "Version in force; null for an inline policy."),
        Column(
            "document", STRING, "Key of `documents`; null if the export does not hold the text."
        ),
    ),
)
