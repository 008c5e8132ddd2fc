"""What an answer holds: its rows, of several accounts and moments, of small accounts and of none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.errors import IamReportError
from iam_report.frames.who_can import WHO_CAN
from tests.access.written_accounts import (
    APP,
    ASSUME,
    FULL,
    GET,
    HEAD,
    KEY,
    MFA,
    NO_MFA,
    OTHER,
    OUTSIDE,
    READ,
    account,
    ask,
    of,
    role,
    rows,
    tagged,
    to,
    together,
    trust,
    user,
)
from tests.relations.written_policies import ACCOUNT, AS_OF, allow, deny, document, managed, owner

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
        "principal_account": ACCOUNT,
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


@pytest.mark.parametrize("resource", [f"arn:aws:iam::{OUTSIDE}:role/app", "*"])
def test_nobody_can_assume_a_role_that_is_not_there(resource: str) -> None:
    for entries in ([owner("group", "crew")], [user("ann")]):
        found = ask(account(*entries), ASSUME, resource)

        assert found.empty
        assert found.dtypes.to_dict() == WHO_CAN.empty().dtypes.to_dict()


def test_who_can_assume_roles_that_the_export_does_not_list_is_not_known() -> None:
    found = ask(account(user("ann")), ASSUME, HEAD + "role/*")

    assert rows(found, "principal", "decision") == [("user/ann", "unknown")]


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


IF_CREW = {"StringEquals": {"aws:PrincipalTag/team": "crew"}}
IF_NOT_CREW = {"StringNotEquals": {"aws:PrincipalTag/team": "crew"}}
IF_ANN = {"StringEquals": {"aws:username": "ann"}}

#: Policies that say different things to different users.
MIXED = (
    [allow(GET, Condition=IF_CREW)],
    [deny("*")],
    [allow("*")],
    [allow(GET), deny(GET, Condition=IF_NOT_CREW)],
    [allow("*", Condition=IF_ANN), deny("s3:*", Condition=MFA)],
    [allow(GET, "arn:aws:s3:::${aws:username}/*")],
    [deny(GET, KEY, Condition=IF_CREW), allow("*", Condition=IF_ANN)],
    [allow("sqs:*")],
)


@pytest.mark.parametrize("turn", range(len(MIXED)))
@pytest.mark.parametrize("tags", [{}, {"team": "crew"}], ids=str)
def test_principals_are_told_apart(turn: int, tags: dict[str, str]) -> None:
    """One decision is made for all that are alike to a question, and for no others."""
    policies = [*MIXED[turn:], *MIXED[:turn]]
    users = [user(f"u{at}", *each, **tagged(**tags)) for at, each in enumerate(policies)]
    snapshot = account(*users, user("ann", *MIXED[4], **tagged(**tags)))

    for question in ((GET, KEY), ("s3:*", "arn:aws:s3:::u1/*"), (ASSUME, APP)):
        for arn, decision in rows(ask(snapshot, *question, denied=True), "principal", "decision"):
            assert ir.can(snapshot, HEAD + arn, *question).decision == decision, (arn, question)


def test_a_deny_of_one_is_no_allow_of_another() -> None:
    entries = [
        user("b", allow(GET, Condition=IF_CREW), **tagged(team="crew")),
        user("a", deny("*")),
    ]

    found = ask(account(*entries), GET, KEY, denied=True)

    assert rows(found, "principal", "decision") == [
        ("user/b", "allowed"),
        ("user/a", "explicitDeny"),
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
