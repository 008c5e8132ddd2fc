"""User access: one row per IAM user."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import INT, STRING, TIMESTAMP, Column, Schema

USER_ACCESS: Final = Schema(
    name="user_access",
    doc="How IAM users come to their permissions: by policies of their own and by groups.",
    key=("account_id", "as_of", "arn"),
    resource="arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("user", STRING, "User name.", nullable=False),
        Column("arn", STRING, "ARN of the user.", nullable=False),
        Column(
            "path_and_name", STRING, "Path and name in one, such as `/robots/ci`.", nullable=False
        ),
        Column("create_date", TIMESTAMP, "When the user was created."),
        Column("attached_policies", INT, "Managed policies attached directly.", nullable=False),
        Column("inline_policies", INT, "Inline policies.", nullable=False),
        Column(
            "own_policies",
            INT,
            "Both together; the permissions boundary does not count.",
            nullable=False,
        ),
        Column("attached_names", STRING, "Names of up to ten attached policies, or empty."),
        Column("inline_names", STRING, "Names of up to ten inline policies, or empty."),
        Column("groups", INT, "Groups that the user is in.", nullable=False),
        Column("group_names", STRING, "Their names, with commas between them; or empty."),
        Column("unknown_groups", STRING, "Those that the export does not list; or empty."),
        Column(
            "group_policies",
            INT,
            "Policies that the groups give, each group by itself; null if not known.",
        ),
        Column(
            "repeated_policies",
            STRING,
            "Managed policies that the user has directly as well as by a group, up to ten; or "
            "empty. Null if none is known, but not all groups are.",
        ),
        Column("own_tags", INT, "Tags but those of AWS, which begin with `aws:`."),
        Column("tag_text", STRING, "These as `key=value`, with commas between them; or empty."),
    ),
)
