"""References: one row per policy and group that users, groups and roles name."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, Column, Schema

#: As what something is named.
KINDS: Final = ("managed policy", "permissions boundary", "group")

REFERENCES: Final = Schema(
    name="references",
    doc="The managed policies, permissions boundaries and groups that users, groups and roles "
    "name, and whether the export holds them: what they grant is else not known.",
    key=("account_id", "as_of", "kind", "target"),
    resource="target",
    resource_type="IAM entity",
    declared=(
        *SNAPSHOT_KEY,
        Column("kind", CATEGORY, "As what it is named.", nullable=False, one_of=KINDS),
        Column("target", STRING, "ARN of the policy, or name of the group.", nullable=False),
        Column("name", STRING, "Its name.", nullable=False),
        Column("is_aws_managed", BOOL, "It is a policy that AWS keeps.", nullable=False),
        Column("named_by", INT, "Users, groups and roles that name it.", nullable=False),
        Column("named_by_names", STRING, "Names of up to ten of them.", nullable=False),
        Column(
            "in_export",
            BOOL,
            "The export holds it; null where it does not and is not whole.",
        ),
        Column(
            "has_text",
            BOOL,
            "The export holds the text of the policy in force; null for a group, and where the "
            "policy is not in the export.",
        ),
    ),
)
