"""Policy statements: one row per policy and statement."""

from __future__ import annotations

from typing import Final

from iam_report.frames.policies import KINDS, UPDATE
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, Column, Schema

#: Columns of the patterns of `Action` that reach a class of actions, and what is reached.
REACHED: Final = {
    "assume_role": "`sts:AssumeRole`",
    "pass_role": "`iam:PassRole`",
    "iam_write": "actions that change permissions or the credentials of others",
    "kms_decrypt": "`kms:Decrypt` or `kms:ReEncryptFrom`",
    "cloudtrail_tampering": "actions that stop or thin out the records of AWS CloudTrail",
    "marketplace_subscribe": "actions that buy software on AWS Marketplace",
    "sensitive_read": "actions that read data or secrets",
    "credentials_exposure": "actions whose answer holds credentials, and that no column above is "
    "about",
    "data_exfiltration": "actions that copy data out, and that no column above is about",
    "resource_exposure": "actions that share a resource with others, and that no column above is "
    "about",
    "permissions_management": "actions of the access level permissions management",
}

POLICY_STATEMENTS: Final = Schema(
    name="policy_statements",
    doc="The statements of the policies that the account can change: the version in force of "
    "customer managed policies, and inline policies but those of service-linked roles. A policy "
    "whose text is not known, or which AWS would refuse, has one row without a statement. Explicit "
    "denies, permissions boundaries and policies of the organization are not taken off: they bear "
    "on users and roles, see `principals`.",
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
        Column(
            "place",
            STRING,
            "The policy in words, as in `policy Ops` or `inline policy Ops of role App`.",
            nullable=False,
        ),
        Column("version", STRING, "Version in force; null for an inline policy."),
        Column("document", STRING, "Key of `documents`; null if the text is not known."),
        Column("attached_to", INT, "Users, groups and roles that it is attached to."),
        Column("attached_names", STRING, "Names of up to ten of them.", nullable=False),
        Column(
            "is_attached",
            BOOL,
            "The policy is attached to something, or inline. What is not attached grants nothing.",
        ),
        Column("boundary_of", INT, "Users and roles whose permissions boundary it is."),
        Column("statement", INT, "Position of the statement in the document, from 0."),
        Column("sid", STRING, "Statement ID; null without one."),
        Column("effect", STRING, "`Allow` or `Deny`."),
        Column("actions", STRING, "`Action`, or `NotAction` after that word, in one text."),
        Column("resources", STRING, "`Resource`, or `NotResource` after that word, in one text."),
        Column("conditions", STRING, "Operators and keys of `Condition` in one text; or empty."),
        Column("has_not_action", BOOL, "It has `NotAction`."),
        Column("has_not_resource", BOOL, "It has `NotResource`."),
        Column(
            "is_conditional",
            BOOL,
            "An ordinary caller does not meet all of its conditions without more.",
        ),
        Column(
            "scope",
            STRING,
            "Its resources in words: `every resource`, `every resource but some`, `every resource "
            "of a kind` (such as all roles, in one region or account at least) or `some "
            "resources`.",
        ),
        Column("all_actions", BOOL, "It allows every action."),
        Column("all_resources", BOOL, "Its `Resource` is every resource."),
        Column(
            "is_admin",
            BOOL,
            "It allows every action on every resource, or on so much of IAM that it comes to the "
            "same; conditions are not looked at.",
        ),
        Column(
            "leaves_iam",
            BOOL,
            "It allows by `NotAction`, and thereby changing permissions on every resource of a "
            "kind.",
        ),
        Column(
            "full_services",
            STRING,
            "Services of which a pattern such as `s3:*` allows every action, on any resource; or "
            "empty.",
        ),
        Column(
            "wide_services",
            STRING,
            "Of these, those on every resource, or every one of a kind, but for the next three; "
            "or empty.",
        ),
        Column(
            "sensitive_services",
            STRING,
            "Likewise, of `iam`, `organizations`, `s3` and `secretsmanager` alone; or empty.",
        ),
        Column("kms_all", STRING, "Likewise, of `kms` alone; or empty."),
        Column("cloudtrail_all", STRING, "Likewise, of `cloudtrail` alone; or empty."),
        *(
            Column(
                name,
                STRING,
                f"Patterns of `Action` that allow {what}, on every resource or every one of a "
                "kind; or empty. Patterns that name every action, or a service of the four columns "
                "above as a whole, do not count.",
            )
            for name, what in REACHED.items()
        ),
        Column(
            "limits_pass_role",
            BOOL,
            "A condition says to which service, or for what, a role can be passed.",
        ),
        Column(
            "unknown_actions",
            STRING,
            "Patterns of `Action` or `NotAction` that name no action of the catalogue; or empty.",
        ),
        Column(
            "not_of_groups",
            STRING,
            "Of a `Deny` on groups, patterns of `Action` that name no action on groups; or empty.",
        ),
        Column(
            "covered_by",
            STRING,
            "Position of another statement that says the same or more, without which nothing "
            "changes; or empty.",
        ),
        *UPDATE,
    ),
)
