"""Accounts as AWS exports them, a question, and the rows that answer it.

Rows are (principal, decision, policy, via, statement), the ARN without `arn:aws:iam::111122223333:`.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.written_accounts import (
    GET,
    HEAD,
    KEY,
    MFA,
    NO_MFA,
    READ,
    WRITE,
    account,
    ask,
    role,
    rows,
    tagged,
    user,
)
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed, owner

HOSTILE = ("a,b", "=1+1", "x@y", "+_.-", "A" * 64)


@pytest.mark.parametrize(
    ("entries", "question", "expected"),
    [
        pytest.param(
            [user("ann", allow(GET)), user("bob", allow("s3:PutObject"))],
            (GET, KEY),
            [("user/ann", "allowed", "p", "inline", 0)],
            id="inline",
        ),
        pytest.param(
            [owner("user", "ann", attached=[HEAD + "policy/read"]), managed("read", READ, WRITE)],
            (GET, KEY),
            [("user/ann", "allowed", "read", "attached", 0)],
            id="attached: the version in force",
        ),
        pytest.param(
            [owner("user", "ann", attached=[HEAD + "policy/read"]), managed("read", READ, WRITE)],
            ("s3:PutObject", KEY),
            [],
            id="attached: an old version gives nothing",
        ),
        pytest.param(
            [
                owner("group", "crew", inline={"q": READ}),
                owner("group", "staff", attached=[HEAD + "policy/read"]),
                managed("read", READ),
                owner("user", "ann", GroupList=["crew"]),
                owner("user", "bob", GroupList=["staff"]),
                owner("user", "cat"),
            ],
            (GET, KEY),
            [
                ("user/ann", "allowed", "q", "group inline", 0),
                ("user/bob", "allowed", "read", "group attached", 0),
            ],
            id="groups",
        ),
        pytest.param(
            [owner("user", "ann", attached=[HEAD + "policy/lost"])],
            (GET, KEY),
            [("user/ann", "unknown", None, None, None)],
            id="attached: the policy is not in the export",
        ),
        pytest.param(
            [owner("user", "ann", GroupList=["lost"])],
            (GET, KEY),
            [("user/ann", "unknown", None, None, None)],
            id="group: it is not in the export",
        ),
        pytest.param(
            [user("ann", allow(GET), attached=[HEAD + "policy/lost"])],
            (GET, KEY),
            [("user/ann", "unknown", None, None, None)],
            id="a policy that is not in the export may deny",
        ),
        pytest.param(
            [user("ann", allow("*"), deny(GET), attached=[HEAD + "policy/lost"])],
            (GET, KEY),
            [],
            id="a deny is final, whatever is not in the export",
        ),
        pytest.param(
            [owner("user", "ann", inline={"bad": {"Statement": {"Action": "*", "Resource": "*"}}})],
            (GET, KEY),
            [("user/ann", "unknown", None, None, None)],
            id="a malformed policy",
        ),
        pytest.param(
            [user("ann", allow("*"), boundary=HEAD + "policy/cap"), managed("cap", READ)],
            (GET, KEY),
            [("user/ann", "allowed", "p", "inline", 0)],
            id="boundary allows",
        ),
        pytest.param(
            [user("ann", allow("*"), boundary=HEAD + "policy/cap"), managed("cap", WRITE)],
            (GET, KEY),
            [],
            id="boundary does not allow",
        ),
        pytest.param(
            [user("ann", boundary=HEAD + "policy/cap"), managed("cap", READ)],
            (GET, KEY),
            [],
            id="boundary alone gives nothing",
        ),
        pytest.param(
            [user("ann", allow("*"), boundary=HEAD + "policy/cap")],
            (GET, KEY),
            [("user/ann", "unknown", None, None, None)],
            id="boundary is not in the export",
        ),
        pytest.param(
            [
                user("ann", allow("*"), boundary=HEAD + "policy/cap"),
                managed("cap", {"Statement": {"Action": "*", "Resource": "*"}}),
            ],
            (GET, KEY),
            [("user/ann", "unknown", None, None, None)],
            id="boundary is malformed",
        ),
        pytest.param(
            [
                owner("user", "ann", attached=[HEAD + "policy/cap"], boundary=HEAD + "policy/cap"),
                managed("cap", READ),
            ],
            (GET, KEY),
            [("user/ann", "allowed", "cap", "attached", 0)],
            id="the same policy attached and boundary",
        ),
        pytest.param(
            [
                user("ann", allow("*"), boundary=HEAD + "policy/cap"),
                managed("cap", document(allow("*"), allow(GET, Condition=MFA), deny("s3:*", Condition=MFA))),
            ],
            (GET, KEY),
            [("user/ann", "conditional", "cap", "boundary", 2)],
            id="a deny of the boundary depends on a key",
        ),
        pytest.param(
            [user("ann", allow(GET), deny("s3:*", KEY)), user("bob", deny("s3:*", KEY + "b"), allow(GET))],
            (GET, KEY),
            [("user/bob", "allowed", "p", "inline", 1)],
            id="deny",
        ),
        pytest.param(
            [user("ann", allow(None, NotAction="iam:*")), user("bob", allow(None, NotAction="S3:get*"))],
            (GET, KEY),
            [("user/ann", "allowed", "p", "inline", 0)],
            id="NotAction",
        ),
        pytest.param(
            [
                user("ann", allow(GET, None, NotResource="arn:aws:s3:::reports/*")),
                user("bob", allow(GET, None, NotResource="arn:aws:s3:::other/*")),
                user("cat", allow(GET, None, NotResource=["arn:aws:s3:::other/*", "reports"])),
            ],
            (GET, KEY),
            [("user/bob", "allowed", "p", "inline", 0)],
            id="NotResource",
        ),
        pytest.param(
            [
                user("a", allow(GET, "arn:aws:s3:::reports/${aws:username}")),
                user("b", allow(GET, "arn:aws:s3:::reports/${aws:username}")),
                role("r", allow(GET, "arn:aws:s3:::reports/${aws:username}")),
            ],
            (GET, KEY),
            [("user/a", "allowed", "p", "inline", 0)],
            id="${aws:username}: a role has none",
        ),
        pytest.param(
            [
                owner(
                    "user",
                    "a",
                    inline={"p": document(allow(GET, "arn:aws:s3:::reports/${aws:username}"), version=None)},
                )
            ],
            (GET, KEY),
            [],
            id="${aws:username} in a policy without version is text",
        ),
        pytest.param(
            [
                user("ann", allow(GET, Condition={"StringEquals": {"aws:PrincipalTag/Team": "a"}}), **tagged(team="a")),
                user("bob", allow(GET, Condition={"StringEquals": {"aws:PrincipalTag/team": "a"}}), **tagged(team="b")),
                user("cat", allow(GET, Condition={"StringEquals": {"aws:PrincipalTag/team": "a"}})),
                user("dan", allow(GET, Condition={"StringNotEquals": {"aws:PrincipalTag/team": "a"}})),
                role("app", allow(GET, Condition={"StringEquals": {"aws:PrincipalTag/team": "a"}})),
                role("web", allow(GET, Condition={"StringEquals": {"aws:PrincipalTag/team": "a"}}), **tagged(team="a")),
            ],
            (GET, KEY),
            [
                ("user/ann", "allowed", "p", "inline", 0),
                ("user/dan", "allowed", "p", "inline", 0),
                ("role/app", "conditional", "p", "inline", 0),
                ("role/web", "allowed", "p", "inline", 0),
            ],
            id="aws:PrincipalTag: a session may bring tags, a user cannot",
        ),
        pytest.param(
            [
                user("ann", allow(GET, "arn:aws:s3:::${aws:PrincipalTag/team}/*"), **tagged(team="reports")),
                user("bob", allow(GET, "arn:aws:s3:::${aws:PrincipalTag/team, 'reports'}/*")),
                user("cat", allow(GET, "arn:aws:s3:::${aws:PrincipalTag/team}/*")),
                user("dan", allow(GET, "arn:aws:s3:::${aws:PrincipalTag/team, 'other'}/*")),
            ],
            (GET, KEY),
            [("user/ann", "allowed", "p", "inline", 0), ("user/bob", "allowed", "p", "inline", 0)],
            id="a tag as a variable, and its default",
        ),
        pytest.param(
            [
                user("ann", allow("*", Condition={"StringEquals": {"aws:userid": "AIDAANN"}}), UserId="AIDAANN"),
                user("bob", allow("*", Condition={"StringEquals": {"aws:userid": "AIDAANN"}}), UserId="AIDABOB"),
                role("app", allow("*", Condition={"StringLike": {"aws:userid": "AROAAPP:*"}}), RoleId="AROAAPP"),
            ],
            (GET, KEY),
            [("user/ann", "allowed", "p", "inline", 0), ("role/app", "conditional", "p", "inline", 0)],
            id="aws:userid: that of a session is not known",
        ),
        pytest.param(
            [
                user("ann", allow(GET, Condition={"ArnLike": {"aws:PrincipalArn": HEAD + "user/a*"}})),
                user("bob", allow(GET, Condition={"ArnLike": {"aws:PrincipalArn": HEAD + "user/a*"}})),
                role("app", allow(GET, Condition={"StringEquals": {"aws:PrincipalType": "AssumedRole"}})),
                role("web", allow(GET, Condition={"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}})),
            ],
            (GET, KEY),
            [("user/ann", "allowed", "p", "inline", 0), ("role/app", "allowed", "p", "inline", 0)],
            id="conditions on the principal",
        ),
        pytest.param(
            [user("ann", allow(GET, Condition=MFA)), user("bob", allow(GET), deny("*", Condition=NO_MFA))],
            (GET, KEY),
            [("user/ann", "conditional", "p", "inline", 0), ("user/bob", "conditional", "p", "inline", 1)],
            id="conditions on the request",
        ),
        pytest.param(
            [user("ann", allow("s3:Get*")), user("bob", allow(GET)), user("cat", allow("s3:Put*"))],
            ("s3:Get*", KEY),
            [("user/ann", "allowed", "p", "inline", 0), ("user/bob", "conditional", "p", "inline", 0)],
            id="a pattern of actions: all, some, none",
        ),
        pytest.param(
            [
                user("ann", allow(GET, "arn:aws:s3:::*")),
                user("bob", allow(GET, KEY)),
                user("cat", allow(GET, "arn:aws:s3:::other/*")),
                user("dan", allow(GET), deny(GET, KEY)),
                user("eve", allow(GET), deny(GET, "arn:aws:s3:::*")),
            ],
            (GET, "arn:aws:s3:::reports/*"),
            [
                ("user/ann", "allowed", "p", "inline", 0),
                ("user/bob", "conditional", "p", "inline", 0),
                ("user/dan", "conditional", "p", "inline", 1),
            ],
            id="a pattern of resources: all, some, none",
        ),
        pytest.param(
            [user("ann", allow("s3:ListAllMyBuckets")), user("bob", allow("s3:ListAllMyBuckets", "arn:aws:s3:::*"))],
            ("s3:ListAllMyBuckets",),
            [("user/ann", "allowed", "p", "inline", 0)],
            id="an action that knows no resource",
        ),
        pytest.param(
            [user("ann", allow("iam:CreatePolicyVersion"))],
            ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
            [],
            id="a policy that is AWS's own",
        ),
        pytest.param(
            [user("ann", allow("kms:*"))],
            ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"),
            [("user/ann", "unknown", None, None, None)],
            id="a key whose policy is not given",
        ),
        pytest.param(
            [owner("user", name, inline={name: READ}) for name in HOSTILE],
            (GET, KEY),
            [(f"user/{name}", "allowed", name, "inline", 0) for name in HOSTILE],
            id="hostile names",
        ),
        pytest.param([user("ann")], (GET, KEY), [], id="nobody has a policy"),
    ],
)  # fmt: skip
def test_who_can(entries: list[Any], question: tuple[str, ...], expected: list[Any]) -> None:
    assert rows(ask(account(*entries), *question)) == expected
