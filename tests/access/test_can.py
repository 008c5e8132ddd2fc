"""One principal of an account, a question, and the decision."""

from __future__ import annotations

import re
from typing import Any

import pytest

import iam_report as ir
from iam_report.errors import IamReportError
from tests.access.written_accounts import HEAD, OTHER, OUTSIDE, account, of, together
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed, owner

GET = "s3:GetObject"
KEY = "arn:aws:s3:::reports/a"
ASSUME = "sts:AssumeRole"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
TAG = {"StringEquals": {"aws:PrincipalTag/team": "a"}}
TEAM_A = [{"Key": "Team", "Value": "a"}]


def policy(*statements: Any) -> dict[str, Any]:
    """Return inline policies of one document."""
    return {"inline": {"p": document(*statements)}}


def trust(principal: Any, **more: Any) -> dict[str, Any]:
    """Return the trust policy of a role."""
    statement = allow(ASSUME, None, Principal=principal, **more)
    return {"AssumeRolePolicyDocument": document(statement)}


@pytest.fixture(scope="module")
def snapshot() -> ir.Snapshot:
    """Return two accounts, of the first of which there is an older export."""
    older = account(
        owner("user", "ann", **policy(allow("*"))),
        owner("role", "old", **trust({"AWS": ACCOUNT})),
        as_of="2025-12-31T00:00:00Z",
    )
    here = account(
        owner("user", "ann", **policy(allow(GET, Condition=MFA), allow("sqs:*"))),
        owner(
            "user",
            "bob",
            "/team/",
            Tags=TEAM_A,
            UserId="AIDABOB",
            **policy(allow(GET, Condition=TAG)),
        ),
        owner("user", "cat", **policy(allow(GET, Condition=TAG))),
        owner("user", "two", **policy(allow(GET))),
        owner("user", "cap", boundary=HEAD + "policy/cap", **policy(allow("*"))),
        owner("user", "lost", attached=[HEAD + "policy/nowhere"]),
        managed("cap", document(allow("s3:*"), deny("s3:*", "arn:aws:s3:::secret/*"))),
        owner(
            "role",
            "app",
            "/team/",
            **policy(allow(GET, Condition=TAG), allow("sns:*")),
            **trust({"AWS": [ACCOUNT, OTHER]}),
        ),
        owner("role", "two", **trust({"AWS": HEAD + "user/two"}), **policy(allow(ASSUME))),
        owner(
            "role",
            "ci",
            **trust({"Federated": HEAD + "saml-provider/idp"}),
            **policy(deny("sqs:*")),
        ),
        owner("role", "svc", **trust({"Service": "ec2.amazonaws.com"})),
        owner(
            "role", "open", **trust("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})
        ),
    )
    there = account(
        of(OTHER, owner("user", "ann", **policy(allow(ASSUME, HEAD + "role/*")))),
        of(OTHER, owner("role", "app", **policy(allow("sqs:*")), **trust({"AWS": ACCOUNT}))),
    )
    return together(older, here, there)


SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/app/i-1"
APP = HEAD + "role/team/app"


@pytest.mark.parametrize(
    ("principal", "question", "more", "expected"),
    [
        (HEAD + "user/ann", (GET, KEY), {}, "conditional"),
        (HEAD + "user/ann", (GET, KEY), {"context": {"aws:MultiFactorAuthPresent": True}}, "allowed"),
        (HEAD + "user/ann", (GET, KEY), {"context_complete": True}, "implicitDeny"),
        (HEAD + "user/ann", ("s3:PutObject", KEY), {}, "implicitDeny"),
        (HEAD + "user/ann", ("sqs:*",), {}, "allowed"),
        (HEAD + "user/ann", ("sqs:S*", f"arn:aws:sqs:*:{ACCOUNT}:*"), {}, "allowed"),
        (HEAD + "user/ann", ("*",), {}, "conditional"),
        ("bob", (GET, KEY), {}, "allowed"),
        (HEAD + "user/team/bob", (GET, KEY), {}, "allowed"),
        ("bob", (GET, KEY), {"context": {"aws:PrincipalTag/team": "b"}}, "implicitDeny"),
        ("cat", (GET, KEY), {}, "implicitDeny"),
        ("cat", (GET, KEY), {"context": {"AWS:principaltag/TEAM": ["a"]}}, "allowed"),
        ("cap", (GET, KEY), {}, "allowed"),
        ("cap", (GET, "arn:aws:s3:::secret/a"), {}, "explicitDeny"),
        ("cap", ("sqs:SendMessage",), {}, "implicitDeny"),
        ("cap", (GET, "arn:aws:s3:::*"), {}, "conditional"),
        ("lost", (GET, KEY), {}, "unknown"),
        (APP, (GET, KEY), {}, "conditional"),
        (APP, (GET, KEY), {"context": {"aws:PrincipalTag/team": "a"}}, "allowed"),
        (SESSION, (GET, KEY), {}, "conditional"),
        (SESSION, (GET, KEY), {"context_complete": True}, "implicitDeny"),
        (SESSION, ("sns:Publish",), {}, "allowed"),
        (SESSION.replace("app", "APP"), ("sns:Publish",), {}, "allowed"),
        ("svc", ("sns:Publish",), {}, "implicitDeny"),
        (HEAD + "root", ("sns:Publish",), {}, "allowed"),
        (ACCOUNT, ("sns:Publish",), {}, "allowed"),
        (HEAD + "root", ("sns:Publish", f"arn:aws:sns:eu-west-1:{OTHER}:t"), {}, "implicitDeny"),
        (HEAD + "root", (ASSUME, APP), {}, "implicitDeny"),
        (HEAD + "root", ("s3:*",), {"service_control_policies": [[document(deny("s3:*"))]]}, "explicitDeny"),
        ("ec2.amazonaws.com", (ASSUME, HEAD + "role/svc"), {}, "allowed"),
        ("lambda.amazonaws.com", (ASSUME, HEAD + "role/svc"), {}, "implicitDeny"),
        ("*", (ASSUME, HEAD + "role/open"), {"context": {"aws:PrincipalOrgID": "o-1"}}, "implicitDeny"),
        ("*", (GET, KEY), {}, "implicitDeny"),
        ("*", (GET, KEY), {"resource_policy": document(allow("s3:*", Principal="*"))}, "allowed"),
        ("*", (GET, KEY), {"resource_policy": document(allow("s3:*", Principal="*", Condition=MFA))}, "conditional"),
        (HEAD + "saml-provider/idp", (ASSUME, HEAD + "role/ci"), {}, "implicitDeny"),
        (HEAD + "saml-provider/idp", ("sts:AssumeRoleWithSAML", HEAD + "role/ci"), {}, "implicitDeny"),
        (HEAD + "user/two", (ASSUME, HEAD + "role/two"), {}, "allowed"),
        ("cat", (ASSUME, HEAD + "role/two"), {}, "implicitDeny"),
        (HEAD + "role/two", (ASSUME, APP), {}, "allowed"),
        (f"arn:aws:iam::{OTHER}:user/ann", (ASSUME, APP), {}, "allowed"),
        (f"arn:aws:iam::{OTHER}:user/ann", (ASSUME, HEAD + "role/two"), {}, "implicitDeny"),
        (f"arn:aws:iam::{OTHER}:role/app", (ASSUME, APP), {}, "implicitDeny"),
        (f"arn:aws:iam::{OUTSIDE}:user/eve", (ASSUME, APP), {}, "implicitDeny"),
        (f"arn:aws:iam::{OUTSIDE}:user/eve", (ASSUME, HEAD + "role/open"), {}, "unknown"),
        (HEAD + "user/ann", (ASSUME, f"arn:aws:iam::{OUTSIDE}:role/x"), {}, "implicitDeny"),
        (HEAD + "role/two", (ASSUME, f"arn:aws:iam::{OUTSIDE}:role/x"), {}, "unknown"),
        (f"arn:aws:sts::{OUTSIDE}:assumed-role/x/y", (GET, KEY), {"resource_account": ACCOUNT}, "implicitDeny"),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/fed", (GET, KEY), {}, "unknown"),
        ("cap", ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"), {}, "unknown"),
        (HEAD + "user/ann", ("sts:GetCallerIdentity",), {}, "allowed"),
        ("cap", (GET, KEY), {"resource_account": OTHER}, "implicitDeny"),
        ("cap", (GET, KEY), {"resource_account": OTHER, "resource_policy": document(allow("*", Principal={"AWS": ACCOUNT}))}, "allowed"),
    ],
)  # fmt: skip
def test_can(
    snapshot: ir.Snapshot,
    principal: str,
    question: tuple[str, ...],
    more: dict[str, Any],
    expected: str,
) -> None:
    assert ir.can(snapshot, principal, *question, **more).decision == expected


@pytest.mark.parametrize(
    ("principal", "message", "hint"),
    [
        ("nobody", "the snapshot has no user or role `nobody`", None),
        ("bobb", "the snapshot has no user or role `bobb`", "bob"),
        ("two", "`two` is the name of several", "role/two, arn:aws:iam::111122223333:user/two"),
        ("app", "`app` is the name of several", "role/app"),
        (HEAD + "user/bob", "the snapshot has no principal `", "user/team/bob"),
        (HEAD + "role/x", "the snapshot has no principal `", None),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/x/y", f"account {ACCOUNT} has no role `x`", "not in the snapshot"),
        ("arn:aws:s3:::bucket", "`arn:aws:s3:::bucket` is no principal that can ask", "ARN"),
        ("", "the snapshot has no user or role ``", None),
        ("=1+1\n`x`", "the snapshot has no user or role `", None),
    ],
)  # fmt: skip
def test_principals_that_are_not_there(
    snapshot: ir.Snapshot, principal: str, message: str, hint: str | None
) -> None:
    with pytest.raises(IamReportError, match=re.escape(message)) as caught:
        ir.can(snapshot, principal, GET, KEY)

    assert (hint or "") in str(caught.value.hint)
    assert "\n" not in caught.value.message


def test_a_name_that_looks_like_a_service_is_that_of_a_user_if_there_is_one() -> None:
    named = account(owner("user", "ci.example.com", **policy(allow(GET))))
    other = account(owner("user", "ann"))

    assert ir.can(named, "ci.example.com", GET, KEY).decision == "allowed"
    with pytest.raises(ir.IamReportError, match="no user or role `ci"):
        ir.can(other, "ci.example.com", GET, KEY)
    assert ir.can(other, "ec2.amazonaws.com", GET, KEY).decision == "implicitDeny"


def test_of_several_moments_the_last_counts(snapshot: ir.Snapshot) -> None:
    assert ir.can(snapshot, HEAD + "user/ann", "sns:Publish").decision == "implicitDeny"
    assert ir.can(snapshot, "old", "sns:Publish").decision == "implicitDeny"


def test_what_a_decision_tells(snapshot: ir.Snapshot) -> None:
    found = ir.can(snapshot, HEAD + "user/ann", GET, KEY)

    assert found.missing_context == ("aws:MultiFactorAuthPresent",)
    assert [tuple(each) for each in found.matched_statements] == [
        ("identity", "p", 0, None, "Allow", None)
    ]
    assert found.decisive == found.matched_statements[0]


def test_an_account_without_users_and_roles() -> None:
    empty = account(owner("group", "crew"))

    assert ir.can(empty, HEAD + "root", GET, KEY).decision == "allowed"
    assert ir.can(empty, "*", GET, KEY).decision == "implicitDeny"
    with pytest.raises(IamReportError, match="has no user or role `ann`"):
        ir.can(empty, "ann", GET, KEY)


def test_a_snapshot_without_authorization_details() -> None:
    with pytest.raises(KeyError):
        ir.can(ir.Snapshot({}), "ann", GET)


@pytest.mark.parametrize(
    ("roles", "decision"),
    [
        (f"arn:aws:iam::{ACCOUNT}:role/none*", "implicitDeny"),
        (f"arn:aws:iam::{OUTSIDE}:role/*", "unknown"),
        ("arn:aws:iam::*:role/none*", "implicitDeny"),
    ],
)
def test_roles_that_are_not_there_are_not_known_but_in_a_whole_account(
    roles: str, decision: str
) -> None:
    found = account(owner("user", "ann", **policy(allow("sts:AssumeRole"))), owner("role", "app"))

    assert ir.can(found, "ann", "sts:AssumeRole", roles).decision == decision
    rows = ir.who_can(found, "sts:AssumeRole", roles)
    assert (rows["principal"] == HEAD + "user/ann").any() == (decision == "unknown")
