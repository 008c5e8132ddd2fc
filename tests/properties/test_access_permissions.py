"""What `permissions` says is left of a policy, against what `can` decides.

What is surely left is allowed wherever the row's pattern matches; where nothing is left, nothing is
allowed.
"""

from __future__ import annotations

from itertools import product
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir
from iam_report.frames.permissions import PERMISSIONS
from iam_report.policy.resources import has_variable, matches_arn
from tests.access.written_accounts import HEAD, account
from tests.relations.written_policies import ACCOUNT, document, managed, owner

many = settings(max_examples=70, deadline=None, derandomize=True)
few = settings(max_examples=30, deadline=None, derandomize=True)

ACTIONS: Final = (
    *("*", "*:*", "s3:*", "s3:Get*", "s3:GetObject", "S3:getobject", "s3:Put?bject", "iam:*"),
    *("iam:PassRole", "foo:Bar", "foo:*", "s*:Get*", "*:PassRole", "s3:Get Object", "s3:"),
)
RESOURCES: Final = (
    *("*", "*", "arn:aws:s3:::*", "arn:aws:s3:::a/*", "arn:aws:s3:::a/k", "arn:*:s3", "reports"),
    *("arn:aws:s3:::?/k", "arn:aws:s3:::${aws:username}/k", f"arn:aws:iam::{ACCOUNT}:role/app"),
    *("arn:aws:iam::*:role/*", "arn:aws:*:*:*:*/k"),
)
CONDITIONS: Final[tuple[dict[str, Any], ...]] = (
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringLike": {"aws:userid": "*"}},
    {"StringSimilar": {"aws:userid": "*"}},
    {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
)
ASKED_ACTIONS: Final = ("s3:GetObject", "s3:PutObject", "iam:PassRole", "foo:Bar")
ASKED_RESOURCES: Final = (
    *("*", "arn:aws:s3:::a/k", "arn:aws:s3:::ann/k", "arn:aws:s3:::${aws:username}/k"),
    f"arn:aws:iam::{ACCOUNT}:role/app",
)
USERS: Final = ("ann", "bob", "cat")


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """Return a statement; most allow, and most have no condition."""
    some = {"min_size": 1, "max_size": 2, "unique": True}
    element = st.sampled_from(["Action", "Action", "NotAction"])
    where = st.sampled_from(["Resource", "Resource", "Resource", "NotResource"])
    found = {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        draw(element): draw(st.lists(st.sampled_from(ACTIONS), **some)),
        draw(where): draw(st.lists(st.sampled_from(RESOURCES), **some)),
    }
    condition = draw(st.sampled_from([None, None, None, *CONDITIONS]))
    return found if condition is None else found | {"Condition": condition}


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """Return a policy, some of them in the version that knows no variables."""
    version = draw(st.sampled_from(["2012-10-17", "2012-10-17", None]))
    return document(*draw(st.lists(statements(), min_size=1, max_size=3)), version=version)


@st.composite
def accounts(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return the entries of an account: users, a group that one is in, and boundaries."""
    found = [owner("group", "crew", inline={"g": draw(policies())})]
    for name in USERS:
        cap = draw(st.none() | policies())
        found += [] if cap is None else [managed(f"cap-{name}", cap)]
        inline = {f"p{at}": draw(policies()) for at in range(draw(st.integers(1, 2)))}
        boundary = None if cap is None else f"{HEAD}policy/cap-{name}"
        groups = ["crew"] if name == "cat" else []
        found.append(owner("user", name, inline=inline, boundary=boundary, GroupList=groups))
    return found


@many
@given(accounts())
def test_what_is_left_is_allowed_and_what_is_not_is_not(entries: list[dict[str, Any]]) -> None:
    snapshot = account(*entries)
    found = PERMISSIONS.check(ir.permissions(snapshot, actions=ASKED_ACTIONS))
    granted = found[(found["effect"] == "Allow") & (found["via"] != "boundary")]
    by_question: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in granted.astype(object).where(granted.notna(), None).to_dict("records"):
        by_question.setdefault((row["principal"], row["action"]), []).append(row)
    for name, action in product(USERS, ASKED_ACTIONS):
        rows = by_question.get((HEAD + f"user/{name}", action), [])
        for resource in ASKED_RESOURCES:
            decision = ir.can(snapshot, name, action, resource).decision
            if any(is_about(row, resource) and row["is_effective"] is True for row in rows):
                assert decision == "allowed", (name, action, resource)
            if all(row["is_effective"] is False for row in rows):
                assert decision != "allowed", (name, action, resource)


def is_about(row: dict[str, Any], resource: str) -> bool:
    """Return whether the pattern of a row is sure to match a resource."""
    pattern = row["resource"]
    return row["not_resources"] is None and (
        pattern == "*" or (not has_variable(pattern) and matches_arn(pattern, resource))
    )


@few
@given(accounts())
def test_every_row_of_a_statement_stands_once(entries: list[dict[str, Any]]) -> None:
    snapshot = account(*entries)
    plain = PERMISSIONS.check(ir.permissions(snapshot))
    asked = PERMISSIONS.check(ir.permissions(snapshot, actions=["iam:*", "s3:Get*", "foo:Bar"]))
    one = [PERMISSIONS.check(ir.permissions(snapshot, name)) for name in USERS]

    assert sum(map(len, one)) == len(plain)
    assert not set(asked["statement"].dropna()) - set(plain["statement"].dropna())
