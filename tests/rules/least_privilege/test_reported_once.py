"""One mistake is one finding: which of the rules that are on by default report a policy."""

from __future__ import annotations

from typing import Any

import pytest

from iam_report.rules import builtin_rules
from tests.relations.written_policies import (
    ACCOUNT,
    allow,
    deny,
    document,
    managed,
    owner,
    snapshot,
)

RULES = [r for r in builtin_rules() if r.practice == "least_privilege" and not r.info.off]
OURS = f"arn:aws:iam::{ACCOUNT}:policy/Ours"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
BUCKET = "arn:aws:s3:::example"


def found(*entries: dict[str, Any], answer: str = "yes") -> set[str]:
    """Return the rules that say yes, or do not know, of one row at least."""
    account = snapshot(*entries)
    masks = {r.name: r.mask({name: account[name] for name in r.frames}) for r in RULES}
    return {n for n, m in masks.items() if (m.isna() if answer == "unknown" else m).any()}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("s3:ListBucket", BUCKET), set()),
        (allow("*"), {"policy_full_admin"}),
        (allow("*", Condition=MFA), {"conditional_full_admin"}),
        (allow("*", None, NotResource=BUCKET), {"policy_full_admin"}),
        (allow("iam:*"), {"sensitive_service_full_access"}),
        (allow("kms:*"), {"kms_full_access"}),
        (allow("kms:Decrypt"), {"kms_decrypt_wildcard"}),
        (allow("cloudtrail:*"), {"cloudtrail_full_access"}),
        (allow("cloudtrail:StopLogging"), {"cloudtrail_full_access"}),
        (allow("sts:AssumeRole"), {"sts_assume_any_role"}),
        (allow("iam:PassRole"), {"passrole_any_role"}),
        (allow("iam:PassRole", Condition=MFA), {"passrole_any_role"}),
        (allow("iam:CreateAccessKey"), {"iam_write_any"}),
        (allow("iam:CreateAccessKey", Condition=MFA), set()),
        (allow("s3:Get*"), {"sensitive_data_read_wildcard"}),
        (allow("tag:*"), {"service_wildcard_full_access"}),
        (allow(NotAction="s3:*"), {"notaction_allow_iam"}),
        (allow(NotAction="iam:*"), {"notaction_allow"}),
        (allow("s3:ListBucket", None, NotResource=BUCKET), {"notresource_allow"}),
        (allow("s3:GetObjekt", BUCKET), {"policy_unknown_action"}),
        (deny("s3:GetObjekt", BUCKET), {"deny_unknown_action"}),
        (
            deny("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:group/x"),
            {"deny_group_arn_ineffective"},
        ),
        (allow([], BUCKET), {"policy_empty_list"}),
        (deny("*"), set()),
    ],
)
def test_a_statement(statement: dict[str, Any], expected: set[str]) -> None:
    assert found(managed("Ours", document(statement))) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("*"), {"inline_full_admin"}),
        (allow("kms:Decrypt"), {"inline_kms_decrypt_wildcard"}),
        # the statement is one thing, what its holder can become another
        (allow("iam:*"), {"sensitive_service_full_access", "privilege_escalation_to_admin"}),
        (allow("iam:PutUserPolicy"), {"iam_write_any", "privilege_escalation_to_admin"}),
        (
            allow("iam:PutUserPolicy", Condition=MFA),
            {"privilege_escalation_to_admin_under_conditions"},
        ),
    ],
)
def test_an_inline_policy(statement: dict[str, Any], expected: set[str]) -> None:
    assert found(owner("user", "ann", inline={"In": document(statement)})) == expected


@pytest.mark.parametrize("name", ["*", "iam:*", "kms:*", "iam:PassRole", "s3:GetObject"])
def test_what_is_not_attached_grants_nothing(name: str) -> None:
    """Neither unused nor as a permissions boundary."""
    text = document(allow(name))
    unused = {"policy_unused"} | ({"unattached_full_admin_policy"} if name == "*" else set())
    boundary: dict[str, Any] = {"AttachmentCount": 0, "PermissionsBoundaryUsageCount": 2}

    assert found(managed("Ours", text, AttachmentCount=0)) == unused
    assert found(managed("Ours", text, **boundary)) == set()


def test_what_aws_manages() -> None:
    """Its text is not the account's to change: only what it is attached to counts."""
    other = document(allow(["iam:*", "s3:GetObjekt"]), allow([]), version=None)

    assert found(managed("Other", other, account="aws")) == set()
    assert found(managed("AdministratorAccess", document(allow("*")), account="aws")) == {
        "aws_managed_admin_attached"
    }


def test_service_linked_roles() -> None:
    """Nobody but the service can change them."""
    text = document(allow("*"), version=None)
    role = owner("role", "slr", "/aws-service-role/x.amazonaws.com/", inline={"In": text})

    assert found(role) == set()


def test_malformed() -> None:
    """What a policy grants that AWS would refuse is not known."""
    bad = managed("Bad", "{")

    assert found(bad) == {"policy_malformed"}
    assert {"policy_full_admin", "iam_write_any", "policy_duplicate_sid"} <= found(
        bad, answer="unknown"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (document(allow("s3:ListBucket", BUCKET), version=None), {"policy_old_language_version"}),
        (
            document(allow("s3:ListBucket", BUCKET + "-${aws:username}"), version="2008-10-17"),
            {"resource_variable_without_version_2012"},
        ),
        (
            document(allow("s3:ListBucket", BUCKET, Sid="A"), deny("s3:Put*", BUCKET, Sid="A")),
            {"policy_duplicate_sid"},
        ),
        (
            document(allow("s3:List*", BUCKET), allow("s3:ListBucket", BUCKET)),
            {"statement_redundant"},
        ),
    ],
)
def test_a_document(text: dict[str, Any], expected: set[str]) -> None:
    assert found(managed("Ours", text)) == expected


def test_versions() -> None:
    """Many of them, and an old one that allows everything."""
    read, admin = document(allow("s3:ListBucket", BUCKET)), document(allow("*"))

    assert found(managed("Ours", read, admin)) == {"set_default_policy_version_exposure"}
    assert found(managed("Ours", *[read] * 4)) == {"old_policy_versions"}
    assert found(managed("A", read), managed("B", read)) == {"policy_duplicate"}
