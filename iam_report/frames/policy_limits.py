"""Policy limits: one row per user, group, role or policy, and quota of AWS that it counts for."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, INT, STRING, Column, Schema

#: What AWS limits.
LIMITS: Final = ("managed policy", "inline policies", "trust policy", "attached policies")

POLICY_LIMITS: Final = Schema(
    name="policy_limits",
    doc="How near policies, users, groups and roles are to the quotas of AWS: on the characters of "
    "a managed policy, of all inline policies together, and of a trust policy, and on the number "
    "of attached managed policies. AWS managed policies and service-linked roles are not here.",
    key=("account_id", "as_of", "arn", "limit"),
    resource="arn",
    resource_type="IAM entity",
    declared=(
        *SNAPSHOT_KEY,
        Column("arn", STRING, "ARN of the policy, user, group or role.", nullable=False),
        Column("name", STRING, "Its name.", nullable=False),
        Column("what", STRING, "It in words, as in `policy Ops` or `role App`.", nullable=False),
        Column("limit", CATEGORY, "What is limited.", nullable=False, one_of=LIMITS),
        Column("used", INT, "Characters without whitespace, or policies; null if not known."),
        Column("quota", INT, "AWS's quota, if it was not raised.", nullable=False),
        Column("percent", INT, "How much of it is used, rounded down."),
    ),
)
