"""What policies let principals do: against a slow evaluator, and what must not change it."""

from __future__ import annotations

import re
from itertools import product
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iam_report.policy.action_sets import action_set, statement_set
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed, owner
from tests.relations.written_policies import snapshot as load

HEAD = f"arn:aws:iam::{ACCOUNT}:"
ANSWERS = ("is_admin", "is_conditional_admin")
WITHOUT_MFA = ("is_admin_by_key_without_mfa", "is_admin_by_password_without_mfa")
MFA = "aws:MultiFactorAuthPresent"

few = settings(max_examples=40, deadline=None)

ACTIONS = (
    *("*", "iam:*", "iam:Put*", "iam:Attach*Policy", "iam:*Group*", "iam:*PermissionsBoundary"),
    *("iam:PutUserPolicy", "iam:PutRolePolicy", "iam:AttachGroupPolicy", "iam:Create*"),
    *("iam:DeleteUserPermissionsBoundary", "s3:*", "s3:GetObject"),
)
RESOURCES = (
    *("*", "arn:aws:iam::*", f"{HEAD}user/*", f"{HEAD}role/*", f"{HEAD}group/*", "arn:aws:s3:::*"),
    *(f"{HEAD}user/ann", f"{HEAD}user/*/bob", f"{HEAD}role/app-?", f"{HEAD}group/crew"),
    *(f"{HEAD}user/${{aws:username}}", "arn:aws:iam::444455556666:user/*"),
)
CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {"Bool": {MFA: "true"}},
    {"Bool": {MFA: "false"}},
    {"BoolIfExists": {MFA: "false"}},
    {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
)

PLACES = ("user", "group", "role", "managed", "boundary")


@st.composite
def statements(draw: st.DrawFn, conditions: tuple[dict[str, Any], ...] = ({},)) -> dict[str, Any]:
    """Return a statement; most allow."""
    kinds = st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=2, unique=True)
    places = st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=2, unique=True)
    is_plain = st.sampled_from([True, True, True, False])
    found = {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        "Action" if draw(is_plain) else "NotAction": draw(kinds),
        "Resource" if draw(is_plain) else "NotResource": draw(places),
    }
    condition = draw(st.sampled_from(conditions))
    return found | ({"Condition": condition} if condition else {})


@st.composite
def accounts(
    draw: st.DrawFn, conditions: tuple[dict[str, Any], ...] = ({},)
) -> dict[str, list[dict[str, Any]]]:
    """Return the statements that stand in each of PLACES."""
    some = st.lists(statements(conditions), max_size=3)
    found = {place: draw(some) for place in PLACES}
    return found if draw(st.booleans()) else found | {"boundary": []}


def entries(account: dict[str, list[dict[str, Any]]], **more: Any) -> list[dict[str, Any]]:
    """Return two users, a group with one of them, and a role, with the statements."""
    inline = {p: {"i": document(*account[p])} if account[p] else {} for p in PLACES}
    policies = {p: managed(p, document(*account[p])) for p in ("managed", "boundary") if account[p]}
    attached = [HEAD + "policy/managed"] if "managed" in policies else []
    boundary = HEAD + "policy/boundary" if "boundary" in policies else None
    own = {"attached": attached, "boundary": boundary}
    return [
        owner("user", "ann", inline=inline["user"], GroupList=["crew"], **own, **more),
        owner("user", "bob", "/team/", inline=inline["user"], **own),
        owner("group", "crew", inline=inline["group"]),
        owner("role", "app-1", inline=inline["role"], **own),
        *policies.values(),
    ]


def rows(*given: dict[str, Any]) -> pd.DataFrame:
    """Return what the frame says of the principals."""
    return load(*given)["principals"].set_index("principal")


class Request(NamedTuple):
    """What a request has for the keys of CONDITIONS; None for none."""

    mfa: str | None
    is_office: bool


REQUESTS = [Request(*values) for values in product((None, "false", "true"), (True, False))]


def matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Tell whether a wildcard pattern matches."""
    regex = "".join({"*": ".*", "?": "."}.get(c) or re.escape(c) for c in pattern)
    return bool(re.fullmatch(regex, text, re.IGNORECASE if ignore_case else 0))


def is_met(condition: dict[str, Any], request: Request) -> bool:
    """Tell whether a request meets one of CONDITIONS."""
    for operator, keys in condition.items():
        if operator == "IpAddress":
            return request.is_office
        return operator == "BoolIfExists" if request.mfa is None else request.mfa == keys[MFA]
    return True


def applies(
    statement: dict[str, Any], action: str, resource: str, name: str, request: Request
) -> bool:
    """Tell whether a statement is about a request."""
    patterns = statement.get("Action") or statement.get("NotAction")
    named = any(matches(p, action, ignore_case=True) for p in patterns)
    places = statement.get("Resource") or statement.get("NotResource")
    where = any(matches(p.replace("${aws:username}", name), resource) for p in places)
    return (
        named == ("Action" in statement)
        and where == ("Resource" in statement)
        and is_met(statement.get("Condition", {}), request)
    )


def is_admin(account: dict[str, list[dict[str, Any]]], who: str, request: Request) -> bool:
    """Tell whether a principal gets any permission by requests such as this."""
    kind = "role" if who.startswith("app") else "user"
    path = "team/" if who == "bob" else ""
    own = account[kind] + account["managed"] + (account["group"] if who == "ann" else [])
    cap = account["boundary"]

    def may(action: str, resource: str) -> bool:
        def some(listed: list[dict[str, Any]], effect: str) -> bool:
            return any(
                s["Effect"] == effect
                and applies(s, action, resource, who if kind == "user" else "\0", request)
                for s in listed
            )

        return (
            some(own, "Allow") and (not cap or some(cap, "Allow")) and not some(own + cap, "Deny")
        )

    title = kind.title()
    itself = f"{HEAD}{kind}/{path}{who}"
    grants = any(may(f"iam:{verb}{title}Policy", itself) for verb in ("Attach", "Put"))
    if who == "ann":
        crew = f"{HEAD}group/crew"
        grants |= any(may(f"iam:{verb}GroupPolicy", crew) for verb in ("Attach", "Put"))
    if not cap or not grants:
        return grants
    lifts = any(may(f"iam:{verb}{title}PermissionsBoundary", itself) for verb in ("Delete", "Put"))
    return lifts or any(
        may(f"iam:Create{other}", new)
        and any(may(f"iam:{verb}{other}Policy", new) for verb in ("Attach", "Put"))
        for other in ("User", "Role")
        for new in [f"{HEAD}{other.lower()}/\ue000"]
    )


@few
@given(accounts())
def test_as_a_slow_evaluator_says(account: dict[str, list[dict[str, Any]]]) -> None:
    """Without conditions the answers are exact."""
    found = rows(*entries(account))

    for who in ("ann", "bob", "app-1"):
        expected = is_admin(account, who, REQUESTS[0])
        assert found.loc[who, [*ANSWERS, *WITHOUT_MFA]].tolist() == [
            expected, False, expected, expected,
        ], who  # fmt: skip
        assert pd.notna(found.loc[who, "admin_via"]) == expected


@few
@given(accounts(CONDITIONS))
def test_conditions_are_read_to_the_safe_side(account: dict[str, list[dict[str, Any]]]) -> None:
    """Who is sure to be an administrator is one from anywhere; who is one by any request may be.

    A condition that a caller meets by leaving out MFA limits nobody.
    """
    found = rows(*entries(account))

    for who in ("ann", "bob", "app-1"):
        row = found.loc[who]
        by = {request: is_admin(account, who, request) for request in REQUESTS}
        from_anywhere = [any(by[r] for r in REQUESTS if r.is_office == o) for o in (True, False)]
        assert all(from_anywhere) or not row["is_admin"]
        assert row["is_admin"] or row["is_conditional_admin"] or not any(by.values())
        for column, mfa in zip(WITHOUT_MFA, (None, "false"), strict=True):
            assert row[column] or not any(by[r] for r in REQUESTS if r.mfa == mfa)
            assert row["is_admin"] or row["is_conditional_admin"] or not row[column]


def levels(found: pd.DataFrame) -> pd.Series:
    """Return 2 for an administrator, 1 for one under conditions, 0 for none."""
    return found["is_admin"].astype("int64") * 2 + found["is_conditional_admin"].astype("int64")


@few
@given(accounts(CONDITIONS), statements(CONDITIONS), st.sampled_from(PLACES[:4]))
def test_a_deny_never_adds_and_an_allow_never_takes_away(
    account: dict[str, list[dict[str, Any]]], statement: dict[str, Any], place: str
) -> None:
    before = rows(*entries(account))
    after = {
        effect: rows(*entries(account | {place: [*account[place], statement | {"Effect": effect}]}))
        for effect in ("Allow", "Deny")
    }

    for less, more in ((after["Deny"], before), (before, after["Allow"])):
        assert (less["allowed_actions"] <= more["allowed_actions"]).all()
        assert (levels(less) <= levels(more)).all()
        for column in WITHOUT_MFA:
            assert (~less[column] | more[column]).all()


@few
@given(accounts(CONDITIONS), st.lists(statements(CONDITIONS), min_size=1, max_size=3))
def test_a_boundary_never_adds(
    account: dict[str, list[dict[str, Any]]], boundary: list[dict[str, Any]]
) -> None:
    with_it = rows(*entries(account | {"boundary": boundary}))
    without = rows(*entries(account | {"boundary": []}))

    assert (with_it["allowed_actions"] <= without["allowed_actions"]).all()
    assert (levels(with_it) <= levels(without)).all()


def split(statement: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a statement for each action."""
    if "NotAction" in statement:
        return [statement]
    return [statement | {"Action": action} for action in statement["Action"]]


def as_listed(account: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the account with inline policies made managed ones, one for each action."""
    found = []
    policies = []
    for entry in entries(account):
        lists = [k for k in ("UserPolicyList", "GroupPolicyList", "RolePolicyList") if k in entry]
        if not lists:
            found.append(entry)
            continue
        attached = list(entry["AttachedManagedPolicies"])
        for policy in entry[lists[0]]:
            for each in policy["PolicyDocument"]["Statement"]:
                for part in split(each):
                    name = f"p{len(policies)}"
                    policies.append(managed(name, {"Version": "2012-10-17", "Statement": part}))
                    attached.append({"PolicyName": name, "PolicyArn": f"{HEAD}policy/{name}"})
        found.append(entry | {lists[0]: [], "AttachedManagedPolicies": attached})
    return found + policies


@few
@given(accounts(CONDITIONS))
def test_how_policies_are_written_and_where_changes_nothing(
    account: dict[str, list[dict[str, Any]]],
) -> None:
    columns = ["allowed_actions", "allowed_services", *ANSWERS, *WITHOUT_MFA]
    before = rows(*entries(account))
    after = rows(*as_listed(account))

    pd.testing.assert_frame_equal(before[columns], after[columns])


@few
@given(accounts(CONDITIONS))
def test_a_policy_of_a_group_is_as_one_of_its_only_member(
    account: dict[str, list[dict[str, Any]]],
) -> None:
    moved = account | {"user": account["user"] + account["group"], "group": []}

    columns = ["allowed_actions", *ANSWERS, *WITHOUT_MFA]
    before, after = (rows(*entries(each)).loc["ann", columns] for each in (account, moved))
    assert before.tolist() == after.tolist()


@pytest.mark.parametrize("pattern", ["s3:Get*", "iam:*", "*", "s3:NoSuchAction", "IAM:passrole"])
def test_naming_all_but_an_action_is_not_naming_it(pattern: str) -> None:
    every = statement_set(["*"])

    assert statement_set(None, [pattern]) == every & ~action_set(pattern)
    assert action_set("*:*") == every
    found = rows(
        owner("user", "ann", inline={"a": document({**allow(), "NotAction": pattern})}),
        owner("user", "bob", inline={"a": document(allow("*"), deny(pattern))}),
    )
    assert found.loc["ann", "allowed_actions"] == found.loc["bob", "allowed_actions"]
