"""Policies of roles, resources and organizations, and what they do to the answer.

Rows are (principal, decision, policy, via, statement), the ARN without `arn:aws:iam::111122223333:`.
"""

from __future__ import annotations

from typing import Any

import pytest

import iam_report as ir
from tests.access.written_accounts import (
    APP,
    ASSUME,
    FULL,
    GET,
    HEAD,
    KEY,
    OTHER,
    READ,
    WRITE,
    account,
    ask,
    export,
    of,
    role,
    rows,
    to,
    trust,
    user,
)
from tests.relations.written_policies import ACCOUNT, AS_OF, allow, deny, document, owner

KMS = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"


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
