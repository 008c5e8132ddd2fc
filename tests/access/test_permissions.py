"""Accounts as AWS exports them, and the rows that say what their policies allow and deny.

Rows are (principal, effect, action, resource, is_effective, via, policy, statement) unless a test
names its columns, the ARN without `arn:aws:iam::111122223333:`.
"""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest

import iam_report as ir
from iam_report.errors import IamReportError
from iam_report.frames.permissions import PERMISSIONS
from tests.access.written_accounts import HEAD, OTHER, account, of, rows, together
from tests.relations.written_policies import ACCOUNT, AS_OF, allow, deny, document, managed, owner

SHOWN: Final = (
    "principal",
    "effect",
    "action",
    "resource",
    "is_effective",
    "via",
    "policy",
    "statement",
)
LEFT: Final = ("action", "is_effective")

GET: Final = "s3:GetObject"
KEY: Final = "arn:aws:s3:::reports/a"
CAP: Final = HEAD + "policy/cap"
MFA: Final = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
#: A document that AWS refuses.
BROKEN: Final = {"Statement": {"Action": "*", "Resource": "*"}}


def user(name: str, *statements: Any, **more: Any) -> dict[str, Any]:
    """Return a user with one inline policy `p`."""
    return owner("user", name, inline={"p": document(*statements)}, **more)


def ask(snapshot: ir.Snapshot, *question: Any, **more: Any) -> pd.DataFrame:
    """Return the permissions, which are a well-formed frame."""
    return PERMISSIONS.check(ir.permissions(snapshot, *question, **more))


def left(*statements: Any, actions: Any = None, **more: Any) -> list[tuple[Any, ...]]:
    """Return (action, is_effective) of what a user's only policy allows."""
    found = ask(account(user("ann", *statements, **more)), actions=actions)
    return rows(found[found["effect"].eq("Allow").fillna(value=False)], *LEFT)


def _plain(cell: Any) -> Any:
    return list(cell) if isinstance(cell, (list, np.ndarray)) else None if pd.isna(cell) else cell


def test_every_column() -> None:
    condition = {"StringLike": {"s3:prefix": ["a", "b"]}, "Bool": {"aws:SecureTransport": "true"}}
    policy = document(
        deny("s3:*", [KEY], Sid="Never", Condition=condition),
        {"Effect": "Allow", "NotAction": ["iam:*", "STS:*"], "NotResource": [KEY]},
    )
    ann = owner("user", "ann", "/team/", GroupList=["crew"])
    crew = owner("group", "crew", attached=[HEAD + "policy/q"])
    found = ask(account(ann | {"Arn": HEAD + "user/team/ann"}, crew, managed("q", policy)))

    shared = {
        "account_id": ACCOUNT,
        "as_of": pd.Timestamp(AS_OF),
        "principal": HEAD + "user/team/ann",
        "principal_type": "user",
        "via": "group attached",
        "policy": "q",
        "policy_arn": HEAD + "policy/q",
        "group": "crew",
    }
    conditions = {
        "StringLike": {"s3:prefix": ["a", "b"]},
        "Bool": {"aws:SecureTransport": ["true"]},
    }
    plain = [{n: _plain(cell) for n, cell in row.items()} for row in found.to_dict("records")]
    assert plain == [
        shared
        | {
            "effect": "Deny",
            "action": "s3:*",
            "not_actions": None,
            "resource": KEY,
            "not_resources": None,
            "conditions": json.dumps(conditions),
            "is_effective": None,
            "statement": 0,
            "sid": "Never",
        },
        shared
        | {
            "effect": "Allow",
            "action": "*",
            "not_actions": ["iam:*", "STS:*"],
            "resource": "*",
            "not_resources": [KEY],
            "conditions": None,
            "is_effective": None,
            "statement": 1,
            "sid": None,
        },
    ]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param(
            [user("ann", allow(GET)), owner("role", "app", inline={"r": document(allow("s3:*", KEY))})],
            [
                ("user/ann", "Allow", GET, "*", True, "inline", "p", 0),
                ("role/app", "Allow", "s3:*", KEY, True, "inline", "r", 0),
            ],
            id="users and roles",
        ),
        pytest.param(
            [user("ann", allow([GET, "s3:PutObject"], [KEY, "*"]))],
            [
                ("user/ann", "Allow", action, resource, True, "inline", "p", 0)
                for action in (GET, "s3:PutObject")
                for resource in (KEY, "*")
            ],
            id="a row for each action and resource",
        ),
        pytest.param(
            [
                owner("group", "crew", inline={"q": document(allow(GET))}),
                owner("group", "staff", attached=[HEAD + "policy/m"]),
                managed("m", document(allow("s3:PutObject")), document(allow("*"))),
                owner("user", "ann", GroupList=["crew", "staff"]),
                owner("user", "bob", GroupList=["crew"]),
                owner("user", "cat"),
            ],
            [
                ("user/ann", "Allow", "s3:PutObject", "*", True, "group attached", "m", 0),
                ("user/ann", "Allow", GET, "*", True, "group inline", "q", 0),
                ("user/bob", "Allow", GET, "*", True, "group inline", "q", 0),
            ],
            id="groups, and the version in force",
        ),
        pytest.param(
            [
                owner("user", "ann", attached=[CAP], boundary=CAP),
                managed("cap", document(allow(GET))),
            ],
            [
                ("user/ann", "Allow", GET, "*", True, "attached", "cap", 0),
                ("user/ann", "Allow", GET, "*", None, "boundary", "cap", 0),
            ],
            id="the same policy attached and boundary",
        ),
        pytest.param(
            [owner("user", "ann", attached=[HEAD + "policy/lost"], inline={"p": document(allow(GET))})],
            [
                ("user/ann", None, None, None, None, "attached", "lost", None),
                ("user/ann", "Allow", GET, "*", None, "inline", "p", 0),
            ],
            id="a policy that is not in the export",
        ),
        pytest.param(
            [owner("user", "ann", inline={"bad": BROKEN})],
            [("user/ann", None, None, None, None, "inline", "bad", None)],
            id="nothing but a malformed policy",
        ),
        pytest.param(
            [user("ann", allow(GET), deny(GET, KEY), GroupList=["lost"])],
            [
                ("user/ann", "Allow", GET, "*", None, "inline", "p", 0),
                ("user/ann", "Deny", GET, KEY, True, "inline", "p", 1),
            ],
            id="a group that is not in the export",
        ),
        pytest.param(
            [user("ann", allow(GET), allow(GET), allow([GET, GET, "S3:GETOBJECT"], [KEY, KEY]))],
            [
                ("user/ann", "Allow", GET, "*", True, "inline", "p", 0),
                ("user/ann", "Allow", GET, "*", True, "inline", "p", 1),
                ("user/ann", "Allow", GET, KEY, True, "inline", "p", 2),
                ("user/ann", "Allow", "S3:GETOBJECT", KEY, True, "inline", "p", 2),
            ],
            id="the same over and over",
        ),
        pytest.param(
            [owner("user", "ann", attached=[HEAD + "policy/m"], GroupList=["g"]),
             owner("group", "g", attached=[HEAD + "policy/m"]), managed("m", document(allow(GET)))],
            [
                ("user/ann", "Allow", GET, "*", True, "attached", "m", 0),
                ("user/ann", "Allow", GET, "*", True, "group attached", "m", 0),
            ],
            id="a policy that comes by a group, too",
        ),
        pytest.param(
            [user("ann", allow(GET, ())), user("bob", allow((), "*"))],
            [],
            id="empty lists",
        ),
        pytest.param([owner("user", "ann")], [], id="a user without policies"),
        pytest.param([owner("group", "crew", inline={"q": document(allow(GET))})], [], id="nobody"),
    ],
)  # fmt: skip
def test_rows(entries: list[Any], expected: list[Any]) -> None:
    assert rows(ask(account(*entries)), *SHOWN) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([allow(GET)], [(GET, True)], id="nothing limits it"),
        pytest.param([allow(GET, Condition=MFA)], [(GET, None)], id="condition"),
        pytest.param(
            [allow(GET, Condition={"StringLike": {"aws:userid": "*"}})],
            [(GET, True)],
            id="condition that always holds",
        ),
        pytest.param(
            [allow(GET, Condition={"StringSimilar": {"aws:userid": "*"}})],
            [(GET, False)],
            id="condition that never holds",
        ),
        pytest.param(
            [allow(GET, Condition={"Bool": {"aws:SecureTransport": "maybe"}}), deny(GET, KEY)],
            [(GET, False)],
            id="condition that never holds, with a deny of some of it",
        ),
        pytest.param([allow(GET), deny(GET)], [(GET, False)], id="denied"),
        pytest.param([allow(GET), deny("S3:get*")], [(GET, False)], id="denied by a pattern"),
        pytest.param([allow("s3:*"), deny(GET)], [("s3:*", None)], id="some actions denied"),
        pytest.param([allow(GET), deny(GET, KEY)], [(GET, None)], id="some resources denied"),
        pytest.param([allow(GET), deny(GET, Condition=MFA)], [(GET, None)], id="denied under a condition"),
        pytest.param([allow(GET), deny("s3:PutObject")], [(GET, True)], id="another action denied"),
        pytest.param([allow(GET, KEY), deny(GET, KEY + "b")], [(GET, True)], id="another resource denied"),
        pytest.param(
            [allow(GET), deny(GET, Condition={"StringSimilar": {"aws:userid": "*"}})],
            [(GET, True)],
            id="denied under a condition that never holds",
        ),
        pytest.param(
            [allow(GET), deny("*", Condition=MFA), deny("s3:*")],
            [(GET, False)],
            id="denied for certain after perhaps",
        ),
        pytest.param(
            [allow("s3:*", KEY), deny(["s3:Get*", "s3:*"], "arn:aws:s3:::reports/*")],
            [("s3:*", False)],
            id="denied by the second pattern",
        ),
        pytest.param(
            [allow(GET, KEY), deny(GET, None, NotResource="arn:aws:s3:::other/*")],
            [(GET, False)],
            id="denied by NotResource",
        ),
        pytest.param(
            [allow(GET, KEY), deny(GET, None, NotResource="arn:aws:s3:::reports/*")],
            [(GET, True)],
            id="left out by NotResource",
        ),
        pytest.param(
            [allow(GET), deny(GET, None, NotResource=KEY)],
            [(GET, None)],
            id="some left by NotResource",
        ),
        pytest.param(
            [allow([GET, "iam:GetUser"]), deny(None, NotAction="s3:*")],
            [(GET, True), ("iam:GetUser", False)],
            id="denied by NotAction",
        ),
        pytest.param(
            [allow("s3:*"), deny(None, NotAction=GET)],
            [("s3:*", None)],
            id="some left by NotAction",
        ),
        pytest.param(
            [allow(["foo:Bar", "foo:Baz"]), deny(None, NotAction="foo:Bar")],
            [("foo:Bar", True), ("foo:Baz", False)],
            id="actions that are not known, denied by NotAction",
        ),
        pytest.param(
            [allow(None, NotAction=["iam:*"]), deny("iam:CreateUser")],
            [("*", True)],
            id="a deny of what NotAction leaves out",
        ),
        pytest.param(
            [allow(None, NotAction="iam:*"), deny(None, NotAction=["iam:Get*", "iam:List*"])],
            [("*", False)],
            id="NotAction denied by NotAction",
        ),
        pytest.param(
            [allow(None, NotAction="iam:*"), deny("foo:Bar")],
            [("*", None)],
            id="NotAction, and a deny of an action that is not known",
        ),
        pytest.param(
            [allow(None, NotAction="iam:*"), deny("*")], [("*", False)], id="NotAction, denied"
        ),
        pytest.param(
            [allow(GET, "arn:aws:s3:::${aws:username}/*"), deny(GET, "arn:aws:s3:::ann/*")],
            [(GET, None)],
            id="a variable in what is allowed",
        ),
        pytest.param(
            [allow(GET, "arn:aws:s3:::ann/*"), deny(GET, "arn:aws:s3:::${aws:username}/*")],
            [(GET, None)],
            id="a variable in what is denied",
        ),
        pytest.param([allow("s*:GetObject")], [("s*:GetObject", None)], id="wildcard in the service"),
        pytest.param(
            [allow(GET), deny("s*:Get*")], [(GET, None)], id="denied by a wildcard in the service"
        ),
        pytest.param(
            [allow(GET), deny(["s*:Get*", "s3:*"])],
            [(GET, False)],
            id="denied by a wildcard in the service, and by another pattern",
        ),
        pytest.param(
            [allow(["*:*", GET]), deny("***")],
            [("*:*", False), (GET, False)],
            id="all actions, in other words",
        ),
        pytest.param(
            [allow(["s3:Get Object", "s3:GetObject,s3:PutObject", "s3:", "s3", GET])],
            [
                ("s3:Get Object", False),
                ("s3:GetObject,s3:PutObject", False),
                ("s3:", False),
                ("s3", False),
                (GET, True),
            ],
            id="patterns that name no action",
        ),
        pytest.param([allow(None, NotAction="*")], [("*", False)], id="all but all actions"),
        pytest.param(
            [allow(None, NotAction="s3:Get Object")], [("*", True)], id="all but no action"
        ),
        pytest.param(
            [allow(GET, ["reports", "reports/*", KEY])],
            [(GET, False), (GET, False), (GET, True)],
            id="resources that are no ARN",
        ),
        pytest.param(
            [allow(GET, None, NotResource="*")], [(GET, False)], id="all but all resources"
        ),
        pytest.param(
            [allow(GET, None, NotResource=["reports"])],
            [(GET, False)],
            id="NotResource that is no ARN",
        ),
        pytest.param(
            [allow(GET), deny(GET, "reports"), deny(GET, None, NotResource=["reports"])],
            [(GET, True)],
            id="denies of what is no ARN",
        ),
    ],
)  # fmt: skip
def test_what_is_left_of_what_is_allowed(statements: list[Any], expected: list[Any]) -> None:
    assert left(*statements) == expected


@pytest.mark.parametrize(
    ("cap", "expected"),
    [
        pytest.param(document(allow("*")), [(GET, True), ("s3:Put*", True)], id="all"),
        pytest.param(document(allow("s3:Get*")), [(GET, True), ("s3:Put*", False)], id="an action"),
        pytest.param(
            document(allow([GET, "s3:PutObject"])), [(GET, True), ("s3:Put*", None)], id="some"
        ),
        pytest.param(document(allow("*", KEY)), [(GET, None), ("s3:Put*", None)], id="a resource"),
        pytest.param(
            document(allow("*", Condition=MFA)), [(GET, None), ("s3:Put*", None)], id="a condition"
        ),
        pytest.param(
            document(allow("*"), deny(GET)), [(GET, False), ("s3:Put*", True)], id="a deny"
        ),
        pytest.param(
            document(allow(None, NotAction=GET)),
            [(GET, False), ("s3:Put*", True)],
            id="NotAction",
        ),
        pytest.param(
            document(allow("s*:*")), [(GET, None), ("s3:Put*", None)], id="wildcard in the service"
        ),
        pytest.param(
            document(allow("*", "reports")), [(GET, False), ("s3:Put*", False)], id="no ARN"
        ),
        pytest.param(BROKEN, [(GET, None), ("s3:Put*", None)], id="malformed"),
        pytest.param(None, [(GET, None), ("s3:Put*", None)], id="not in the export"),
    ],
)
def test_what_a_boundary_leaves(cap: Any, expected: list[Any]) -> None:
    entries = [user("ann", allow([GET, "s3:Put*"]), boundary=CAP), user("bob", allow(GET))]
    caps = [] if cap is None else [managed("cap", cap)]
    found = ask(account(*entries, *caps))

    granted = found[found["via"].eq("inline")]
    assert rows(granted, *LEFT) == [*expected, (GET, True)]
    assert found.loc[found["via"].eq("boundary"), "is_effective"].isna().all()


def test_a_deny_of_the_boundary_is_final_whatever_cannot_be_read() -> None:
    entries = [user("ann", allow(GET), attached=[HEAD + "policy/lost"], boundary=CAP)]
    found = ask(account(*entries, managed("cap", document(deny("*")))))

    assert rows(found[found["via"].eq("inline")], *LEFT) == [(GET, False)]


@pytest.mark.parametrize(
    ("statement", "actions", "expected"),
    [
        pytest.param(allow("s3:*"), GET, [(GET, True)], id="a name"),
        pytest.param(allow("s3:*"), "S3:getobject", [(GET, True)], id="a name in other case"),
        pytest.param(
            allow("iam:*"),
            ["iam:CreateU*", GET],
            [("iam:CreateUser", True)],
            id="a pattern, and what the statement does not name",
        ),
        pytest.param(
            allow(["s3:GetObject", "s3:Get*", "*"]),
            [GET, "S3:GETOBJECT", "s3:GetObj?ct"],
            [(GET, True)],
            id="named over and over",
        ),
        pytest.param(
            allow(["s3:*", "foo:*"]),
            ["foo:Bar", "FOO:bar", GET],
            [(GET, True), ("foo:Bar", True)],
            id="not known to the catalogue",
        ),
        pytest.param(
            allow(None, NotAction=["iam:*", "foo:Ba?"]),
            ["foo:Bar", "foo:Quux", GET, "iam:GetUser"],
            [(GET, True), ("foo:Quux", True)],
            id="NotAction",
        ),
        pytest.param(
            allow(["s*:GetObject", "s3:Get Object"]), GET, [(GET, None)], id="undefined patterns"
        ),
        pytest.param(
            allow(["s*:GetObject", "s3:GetObject"]),
            GET,
            [(GET, True)],
            id="the surest of several patterns",
        ),
        pytest.param(allow("*"), [], [], id="no action"),
    ],
)
def test_actions(statement: Any, actions: Any, expected: list[Any]) -> None:
    found = ask(account(user("ann", statement)), actions=actions)

    assert rows(found, *LEFT) == expected
    assert found["not_actions"].isna().all()


def test_what_is_left_is_told_for_each_action() -> None:
    statements = [allow("s3:*"), deny("s3:Put*"), deny("s3:DeleteObject", KEY)]
    asked = [GET, "s3:PutObject", "s3:DeleteObject"]

    assert left(*statements, actions=asked) == [
        ("s3:DeleteObject", None),
        (GET, True),
        ("s3:PutObject", False),
    ]


def test_policies_that_cannot_be_read_stay_where_actions_are_asked_for() -> None:
    ann = user("ann", allow("ec2:*"), attached=[HEAD + "policy/lost"])

    assert rows(ask(account(ann), actions=GET), "policy", *LEFT) == [("lost", None, None)]


@pytest.mark.parametrize(
    ("principals", "expected"),
    [
        ("ann", ["user/ann"]),
        (HEAD + "user/ann", ["user/ann"]),
        (["app", HEAD + "user/ann", "ann"], ["user/ann", "role/app"]),
        ([], []),
        (None, ["user/ann", "user/bob", "role/app"]),
    ],
)
def test_principals(principals: Any, expected: list[str]) -> None:
    app = owner("role", "app", inline={"p": document(allow(GET))})
    snapshot = account(user("ann", allow(GET)), user("bob", allow(GET)), app)

    assert [name for (name,) in rows(ask(snapshot, principals), "principal")] == expected


def test_several_accounts_are_kept_apart() -> None:
    ours = account(user("ann", allow(GET)), user("bob", deny(GET)))
    theirs = account(of(OTHER, user("ann", allow("ec2:*"), deny("ec2:*"))))
    found = ask(together(ours, theirs))

    assert rows(found, "account_id", *LEFT) == [
        (ACCOUNT, GET, True),
        (ACCOUNT, GET, True),
        (OTHER, "ec2:*", False),
        (OTHER, "ec2:*", True),
    ]
    with pytest.raises(IamReportError) as error:
        ir.permissions(together(ours, theirs), "ann")
    assert error.value.message == "`ann` is the name of several"


def test_several_moments_are_kept_apart() -> None:
    before = account(user("ann", allow(GET)))
    after = account(user("ann", allow(GET), deny(GET)), as_of="2026-02-28T00:00:00Z")
    found = ask(together(before, after))

    allowed = found[found["effect"].eq("Allow")]
    assert rows(allowed, *LEFT) == [(GET, True), (GET, False)]
    assert allowed["as_of"].is_monotonic_increasing
    assert allowed["as_of"].is_unique


@pytest.mark.parametrize(
    ("question", "message", "hint"),
    [
        (("amm",), "the snapshot has no user or role `amm`", None),
        (("*",), "the snapshot has no user or role `*`", None),
        ((None, "s3:GetObjekt*"), "`s3:GetObjekt*` names no known action", None),
        ((None, "GetObject"), "`GetObject` names no known action", "did you mean `s3:GetObject`?"),
        ((None, "s3:"), "`s3:` names no known action", None),
        ((None, "s3:Get Object"), "`s3:Get Object` names no known action", "did you mean `s3:GetObject`?"),
        ((None, ["*", "s3:a,b"]), "`s3:a,b` names no known action", None),
        ((None, ""), "`` names no known action", None),
    ],
)  # fmt: skip
def test_errors(question: tuple[Any, ...], message: str, hint: str | None) -> None:
    with pytest.raises(IamReportError) as error:
        ir.permissions(account(user("ann", allow("*"))), *question)
    assert error.value.message == message
    if hint is not None:
        assert error.value.hint == hint


def test_without_authorization_details_there_is_no_answer() -> None:
    with pytest.raises(KeyError, match="authorization"):
        ir.permissions(ir.load("sample_data/legacy/credential_report.csv"))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        pytest.param("2012-10-17", False, id="the same variable"),
        pytest.param(None, None, id="the same text, but no variable"),
    ],
)
def test_a_deny_of_the_same_text(version: str | None, *, expected: bool | None) -> None:
    own = "arn:aws:s3:::${aws:username}/*"
    texts = {
        "p": document(allow(GET, own)),
        "q": document(deny(GET, own), version=version),
    }
    found = ask(account(owner("user", "ann", inline=texts)))

    assert rows(found[found["policy"].eq("p")], *LEFT) == [(GET, expected)]
