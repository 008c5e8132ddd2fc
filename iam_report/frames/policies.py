"""Policies: one row per policy in force."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, Column, Schema

#: The kinds of policies that users, groups and roles have.
KINDS: Final = ("AWS managed", "customer managed", "inline")

#: How the policy is replaced: what `aws iam` is asked.
UPDATE: Final = (
    Column(
        "update_command",
        STRING,
        "Subcommand of `aws iam` that replaces the policy.",
        nullable=False,
    ),
    Column("update_target", STRING, "Its option that names the owner.", nullable=False),
    Column("update_detail", STRING, "The last of its options.", nullable=False),
)

POLICIES: Final = Schema(
    name="policies",
    doc="The policies of users, groups and roles: the version in force of each managed policy, and "
    "each inline policy. Trust policies are not here. What follows from the text is null where "
    "the export does not hold it, or AWS would refuse it.",
    key=("account_id", "as_of", "arn", "policy"),
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
        Column("owner_type", STRING, "`user`, `group` or `role`; null for a managed policy."),
        Column("owner", STRING, "Name of the owner of an inline policy; else null."),
        Column(
            "place",
            STRING,
            "The policy in words, as in `policy Ops` or `inline policy Ops of role App`.",
            nullable=False,
        ),
        Column(
            "is_own",
            BOOL,
            "The account can change it: it is not AWS managed, and no part of a service-linked "
            "role.",
            nullable=False,
        ),
        Column("version", STRING, "Version in force; null for an inline policy."),
        Column("document", STRING, "Key of `documents`; null if the text is not known."),
        Column("is_malformed", BOOL, "AWS would refuse the text; null if it is not known."),
        Column("problem", STRING, "What is wrong with a malformed policy; else null."),
        Column("language_version", STRING, "The `Version` element; null where there is none."),
        Column("statements", INT, "Statements."),
        Column("size", INT, "Characters without whitespace, as AWS counts them."),
        Column(
            "attached_to",
            INT,
            "Users, groups and roles that a managed policy is attached to: AWS's own count, or "
            "those in the export where they are more. 1 for an inline policy.",
        ),
        Column(
            "attached_outside",
            INT,
            "Of these, all but roles that AWS made for a service or for IAM Identity Center.",
        ),
        Column(
            "attached_names",
            STRING,
            "Names of up to ten of those in the export, with commas between them; or empty.",
            nullable=False,
        ),
        Column(
            "boundary_of",
            INT,
            "Users and roles whose permissions boundary it is: AWS's own count, or those in the "
            "export where they are more. 0 for an inline policy.",
        ),
        Column(
            "replacement",
            STRING,
            "What AWS replaced an AWS managed policy by; empty for one that it did not.",
            nullable=False,
        ),
        Column(
            "duplicate_of",
            STRING,
            "The first other policy of the account with the same text, in words; empty if there "
            "is none before this one. Only of policies that the account can change.",
        ),
        Column(
            "duplicate_sids",
            STRING,
            "Statement IDs that stand twice, with commas between them; or empty.",
        ),
        Column("empty_lists", STRING, "Elements without any entry, in words; or empty."),
        Column("uses_variables", BOOL, "A resource holds a policy variable, `${...}`."),
        Column(
            "is_admin",
            BOOL,
            "A statement allows every action on every resource, or on so much of IAM that it comes "
            "to the same, and limits it by no condition. Denies are not taken off.",
        ),
        Column("versions", INT, "Versions that the export holds; null for an inline policy."),
        Column(
            "admin_versions",
            STRING,
            "Versions not in force of a customer managed policy that are like that, with commas "
            "between them; or empty.",
        ),
        *UPDATE,
    ),
)
