"""Accounts as AWS exports them, a question, and the rows that answer it.

Rows are (principal, decision, policy, via, statement), the ARN without `arn:aws:iam::111122223333:`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.errors import IamReportError
from iam_report.frames.who_can import WHO_CAN
from tests.access.written_accounts import HEAD, OTHER, OUTSIDE, account, export, of, rows, together
from tests.relations.written_policies import ACCOUNT, AS_OF, allow, deny, document, managed, owner

GET = "s3:GetObject"
KEY = "arn:aws:s3:::reports/a"
READ = document(allow(GET))
WRITE = document(allow("s3:PutObject"))
ALL = document(allow("*"))
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
HOSTILE = ("a,b", "=1+1", "x@y", "+_.-", "A" * 64)


def user(name: str, *statements: Any, **more: Any) -> dict[str, Any]:
    """Return a user with one inline policy `p`."""
    return owner(
        "user", name, **({"inline": {"p": document(*statements)}} if statements else {}), **more
    )


def role(name: str, *statements: Any, trust: Any = None, **more: Any) -> dict[str, Any]:
    """Return a role with one inline policy `p`, and a trust policy."""
    own = {"inline": {"p": document(*statements)}} if statements else {}
    return owner(
        "role",
        name,
        **own,
        **({} if trust is None else {"AssumeRolePolicyDocument": trust}),
        **more,
    )


def tagged(**tags: str) -> dict[str, Any]:
    """Return the tags of a user or role as an export has them."""
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def trust(*principals: Any, action: Any = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    """Return a trust policy with a statement for each principal."""
    return document(*(allow(action, None, Principal=each, **more) for each in principals))


def ask(snapshot: ir.Snapshot, *question: Any, **more: Any) -> pd.DataFrame:
    """Return the answer to a question, which is a well-formed frame."""
    found = ir.who_can(snapshot, *question, **more)
    return WHO_CAN.check(found)


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


APP = HEAD + "role/app"
ASSUME = "sts:AssumeRole"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (
            trust({"AWS": ACCOUNT}),
            [("user/ann", "allowed", "p", "inline", 0), ("role/web", "allowed", "p", "inline", 0)],
        ),
        (trust({"AWS": HEAD + "user/bob"}), [("user/bob", "allowed", "trust policy of the role", None, 0)]),
        (
            trust({"Service": "ec2.amazonaws.com"}, {"AWS": HEAD + "role/web"}),
            [
                ("role/web", "allowed", "p", "inline", 0),
                ("ec2.amazonaws.com", "allowed", "trust policy of the role", None, 0),
            ],
        ),
        (trust({"AWS": "AIDAEXAMPLEDELETED01"}), []),
        (trust({"AWS": HEAD + "role/*"}), []),
        (trust({"AWS": HEAD + "user/deleted"}), []),
        (
            trust({"AWS": ACCOUNT}, Condition={"StringEquals": {"sts:ExternalId": "x"}}),
            [(who, "conditional", "trust policy of the role", None, 0) for who in ("user/ann", "role/web")],
        ),
        (
            trust({"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalArn": HEAD + "user/bob"}}),
            [
                ("user/bob", "allowed", "trust policy of the role", None, 0),
                ("*", "conditional", "trust policy of the role", None, 0),
            ],
        ),
        (
            document(
                allow(ASSUME, None, Principal={"AWS": ACCOUNT}),
                deny(ASSUME, None, Principal={"AWS": HEAD + "user/ann"}),
            ),
            [("role/web", "allowed", "p", "inline", 0)],
        ),
        (
            document(
                allow(ASSUME, None, Principal={"AWS": ACCOUNT}),
                deny(ASSUME, None, NotPrincipal={"AWS": [HEAD + "user/ann", ACCOUNT]}),
            ),
            [
                ("user/ann", "allowed", "p", "inline", 0),
                ("role/web", "unknown", "trust policy of the role", None, 1),
            ],
        ),
        (
            trust({"AWS": [OTHER, f"arn:aws:iam::{OTHER}:root"]}, {"AWS": OTHER}),
            [(OTHER, "unknown", None, None, None)],
        ),
        (
            trust({"AWS": f"arn:aws:iam::{OTHER}:role/ci"}),
            [(f"arn:aws:iam::{OTHER}:role/ci", "unknown", None, None, None)],
        ),
        (document(), []),
        ("{", [(name, "unknown", None, None, None) for name in ("user/ann", "user/bob", "role/app", "role/web")]),
    ],
    ids=[
        *("account", "user", "service and role", "deleted", "wildcard", "not in the export"),
        *("condition", "anybody under a condition", "deny", "deny all but one"),
        *("another account", "role of another account", "nobody", "malformed"),
    ],
)  # fmt: skip
def test_a_role_can_be_assumed_as_its_trust_policy_says(policy: Any, expected: list[Any]) -> None:
    entries = [
        user("ann", allow("sts:*")),
        user("bob"),
        role("app", trust=policy),
        role("web", allow(ASSUME, HEAD + "role/a*")),
    ]
    assert rows(ask(account(*entries), ASSUME, APP)) == expected


@pytest.mark.parametrize(
    ("policy", "action", "expected"),
    [
        (
            trust({"Federated": "arn:aws:iam::111122223333:oidc-provider/token.example.com"}, action="sts:AssumeRoleWith*"),
            "sts:AssumeRoleWithWebIdentity",
            [("oidc-provider/token.example.com", "allowed", "identity provider")],
        ),
        (
            trust({"Federated": "cognito-identity.amazonaws.com"}, action="sts:AssumeRoleWithWebIdentity"),
            "sts:AssumeRoleWithWebIdentity",
            [("cognito-identity.amazonaws.com", "allowed", "identity provider")],
        ),
        (
            trust({"Federated": HEAD + "saml-provider/idp"}, action="sts:AssumeRoleWithSAML"),
            "sts:AssumeRoleWithSAML",
            [("saml-provider/idp", "allowed", "identity provider")],
        ),
        (
            trust(
                {"AWS": "arn:aws:sts::111122223333:assumed-role/web/one"},
                {"AWS": "arn:aws:sts::777788889999:assumed-role/ci/one"},
            ),
            ASSUME,
            [
                ("role/web", "unknown", "role"),
                ("arn:aws:sts::111122223333:assumed-role/web/one", "allowed", "outside principal"),
                ("arn:aws:sts::777788889999:assumed-role/ci/one", "unknown", "outside principal"),
            ],
        ),
        (trust("*"), ASSUME, [("user/ann", "allowed", "user"), ("role/app", "allowed", "role"), ("role/web", "allowed", "role"), ("*", "allowed", "anyone")]),
        (document(allow(ASSUME, None, Principal="*"), allow(ASSUME, None, Principal={"AWS": "*"})), ASSUME, [("user/ann", "allowed", "user"), ("role/app", "allowed", "role"), ("role/web", "allowed", "role"), ("*", "allowed", "anyone")]),
        (
            document(allow(ASSUME, None, NotPrincipal={"AWS": HEAD + "user/ann"})),
            ASSUME,
            [("role/app", "allowed", "role"), ("role/web", "allowed", "role"), ("*", "allowed", "anyone")],
        ),
        (trust({"Service": ["ec2.amazonaws.com", "EC2.amazonaws.com"]}), ASSUME, [("ec2.amazonaws.com", "allowed", "service"), ("EC2.amazonaws.com", "allowed", "service")]),
        (trust({"Service": "*"}), ASSUME, []),
    ],
    ids=["oidc", "cognito", "saml", "session", "anyone", "anyone twice", "all but one", "services", "any service"],
)  # fmt: skip
def test_those_whom_a_trust_policy_names_outside_the_snapshot(
    policy: Any, action: str, expected: list[Any]
) -> None:
    entries = [user("ann"), role("app", trust=policy), role("web", trust=document())]

    found = ask(account(*entries), action, APP)

    assert rows(found, "principal", "decision", "principal_type") == expected


KMS = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"
BUCKET = "arn:aws:s3:::reports"


def to(principal: Any, action: Any = "*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement of a resource-based policy."""
    return allow(action, resource, Principal=principal, **more)


@pytest.mark.parametrize(
    ("question", "policy", "more", "expected"),
    [
        pytest.param(
            ("kms:Decrypt", KMS),
            document(to({"AWS": ACCOUNT})),
            {},
            [("user/ann", "allowed", "p", "inline", 0)],
            id="the key's policy leaves it to the account",
        ),
        pytest.param(
            ("kms:Decrypt", KMS),
            document(to({"AWS": HEAD + "user/bob"})),
            {},
            [("user/bob", "allowed", "resource_policy", None, 0)],
            id="the key's policy names a user alone",
        ),
        pytest.param(
            ("s3:GetObject", KEY),
            document(to({"AWS": HEAD + "role/app"}), to({"Service": "logs.amazonaws.com"})),
            {"resource_account": ACCOUNT},
            [
                ("user/ann", "allowed", "p", "inline", 0),
                ("role/app", "allowed", "resource_policy", None, 0),
                ("logs.amazonaws.com", "allowed", "resource_policy", None, 1),
            ],
            id="a bucket policy adds those whom it names",
        ),
        pytest.param(
            ("s3:GetObject", KEY),
            document(to({"AWS": [OTHER, f"arn:aws:iam::{OTHER}:user/eve", f"arn:aws:iam::{OTHER}:root"]})),
            {"resource_account": ACCOUNT},
            [
                ("user/ann", "allowed", "p", "inline", 0),
                (OTHER, "unknown", None, None, None),
                (f"arn:aws:iam::{OTHER}:user/eve", "unknown", None, None, None),
            ],
            id="another account needs its own policies, which are not known",
        ),
        pytest.param(
            ("s3:GetObject", KEY),
            document(to("*", Condition={"Bool": {"aws:SecureTransport": "true"}})),
            {"context": {"aws:SecureTransport": True}},
            [
                ("user/ann", "allowed", "p", "inline", 0),
                ("user/bob", "allowed", "resource_policy", None, 0),
                ("role/app", "allowed", "resource_policy", None, 0),
                ("*", "allowed", "resource_policy", None, 0),
            ],
            id="a public bucket",
        ),
        pytest.param(
            ("s3:GetObject", KEY),
            document(
                deny("*", "*", Principal="*", Condition={"StringNotEquals": {"aws:PrincipalTag/team": "a"}}),
                deny("*", "*", NotPrincipal={"AWS": [ACCOUNT, HEAD + "user/ann"]}),
            ),
            {"resource_account": ACCOUNT},
            [],
            id="a bucket policy denies by tag",
        ),
        pytest.param(
            ("s3:GetObject", KEY),
            document(deny("*", "*", Principal={"AWS": HEAD + "user/bob"})),
            {"resource_account": ACCOUNT, "denied": True},
            [
                ("user/ann", "allowed", "p", "inline", 0),
                ("user/bob", "explicitDeny", "resource_policy", None, 0),
                ("role/app", "implicitDeny", None, None, None),
            ],
            id="a bucket policy denies one",
        ),
    ],
)  # fmt: skip
def test_the_policy_of_the_resource_is_given(
    question: tuple[str, str], policy: Any, more: dict[str, Any], expected: list[Any]
) -> None:
    entries = [user("ann", allow("*")), user("bob"), role("app")]

    found = ask(account(*entries), *question, resource_policy=policy, **more)

    assert rows(found) == expected


FULL = document(allow("*"))


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ({"service_control_policies": [[FULL], [FULL]]}, ["ann", "svc", "eve"]),
        ({"service_control_policies": [[FULL], [READ]]}, ["ann", "svc", "eve"]),
        ({"service_control_policies": [[FULL], [WRITE]]}, ["svc"]),
        ({"service_control_policies": [[FULL, document(deny(GET))]]}, ["svc"]),
        ({"service_control_policies": [[FULL], []]}, ["svc"]),
        ({"service_control_policies": {OTHER: [[FULL], [WRITE]]}}, ["ann", "svc"]),
        (
            {"service_control_policies": {ACCOUNT: [[FULL]], OTHER: [[document(allow("iam:*"))]]}},
            ["ann", "svc"],
        ),
        ({"service_control_policies": {ACCOUNT: [[WRITE]]}}, ["svc", "eve"]),
        (
            {
                "service_control_policies": [
                    [
                        FULL,
                        document(deny("*", Condition={"ArnLike": {"aws:PrincipalArn": "*/eve"}})),
                        document(deny("*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/a*"}})),
                    ]
                ]
            },
            ["svc", "eve"],
        ),
        ({"resource_control_policies": [[document(deny("s3:*", Principal="*"))]]}, ["svc"]),
        ({"resource_control_policies": [[document(deny("sqs:*", Principal="*"))]]}, ["ann", "svc", "eve"]),
        ({"resource_control_policies": [[document(deny("s3:*", Principal={"AWS": ACCOUNT}))]]}, ["ann", "svc", "eve"]),
        (
            {
                "resource_control_policies": [
                    [
                        document(
                            deny("s3:*", Principal="*", Condition={"StringNotEquals": {"aws:PrincipalAccount": OTHER}})
                        )
                    ]
                ]
            },
            ["svc", "eve"],
        ),
    ],
    ids=[
        *("all levels allow", "all levels allow this", "one level does not", "denied", "an empty level"),
        *("by account", "by account: each", "by account: the other", "by principal"),
        *("rcp", "rcp of another service", "rcp without star", "rcp by principal"),
    ],
)  # fmt: skip
def test_policies_of_the_organization(policies: dict[str, Any], expected: list[str]) -> None:
    linked = owner("role", "svc", "/aws-service-role/x.amazonaws.com/", inline={"p": READ})
    first = [user("ann", allow(GET)), user("bob"), linked]
    second = [of(OTHER, user("eve", allow(GET)))]
    snapshot = ir.load([export(*first), export(*second)], as_of=AS_OF)

    found = ask(snapshot, GET, KEY, **policies)

    assert sorted(found["principal"].str.rpartition("/")[2]) == sorted(expected)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "fake"),
        ("/my/aws-service-role/", "fake"),
        ("/aws-service-role-not/", "fake"),
        ("/", "AWSServiceRoleForFake"),
    ],
)
def test_a_role_that_only_looks_service_linked_lets_no_other_pass(path: str, name: str) -> None:
    """AWS's own paths begin with /aws-service-role/; anybody can have it further down."""
    snapshot = account(owner("role", name, path, inline={"p": READ}), role("app", allow(GET)))
    limits = {"service_control_policies": [[FULL], [WRITE]]}

    found = ask(snapshot, GET, KEY, denied=True, **limits)

    assert rows(found, "decision")[1] == ("implicitDeny",)
    for arn, decision in rows(found, "principal", "decision"):
        assert ir.can(snapshot, HEAD + arn, GET, KEY, **limits).decision == decision
    assert ("my" in path) <= (rows(found, "decision")[0] == ("implicitDeny",))


OLD = "2025-12-31T00:00:00Z"


@pytest.fixture
def accounts() -> ir.Snapshot:
    """Return two accounts, the first at two moments."""
    app = role("app", trust=trust({"AWS": [ACCOUNT, OTHER]}))
    first = [user("ann", allow(ASSUME)), app]
    later = [user("ann", allow("s3:*")), user("new", allow(ASSUME)), app]
    second = [
        of(OTHER, user("eve", allow(ASSUME, APP))),
        of(OTHER, user("fay", allow(ASSUME, HEAD + "role/web"))),
        of(OTHER, role("app", trust=trust({"AWS": OTHER}))),
    ]
    return together(account(*first, as_of=OLD), account(*later), account(*second))


def test_several_accounts_and_moments(accounts: ir.Snapshot) -> None:
    found = ask(accounts, ASSUME, APP)

    assert rows(found, "account_id", "as_of", "principal", "decision", "policy") == [
        (ACCOUNT, pd.Timestamp(OLD), "user/ann", "allowed", "p"),
        (ACCOUNT, pd.Timestamp(AS_OF), "user/new", "allowed", "p"),
        (OTHER, pd.Timestamp(AS_OF), f"arn:aws:iam::{OTHER}:user/eve", "allowed", "p"),
    ]


def test_a_pattern_of_roles_asks_about_each(accounts: ir.Snapshot) -> None:
    found = ask(accounts, ASSUME, "arn:aws:iam::*:role/a*")

    assert rows(found, "principal", "resource") == [
        ("user/ann", "role/app"),
        ("user/new", "role/app"),
        (f"arn:aws:iam::{OTHER}:user/eve", "role/app"),
    ]


def test_denials_are_told_if_wanted(accounts: ir.Snapshot) -> None:
    found = ask(accounts, GET, KEY, denied=True)

    assert rows(found, "principal", "decision") == [
        ("user/ann", "implicitDeny"),
        ("user/ann", "allowed"),
        ("user/new", "implicitDeny"),
        (f"arn:aws:iam::{OTHER}:user/eve", "implicitDeny"),
        (f"arn:aws:iam::{OTHER}:user/fay", "implicitDeny"),
        ("role/app", "implicitDeny"),
        ("role/app", "implicitDeny"),
        (f"arn:aws:iam::{OTHER}:role/app", "implicitDeny"),
    ]


@pytest.mark.parametrize(
    ("context", "is_complete", "expected"),
    [
        (None, False, ["conditional", "conditional", "aws:MultiFactorAuthPresent"]),
        ({"aws:multifactorauthpresent": "true"}, False, ["allowed", "allowed", None]),
        ({"aws:MultiFactorAuthPresent": False}, False, ["implicitDeny", "explicitDeny", None]),
        ({"aws:MultiFactorAuthPresent": None}, False, ["implicitDeny", "explicitDeny", None]),
        (None, True, ["implicitDeny", "explicitDeny", None]),
        ({"aws:SourceIp": "192.0.2.1"}, True, ["implicitDeny", "explicitDeny", None]),
    ],
)
def test_context(context: Any, is_complete: bool, expected: list[Any]) -> None:  # noqa: FBT001
    snapshot = account(
        user("ann", allow(GET, Condition=MFA)), user("bob", allow(GET), deny(GET, Condition=NO_MFA))
    )

    found = ask(snapshot, GET, KEY, context, context_complete=is_complete, denied=True)

    assert found["decision"].tolist() == expected[:2]
    assert found["conditional"].tolist() == [d == "conditional" for d in expected[:2]]
    if "conditional" in expected:
        assert found["missing_context"].tolist() == [expected[2]] * 2


def test_what_a_row_tells() -> None:
    policy = document(allow("s3:*", "arn:aws:s3:::other/*"), allow(GET, Sid="Read"))
    snapshot = account(
        owner("group", "crew", attached=[HEAD + "policy/read"]),
        managed("read", policy),
        owner("user", "ann", GroupList=["crew"]),
    )

    (row,) = ask(snapshot, GET, KEY).to_dict("records")

    assert {name: value for name, value in row.items() if not pd.isna(value)} == {
        "account_id": ACCOUNT,
        "as_of": pd.Timestamp(AS_OF),
        "principal": HEAD + "user/ann",
        "principal_type": "user",
        "action": GET,
        "resource": KEY,
        "decision": "allowed",
        "conditional": False,
        "policy_type": "identity",
        "policy": "read",
        "policy_arn": HEAD + "policy/read",
        "via": "group attached",
        "group": "crew",
        "statement": 1,
        "sid": "Read",
        "reason": "identity-based policies: statement Read of policy read allows the request",
    }


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([owner("group", "crew", inline={"p": READ})], []),
        ([managed("read", READ)], []),
        ([user("ann", allow(GET))], [("user/ann", "allowed")]),
        ([role("app", allow(GET))], [("role/app", "allowed")]),
        ([user("ann"), role("app")], []),
    ],
    ids=["no user, no role", "only a policy", "no role", "no user", "no policy"],
)
@pytest.mark.parametrize(
    ("question", "more"),
    [
        ((GET, KEY), {}),
        ((GET, "*"), {}),
        ((GET, KEY), {"service_control_policies": [[FULL]], "resource_control_policies": [[FULL]]}),
        ((GET, KEY), {"resource_policy": document(to({"Service": "logs.amazonaws.com"}, "sqs:*"))}),
    ],
)
def test_small_accounts(
    entries: list[Any], question: tuple[str, str], more: dict[str, Any], expected: list[Any]
) -> None:
    found = ask(account(*entries), *question, **more)

    assert rows(found, "principal", "decision") == expected
    assert found.dtypes.to_dict() == WHO_CAN.empty().dtypes.to_dict()


@pytest.mark.parametrize("resource", [f"arn:aws:iam::{OUTSIDE}:role/app", HEAD + "role/*", "*"])
def test_nobody_can_assume_a_role_that_is_not_there(resource: str) -> None:
    for entries in ([owner("group", "crew")], [user("ann")]):
        found = ask(account(*entries), ASSUME, resource)

        assert found.empty
        assert found.dtypes.to_dict() == WHO_CAN.empty().dtypes.to_dict()


@pytest.mark.parametrize("resource_account", [None, ACCOUNT])
def test_a_bucket_is_not_of_an_account_that_its_policy_names(resource_account: str | None) -> None:
    """Without their own policies being known, others can do at most what the bucket's allows."""
    policy = document(to({"AWS": OTHER}, "sqs:*"), to({"AWS": OUTSIDE}, GET))

    found = ask(
        account(user("ann")), GET, KEY, resource_policy=policy, resource_account=resource_account
    )

    assert rows(found, "principal", "decision") == [(OUTSIDE, "unknown")]


def test_an_empty_account_and_a_resource_that_names_somebody() -> None:
    snapshot = account(owner("group", "crew"))

    found = ask(snapshot, GET, KEY, resource_policy=document(to("*")), resource_account=ACCOUNT)

    assert rows(found, "account_id", "as_of", "principal", "decision") == [
        (ACCOUNT, pd.Timestamp(AS_OF), "*", "allowed")
    ]


def test_questions_do_not_depend_on_those_before() -> None:
    snapshot = account(user("ann", allow(GET)), role("app", trust=trust({"AWS": ACCOUNT})))
    questions = [(GET, KEY), (ASSUME, APP), ("s3:*", "*"), (GET, "*")]
    first = [ask(snapshot, *question) for question in questions]

    for question, before in reversed(list(zip(questions, first, strict=True))):
        pd.testing.assert_frame_equal(ask(snapshot, *question), before)


@pytest.mark.parametrize(
    ("question", "more", "message"),
    [
        (("s3",), {}, "`s3` is no action"),
        (("s3:Get Object",), {}, "is no action"),
        ((GET, KEY, {"a": "1", "A": "2"}), {}, "has the key `A` twice"),
        ((GET,), {"resource_policy": {"Statement": {"Action": "*"}}}, "resource_policy: AWS would"),
        ((GET,), {"service_control_policies": [FULL]}, "is no list of levels"),
        ((GET,), {"service_control_policies": {"root": [[FULL]]}}, "is no mapping of account IDs"),
        ((GET,), {"resource_control_policies": FULL}, "is no list of levels"),
    ],
)
def test_arguments_that_are_wrong(
    question: tuple[Any, ...], more: dict[str, Any], message: str
) -> None:
    for entries in ([user("ann")], [owner("group", "crew")]):
        with pytest.raises(IamReportError, match=message):
            ir.who_can(account(*entries), *question, **more)


def test_a_snapshot_without_authorization_details() -> None:
    with pytest.raises(KeyError):
        ir.who_can(ir.Snapshot({}), GET)
