"""Role use: one row per role."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

ROLE_USE: Final = Schema(
    name="role_use",
    doc="When roles were last used, what they hold and which services work with them.",
    key=("account_id", "as_of", "arn"),
    resource="arn",
    resource_type="AWS::IAM::Role",
    declared=(
        *SNAPSHOT_KEY,
        Column("role", STRING, "Role name.", nullable=False),
        Column("arn", STRING, "ARN of the role.", nullable=False),
        Column(
            "path_and_name", STRING, "Path and name in one, such as `/app/web`.", nullable=False
        ),
        Column("is_service_linked", BOOL, "A service made the role.", nullable=False),
        Column("is_aws_reserved", BOOL, "AWS made the role for Identity Center.", nullable=False),
        Column(
            "is_made_by_aws",
            BOOL,
            "One of both: the account cannot change the role.",
            nullable=False,
        ),
        Column("create_date", TIMESTAMP, "When the role was created."),
        Column("age_days", INT, "Whole days since then."),
        Column("last_used_date", TIMESTAMP, "When the role last signed a request."),
        Column("last_used_region", STRING, "Region in which it was last used."),
        Column(
            "never_used",
            BOOL,
            "AWS has recorded no use in the 400 days that it looks back; null if not known.",
        ),
        Column(
            "unused_days",
            INT,
            "Whole days since the last use or, where none is recorded, since the role was "
            "created, at most 400, the days that AWS looks back; null if not known.",
        ),
        Column("attached_policies", INT, "Managed policies attached to it.", nullable=False),
        Column("inline_policies", INT, "Inline policies.", nullable=False),
        Column("policies", INT, "Both together.", nullable=False),
        Column("inline_names", STRING, "Names of up to ten inline policies, or empty."),
        Column(
            "instance_profiles", STRING, "Names of up to ten instance profiles with it, or empty."
        ),
        Column(
            "services",
            STRING,
            "Services that its trust policy lets in, up to ten; or empty. Null if none is known, "
            "but not all of the trust policy is.",
        ),
        Column("trusts_service", BOOL, "A service can take it on; null if not known."),
        Column("trusts_ec2", BOOL, "Amazon EC2 can take it on; null if not known."),
        Column("own_tags", INT, "Tags but those of AWS, which begin with `aws:`."),
        Column("tag_text", STRING, "These as `key=value`, with commas between them; or empty."),
        Column(
            "is_admin",
            BOOL,
            "It can give itself any permission; null if not known, or if that depends on "
            "conditions that the export cannot know.",
        ),
        Column("admin_via", STRING, "Policies that make it an administrator; else null."),
        Column(
            "power",
            INT,
            "2 for an administrator, 1 for one under conditions that the export cannot know, else "
            "0; null if not known.",
        ),
    ),
)
