"""Policy conditions: one row per policy, statement, condition operator and key."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, Column, Schema

#: What a condition stands in.
KINDS: Final = ("managed", "inline", "trust")

POLICY_CONDITIONS: Final = Schema(
    name="policy_conditions",
    doc="The conditions of the policies in force that the account can change: customer managed "
    "policies, inline policies and trust policies of roles. Policies of AWS, those of "
    "service-linked roles, and trust policies of roles that IAM Identity Center keeps are not "
    "here. A policy whose text is not known, or which AWS would refuse, has one row without a "
    "statement.",
    key=("account_id", "as_of", "arn", "policy", "statement", "operator", "key"),
    resource="arn",
    resource_type="AWS::IAM::Policy",
    declared=(
        *SNAPSHOT_KEY,
        Column(
            "arn",
            STRING,
            "ARN of the managed policy; of an inline or trust policy, that of its owner.",
            nullable=False,
        ),
        Column("policy", STRING, "Policy name; empty for a trust policy.", nullable=False),
        Column("kind", CATEGORY, "Kind of the policy.", nullable=False, one_of=KINDS),
        Column(
            "place",
            STRING,
            "The policy in words, as in `policy Ops` or `the trust policy of Ops`.",
            nullable=False,
        ),
        Column("version", STRING, "Version in force; null for an inline or trust policy."),
        Column("document", STRING, "Key of `documents`; null if the text is not known."),
        Column("language_version", STRING, "The `Version` element; null where there is none."),
        Column("statement", INT, "Position of the statement in the document, from 0."),
        Column("sid", STRING, "Statement ID; null without one."),
        Column("effect", STRING, "`Allow` or `Deny`."),
        Column("actions", STRING, "`Action`, or `NotAction` after that word, in one text."),
        Column("operator", STRING, "Operator as written, such as `StringEqualsIfExists`."),
        Column("base", STRING, "AWS's name of it without prefix and suffix, `StringEquals`."),
        Column("qualifier", STRING, "`ForAllValues`, `ForAnyValue` or empty."),
        Column("if_exists", BOOL, "It ends in `IfExists`."),
        Column("is_negated", BOOL, "It asks that no value match."),
        Column("is_known_operator", BOOL, "AWS has such an operator."),
        Column("is_null_if_exists", BOOL, "It is `NullIfExists`, which AWS does not have."),
        Column("key", STRING, "Condition key as written."),
        Column(
            "key_kind",
            STRING,
            "`global`, `service`, or `provider` for one of OIDC and SAML; null if not known.",
        ),
        Column(
            "is_known_key",
            BOOL,
            "A global key, one of the statement's services, or one of an identity provider; null "
            "where the catalogue does not know a service of the statement.",
        ),
        Column("key_type", STRING, "Type of the key's values; null if not known."),
        Column("fits_key_type", BOOL, "The operator compares values of that type."),
        Column("is_multivalued", BOOL, "A request can have several values of the key."),
        Column(
            "replaced_by", STRING, "What to use in place of a key that AWS gave up; else empty."
        ),
        Column("is_tag_key", BOOL, "The key is a global one about tags."),
        Column(
            "has_action",
            BOOL,
            "An action of the statement has the key, or it is no key about tags; null where the "
            "catalogue does not know an action.",
        ),
        Column(
            "is_about_caller",
            BOOL,
            "The key says who asks, by which way or from where, and requests can lack it.",
        ),
        Column("values", STRING, "The values, with commas between them."),
        Column("value_count", INT, "How many there are."),
        Column("uses_variable", BOOL, "A value holds a policy variable, `${...}`."),
        Column(
            "literal_wildcards",
            STRING,
            "Values with a `*` or `?` that the operator takes as it stands; else empty.",
        ),
        Column("bad_values", STRING, "Values that the operator cannot compare; else empty."),
        Column(
            "private_networks",
            STRING,
            "Values that are networks without addresses of the internet; else empty.",
        ),
        Column(
            "widest_ipv4",
            INT,
            "Prefix length of the widest IPv4 network of the values; 32 without one.",
        ),
        Column(
            "widest_ipv6",
            INT,
            "Prefix length of the widest IPv6 network of the values; 128 without one.",
        ),
        Column(
            "may_lack_key",
            BOOL,
            "A request without the key is not held up by another condition of the statement.",
        ),
        Column(
            "spares_listed",
            BOOL,
            "The statement lets the listed values pass: an `Allow` for them, or a `Deny` for all "
            "others.",
        ),
        Column("limits", BOOL, "An ordinary caller does not meet the condition without more."),
        Column("never_met", BOOL, "No request meets the condition: the statement does nothing."),
        Column(
            "met_by_key",
            BOOL,
            "A request signed with a long-term access key meets all MFA conditions of the "
            "statement; false where it has none.",
        ),
        Column(
            "met_by_password",
            BOOL,
            "A console session without MFA meets all MFA conditions of the statement; false "
            "where it has none.",
        ),
        Column(
            "missed_session",
            STRING,
            "Callers without MFA whom this `Deny` for lack of MFA misses, and no other of the "
            "document catches; else empty.",
        ),
        Column(
            "missing_pair",
            STRING,
            "Key that belongs to this one and that no condition of the statement names; or empty.",
        ),
        Column(
            "update_command",
            STRING,
            "Subcommand of `aws iam` that replaces the policy.",
            nullable=False,
        ),
        Column("update_target", STRING, "Its option that names the owner.", nullable=False),
        Column("update_detail", STRING, "The last of its options.", nullable=False),
    ),
)
