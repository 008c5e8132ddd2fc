"""Which single change ends most escalations, and exports from which the thing is really gone."""

from __future__ import annotations

import json
import os
import random
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

import iam_report as ir
from iam_report.catalog.escalation_paths import escalation_paths
from iam_report.errors import IamReportError
from iam_report.frames.escalation_removals import ESCALATION_REMOVALS
from iam_report.graph._graph import graph_of
from tests.access.written_accounts import (
    FULL,
    OTHER,
    account,
    of,
    rows,
    together,
    user,
)
from tests.graph.chain_cases import ADMIN, assume, boss
from tests.graph.labelled_snapshot import in_folders
from tests.graph.removal_cases import (
    ATTACHMENT,
    BETWEEN,
    BOSS,
    CASES,
    MEMBERSHIP,
    OWN,
    STATEMENT,
    TRUST,
    using,
)
from tests.reference.escalations_made_up import exports
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iam_report.snapshot import Snapshot

#: So many made-up organizations are looked at in whole; of the first alone some things.
WHOLE: Final = int(os.environ.get("REFERENCE_REMOVALS", "0"))
_SOME: Final = 12

SHOWN: Final = ("kind", "arn", "policy", "group", "statement", "broken", "principals")


def told(snapshot: Snapshot, top: int = 1_000, **more: Any) -> list[tuple[Any, ...]]:
    """Return the rows of the answer, which is a well-formed frame."""
    frame = ESCALATION_REMOVALS.check(ir.escalation_removals(snapshot, top, **more))
    assert frame["rank"].tolist() == list(range(1, len(frame) + 1))
    return rows(frame, *SHOWN)


@pytest.mark.parametrize("name", CASES)
def test_rows(name: str) -> None:
    entries, expected = CASES[name]
    assert told(account(ADMIN, *entries)) == expected


@pytest.mark.parametrize("name", CASES)
def test_fewer_rows_are_the_first_of_all(name: str) -> None:
    entries, expected = CASES[name]
    snapshot = account(ADMIN, *entries)
    for top in (1, 3):
        assert told(snapshot, top) == expected[:top]


@pytest.mark.parametrize("name", CASES)
def test_order_of_an_export_does_not_count(name: str) -> None:
    entries, expected = CASES[name]
    assert told(account(*reversed(entries), ADMIN)) == expected


def test_other_columns() -> None:
    own = managed("own", document(allow("s3:*"), {**assume(BOSS), "Sid": "Assume"}))
    snapshot = account(ADMIN, boss(), own, using("ann", OWN))
    frame = ir.escalation_removals(snapshot)
    (chain,) = ir.escalations(snapshot)["explanation"]
    found = rows(frame, "account_id", "kind", "policy_arn", "statement", "sid")

    assert found == [
        (ACCOUNT, STATEMENT, "policy/own", 1, "Assume"),
        (ACCOUNT, ATTACHMENT, "policy/own", None, None),
        (ACCOUNT, TRUST, None, 0, None),
    ]
    assert set(frame["example"]) == {chain}


@pytest.mark.parametrize("name", BETWEEN)
def test_accounts_that_trust_each_other(name: str) -> None:
    trusts, entries, broken = BETWEEN[name]
    far = of(OTHER, boss(trusts, "far"))
    frame = ir.escalation_removals(together(account(ADMIN, *entries), account(ADMIN, far)))
    frame = frame[frame["kind"] == TRUST]
    names = frame["arn"].str.rpartition("/")[2]

    assert dict(zip(names, frame["broken"], strict=True)) == broken
    assert frame["account_id"].tolist() == [arn.split(":")[4] for arn in frame["arn"]]


def test_moments_of_an_account_are_apart() -> None:
    entries = [ADMIN, boss(), user("ann", assume(BOSS))]
    later = account(*entries, user("ben", assume(BOSS)), as_of="2026-02-28T00:00:00Z")
    frame = ir.escalation_removals(together(account(*entries), later))
    trusts = frame[frame["kind"] == TRUST]

    assert trusts["broken"].tolist() == [2, 1]
    assert trusts["as_of"].is_monotonic_decreasing
    assert len(frame) == 8


def test_service_control_policies() -> None:
    snapshot = account(ADMIN, boss(), user("ann", assume(BOSS)))
    denied = [[document(allow("*"), deny("sts:AssumeRole"))]]

    assert told(snapshot, service_control_policies=denied) == []
    assert told(snapshot, service_control_policies=[[FULL]]) == told(snapshot)


@pytest.mark.parametrize("top", [0, -1, 1.5, True, "2", None])
def test_no_number(top: Any) -> None:
    with pytest.raises(IamReportError, match=r"^`top` is `"):
        ir.escalation_removals(account(boss()), top)


# Exports from which the thing is really gone.


class Thing(NamedTuple):
    """A thing that can be taken away: the columns of a row that tell which."""

    kind: str
    arn: str
    policy: str | None = None
    group: str | None = None
    statement: int | None = None


Text = dict[str, Any]
Place = tuple[Any, ...]

#: What stands in the place of a statement that is gone.
IDLE: Final = {
    STATEMENT: allow("s3:ListAllMyBuckets"),
    TRUST: allow("sts:AssumeRole", None, Principal={"Service": "unused.amazonaws.com"}),
}


def things(text: Text) -> Iterator[tuple[Thing, Place]]:
    """Give what can be taken away from an export, and where that is.

    Policies that are nothing but boundaries are left out.
    """
    attached = {p["PolicyArn"] for _, e in owners(text) for p in e["AttachedManagedPolicies"]}
    for at, policy in enumerate(text["Policies"]):
        if policy["Arn"] in attached and "::aws:" not in policy["Arn"]:
            flags = [version["IsDefaultVersion"] for version in policy["PolicyVersionList"]]
            place = ("Policies", at, "PolicyVersionList", flags.index(True), "Document")
            yield from statements(
                text, place, Thing(STATEMENT, policy["Arn"], policy["PolicyName"])
            )
    for head, entry in owners(text):
        thing = Thing(ATTACHMENT, entry["Arn"])
        for name in ("AttachedManagedPolicies", f"{head[0].removesuffix('DetailList')}PolicyList"):
            for i, policy in enumerate(entry[name]):
                own = thing._replace(policy=policy["PolicyName"])
                yield own, (*head, name, i)
                if "PolicyDocument" in policy:
                    place = (*head, name, i, "PolicyDocument")
                    yield from statements(text, place, own._replace(kind=STATEMENT))
        for i, group in enumerate(entry.get("GroupList", ())):
            yield Thing(MEMBERSHIP, entry["Arn"], group=group), (*head, "GroupList", i)
        if "AssumeRolePolicyDocument" in entry:
            yield from statements(
                text, (*head, "AssumeRolePolicyDocument"), Thing(TRUST, entry["Arn"])
            )


def owners(text: Text) -> Iterator[tuple[Place, Text]]:
    """Give the users, groups and roles of an export, and where each is."""
    for name in ("UserDetailList", "GroupDetailList", "RoleDetailList"):
        for at, entry in enumerate(text[name]):
            yield (name, at), entry


def statements(text: Text, place: Place, thing: Thing) -> Iterator[tuple[Thing, Place]]:
    """Give the statements of a document that allow, and where each is."""
    for at, statement in enumerate(inside(text, place)["Statement"]):
        if statement["Effect"] == "Allow":
            yield thing._replace(statement=at), (*place, "Statement", at)


def inside(text: Any, place: Place) -> Any:
    """Return what is somewhere in an export."""
    for key in place:
        text = text[key]
    return text


def without(text: Text, thing: Thing, place: Place) -> Text:
    """Return an export from which a thing is gone."""
    found = deepcopy(text)
    holder = inside(found, place[:-1])
    if thing.kind in IDLE:
        holder[place[-1]] = IDLE[thing.kind]
    else:
        del holder[place[-1]]
    return found


def snapshot_of(texts: dict[str, Text]) -> Snapshot:
    """Return the snapshot of the exports of accounts."""
    return in_folders({f"{n}/details.json": json.dumps(t).encode() for n, t in texts.items()})


class Chained(NamedTuple):
    """Who becomes which administrator; who does without what exports would tell; administrators."""

    all: set[tuple[str, str]]
    told: set[tuple[str, str]]
    admins: set[str]


def chained(snapshot: Snapshot) -> Chained:
    """Return what chains there are; an administrator that is made goes by its account."""
    frame = ir.escalations(snapshot, limit=None)
    frame = frame[frame["target"].notna()]
    goals = frame["target"].where(~frame["makes_admin"], frame["target_account"])
    pairs = list(zip(frame["principal"], goals, strict=True))
    is_told = (frame["confidence"] != "needs").tolist()
    graph = graph_of(snapshot)
    admins = {graph.population.arns[at] for at in graph.admins.tolist() if not graph.is_made(at)}
    return Chained(
        set(pairs), {p for p, is_it in zip(pairs, is_told, strict=True) if is_it}, admins
    )


def differences(seed: int, choose: Callable[[list[Any], set[Thing]], list[Any]]) -> tuple[Any, Any]:
    """Return what is told of things of a made-up organization, and what the exports say."""
    source = random.Random(seed)  # noqa: S311
    numbers = ACCOUNT, OTHER
    paths = source.sample([*escalation_paths().values()], 18)
    texts = dict(zip(numbers, map(json.loads, exports(source, numbers, paths)), strict=True))
    snapshot = snapshot_of(texts)
    frame = ir.escalation_removals(snapshot, 10_000)
    columns = frame[[*Thing._fields, "broken", "principals"]].astype(object)
    each = columns.where(columns.notna(), None).itertuples(index=False, name=None)
    found = {Thing(*row[:5]): row[5:] for row in each}
    before, expected = chained(snapshot), {}
    listed = [(n, thing, place) for n in numbers for thing, place in things(texts[n])]
    for number, thing, place in choose(listed, set(found)):
        after = chained(snapshot_of(texts | {number: without(texts[number], thing, place)}))
        broken = before.told - after.all
        if after.admins != before.admins:  # they stay administrators in the answer
            found.pop(thing, None)
        elif broken:
            principals = {p for p, _ in before.told} - {p for p, _ in after.all}
            expected[thing] = len(broken), len(principals)
    return found, expected


@pytest.mark.parametrize("seed", range(1 + WHOLE))
def test_things_are_really_gone(seed: int) -> None:
    def choose(listed: list[Any], found: set[Thing]) -> list[Any]:
        if seed:
            return listed
        others = [each for each in listed if each[1] not in found]
        return [each for each in listed if each[1] in found] + others[:: len(others) // _SOME]

    found, expected = differences(100 + seed, choose)

    assert expected
    assert found == expected
