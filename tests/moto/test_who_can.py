"""An account that the AWS CLI makes and exports, and who can do what in it.

Moto lets no user have a permissions boundary, so a role has one here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import iam_report as ir
from iam_report.frames.who_can import WHO_CAN
from tests.moto.conftest import AWS
from tests.relations.written_policies import allow, deny, document

if TYPE_CHECKING:
    from collections.abc import Callable

AS_OF = "2100-01-01T00:00:00Z"
HEAD = "arn:aws:iam::123456789012:"
GET = "s3:GetObject"
KEY = "arn:aws:s3:::reports/a"
ASSUME = "sts:AssumeRole"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

pytestmark = pytest.mark.skipif(not AWS.exists(), reason="the AWS CLI is not installed")


def trust(principal: Any, **more: Any) -> str:
    """Return a trust policy as text."""
    return json.dumps(document(allow(ASSUME, None, Principal=principal, **more)))


def text(*statements: Any) -> str:
    """Return a policy as text."""
    return json.dumps(document(*statements))


@pytest.fixture(scope="module")
def snapshot(aws: Callable[..., bytes]) -> ir.Snapshot:
    """Make the account, export it, and load the export."""

    def iam(command: str, *arguments: str) -> None:
        aws("iam", command, *arguments)

    def inline(kind: str, name: str, policy: str) -> None:
        named = (f"--{kind}-name", name, "--policy-name", "own", "--policy-document", policy)
        iam(f"put-{kind}-policy", *named)

    for name, policy in (
        ("read", text(allow("s3:Get*", "arn:aws:s3:::reports/*", Sid="Read"))),
        ("cap", text(allow("sqs:*"))),
    ):
        iam("create-policy", "--policy-name", name, "--policy-document", policy)
    again = ("--policy-arn", f"{HEAD}policy/cap", "--set-as-default", "--policy-document")
    iam("create-policy-version", *again, text(allow("sns:*")))
    for user in ("ann", "bob", "cat", "dan"):
        iam("create-user", "--user-name", user)
    for group in ("staff",):
        iam("create-group", "--group-name", group)
    iam("attach-user-policy", "--user-name", "ann", "--policy-arn", f"{HEAD}policy/read")
    inline("user", "ann", text(deny("s3:*", "arn:aws:s3:::reports/secret")))
    inline("group", "staff", text(allow(GET, "arn:aws:s3:::${aws:PrincipalTag/team}/*")))
    iam("add-user-to-group", "--group-name", "staff", "--user-name", "bob")
    iam("add-user-to-group", "--group-name", "staff", "--user-name", "cat")
    iam("tag-user", "--user-name", "bob", "--tags", "Key=team,Value=reports")
    inline("user", "dan", text(allow("*", Condition=MFA)))
    for role, principal in (
        ("web", {"Service": "ec2.amazonaws.com"}),
        ("ops", {"AWS": [f"{HEAD}user/bob", "444455556666"]}),
        ("own", {"AWS": f"{HEAD}root"}),
    ):
        document_ = trust(principal)
        iam("create-role", "--role-name", role, "--assume-role-policy-document", document_)
    iam("attach-role-policy", "--role-name", "web", "--policy-arn", f"{HEAD}policy/read")
    inline("role", "own", text(allow("*")))
    bound = ("--permissions-boundary", f"{HEAD}policy/cap")
    iam("put-role-permissions-boundary", "--role-name", "own", *bound)
    inline("role", "web", text(allow(ASSUME, f"{HEAD}role/own")))
    exported = aws("iam", "get-account-authorization-details", "--output", "json")
    return ir.load(exported, as_of=AS_OF)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            (GET, KEY),
            [
                ("user/ann", "allowed", "read", "attached", None, 0, "Read"),
                ("user/bob", "allowed", "own", "group inline", "staff", 0, None),
                ("user/dan", "conditional", "own", "inline", None, 0, None),
                ("role/web", "allowed", "read", "attached", None, 0, "Read"),
            ],
        ),
        (
            (GET, "arn:aws:s3:::reports/secret"),
            [
                ("user/bob", "allowed", "own", "group inline", "staff", 0, None),
                ("user/dan", "conditional", "own", "inline", None, 0, None),
                ("role/web", "allowed", "read", "attached", None, 0, "Read"),
            ],
        ),
        (("sqs:SendMessage",), [("user/dan", "conditional", "own", "inline", None, 0, None)]),
        (
            ("sns:Publish", "*", {"aws:MultiFactorAuthPresent": False}),
            [("role/own", "allowed", "own", "inline", None, 0, None)],
        ),
        (
            (ASSUME, f"{HEAD}role/ops"),
            [
                ("user/bob", "allowed", "trust policy of the role", None, None, 0, None),
                ("444455556666", "unknown", None, None, None, None, None),
            ],
        ),
        (
            (ASSUME, f"{HEAD}role/own"),
            [
                ("user/dan", "conditional", "own", "inline", None, 0, None),
                ("role/web", "allowed", "own", "inline", None, 0, None),
            ],
        ),
        (
            (ASSUME, f"{HEAD}role/w*"),
            [("ec2.amazonaws.com", "allowed", "trust policy of the role", None, None, 0, None)],
        ),
    ],
)
def test_who_can(snapshot: ir.Snapshot, question: tuple[Any, ...], expected: list[Any]) -> None:
    found = WHO_CAN.check(ir.who_can(snapshot, *question))

    columns = ["principal", "decision", "policy", "via", "group", "statement", "sid"]
    shown = found[columns].astype(object).where(found[columns].notna(), None)
    rows = [(row[0].removeprefix(HEAD), *row[1:]) for row in shown.itertuples(index=False)]
    assert rows == expected


@pytest.mark.parametrize(
    ("principal", "question", "expected"),
    [
        ("ann", (GET, "arn:aws:s3:::reports/secret"), "explicitDeny"),
        ("cat", (GET, KEY), "implicitDeny"),
        ("dan", ("sqs:*",), "conditional"),
        ("arn:aws:sts::123456789012:assumed-role/web/i-1", (GET, KEY), "allowed"),
        (f"{HEAD}root", ("sns:Publish",), "allowed"),
    ],
)
def test_can(
    snapshot: ir.Snapshot, principal: str, question: tuple[Any, ...], expected: str
) -> None:
    assert ir.can(snapshot, principal, *question).decision == expected
