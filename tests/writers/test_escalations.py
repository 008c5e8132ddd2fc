"""Escalations as text and JSON: who comes first, how much is shown, and hostile names."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from iam_report.frames.escalation_edges import ESCALATION_EDGES
from iam_report.frames.escalation_removals import ESCALATION_REMOVALS
from iam_report.frames.escalation_steps import ESCALATION_STEPS
from iam_report.frames.escalations import ESCALATIONS
from iam_report.writers.escalations import (
    Goal,
    edges_text,
    escalations_text,
    removals_text,
    rows_json,
    ways_text,
)
from tests.writers.rows import HOSTILE

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.schema import Schema

_KEY = {"account_id": "111122223333", "as_of": "2026-01-01T00:00:00Z"}
_HOW = {
    "confidence": "certain",
    "actions": "iam:PutUserPolicy",
    "policies": "p",
    "missing_context": None,
    "needs": None,
    "explanation": "ana can do it",
}
CHAIN = {
    **_KEY,
    **_HOW,
    "principal": "ana",
    "principal_type": "user",
    "target": "boss",
    "target_type": "user",
    "target_account": "111122223333",
    "gives_admin": True,
    "makes_admin": False,
    "conditional": False,
    "hops": 1,
    "path_id": "iam-007",
    "other_path_ids": None,
    "via": "ana > boss",
    "reachable": 1,
    "gained_actions": 7,
}
HOP = {
    **_KEY,
    **_HOW,
    "source": "ana",
    "source_type": "user",
    "target": "boss",
    "target_type": "user",
    "target_account": "111122223333",
    "path_id": "iam-002",
    "category": "principal-access",
    "yields": "target",
    "target_class": None,
    "statements": "p[0]",
}
REMOVAL = {
    **_KEY,
    "rank": 1,
    "kind": "statement",
    "arn": "arn:aws:iam::111122223333:policy/p",
    "policy": "p",
    "policy_arn": None,
    "group": None,
    "statement": 0,
    "sid": None,
    "broken": 12,
    "principals": 1,
    "example": "ana can do it",
}
UNTOLD = {
    "confidence": "needs",
    "path_id": "",
    "target": None,
    "gives_admin": None,
    "hops": 0,
    "reachable": 0,
    "needs": "aws iam get-policy-version",
    "explanation": "not all policies are there",
}
#: What the export does not tell the rights of.
UNCLEAR = {
    "confidence": "needs",
    "gives_admin": None,
    "reachable": 0,
    "needs": "aws iam get-account-authorization-details",
}

END = "an administrator"


def made(schema: Schema, common: dict[str, Any], *rows: dict[str, Any]) -> pd.DataFrame:
    """Return a frame; each row is `common` but for what it says."""
    full = [{**common, **row} for row in rows]
    return schema.from_columns({name: [row[name] for row in full] for name in common})


def chains(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return an `escalations` frame."""
    return made(ESCALATIONS, CHAIN, *rows)


def expected(text: str) -> list[str]:
    """Return the lines of a text that is indented in a test."""
    return dedent(text).strip("\n").splitlines()


def test_the_surest_come_first() -> None:
    frame = chains(
        {
            "principal": "ops",
            "principal_type": "role",
            "confidence": "needs",
            "path_id": "lambda-003",
            "needs": "aws lambda list-functions; aws ecs list-tasks",
            "explanation": "ops can change a function; `aws ecs list-tasks` would tell",
        },
        {"principal": "lost", **UNTOLD},
        {"confidence": "conditional", "missing_context": "aws:A, aws:B", "explanation": "if `aws:A`"},
        {"principal": "ben", "confidence": "conditional", "missing_context": "aws:A"},
        {"target": "ana", "hops": 2, "path_id": "iam-002 > iam-007", "makes_admin": True},
    )  # fmt: skip

    assert escalations_text(frame, Goal(END, 84)).splitlines() == expected("""
        certainly: 1 principal
          user ana
            certain: iam-002 > iam-007 to itself
              ana can do it
            conditional: iam-007 to boss
              if `aws:A`
              depends on aws:B

        under conditions: 1 principal
          user ben
            conditional: iam-007 to boss
              ana can do it
              depends on aws:A

        if an export shows what is needed: 1 principal
          role ops
            needs: lambda-003 to boss
              ops can change a function; `aws ecs list-tasks` would tell
              would tell: aws lambda list-functions

        not known, as the export lacks some of their policies: 1 principal
          user lost
              not all policies are there
              would tell: aws iam get-policy-version

        3 of 84 users and roles that are no administrators can become an administrator: 1 certainly, 1 under
        conditions, 1 if an export shows what is needed; of 1 it is not known
    """)


@pytest.mark.parametrize(
    ("rows", "goal", "total"),
    [
        ([], Goal(END, 84, 3), "none of 84 users and roles that are no administrators can become an administrator"),
        ([], Goal(END, 0), "none of 0 users and roles that are no administrators can become an administrator"),
        ([], Goal(END, 1), "none of 1 user or role that are no administrators can become an administrator"),
        ([{}, {"principal": "ben"}], Goal("stronger", 1234), "2 of 1,234 users and roles that are no administrators can become stronger: 2 certainly"),
        # who can only become somebody of unknown rights is one of those that an export tells about
        ([UNCLEAR, {"principal": "ben", **UNTOLD}], Goal(END, 5), "1 of 5 users and roles that are no administrators can become an administrator: 1 if an export shows what is needed; of 1 it is not known"),
        ([UNCLEAR], Goal(END, 1, is_named=True), "the principal that is asked about can become an administrator: if an export shows what is needed"),
        ([UNTOLD], Goal(END, 5), "none of 5 users and roles that are no administrators can become an administrator; of 1 it is not known"),
        # the same name in two accounts is two principals
        ([{}, {"account_id": "444455556666"}], Goal(END, 9), "2 of 9 users and roles that are no administrators can become an administrator: 2 certainly"),
        ([{}], Goal(END, 2, 1, is_named=True), "1 of 3 users and roles that are asked about can become an administrator: 1 certainly; administrators already: 1"),
        ([], Goal(END, 2, is_named=True), "none of 2 users and roles that are asked about can become an administrator"),
        ([], Goal(END, 0, 1, is_named=True), "the principal that is asked about is an administrator already"),
        ([], Goal(END, 1, is_named=True), "the principal that is asked about cannot become an administrator"),
        ([{}], Goal(END, 1, is_named=True), "the principal that is asked about can become an administrator: certainly"),
        ([{"confidence": "conditional"}], Goal(END, 1, is_named=True), "the principal that is asked about can become an administrator: under conditions"),
        ([UNTOLD], Goal(END, 1, is_named=True), "it is not known whether the principal that is asked about can become an administrator"),
    ],
)  # fmt: skip
def test_total(rows: list[dict[str, Any]], goal: Goal, total: str) -> None:
    frame = chains(*rows) if rows else ESCALATIONS.empty()

    text = escalations_text(frame, goal)

    assert " ".join(text.rpartition("\n\n")[2].split()) == total
    assert text.startswith(total) == (not rows)


def test_the_same_chains_stand_together() -> None:
    by_group = {"policies": "q", "gives_admin": False, "gained_actions": 3}
    frame = chains(
        {"target": "boss"},
        {"principal": "ben", "explanation": "ben can do it"},
        {"principal": "app", "principal_type": "role", **by_group},
        {"target": "chef"},
        {"principal": "ben", "target": "chef"},
        {"principal": "tool", "principal_type": "role", **by_group},
        # as strong, but not the same: a role that gains more, one that does it itself
        {"principal": "more", "principal_type": "role", **by_group, "gained_actions": 4},
        {"principal": "self", "target": "self", "policies": "q"},
        {"principal": "own", "target": "own", "policies": "q"},
    )

    assert escalations_text(frame, Goal("stronger", 9)).splitlines() == expected("""
        certainly: 7 principals
          user ana
          user ben
            certain: iam-007 to 2 targets
                boss
                chef
              for example: ana can do it

          role app
          role tool
            certain: iam-007 to boss (3 more actions)
              for example: ana can do it

          role more
            certain: iam-007 to boss (4 more actions)
              ana can do it

          user self
          user own
            certain: iam-007 to itself
              for example: ana can do it

        7 of 9 users and roles that are no administrators can become stronger: 7 certainly
    """)


def test_a_few_chains_of_each_are_shown() -> None:
    rows = [{"target": f"boss-{n:02}", "hops": 20 - n} for n in range(7)]
    frame = chains(*rows, *[{"principal": "ben", **row} for row in rows[:5]])

    lines = escalations_text(frame, Goal("stronger", 9)).splitlines()

    assert [line.split()[-1] for line in lines if ": iam-007" in line][:6] == [
        *("boss-06", "boss-05", "boss-04", "boss-03", "boss-02"),
        "boss-04",
    ]
    assert [line for line in lines if " more" in line] == [
        "    and 2 more chains, which the other formats have"
    ]


def test_a_few_targets_of_a_chain_are_shown() -> None:
    frame = chains(*[{"target": f"boss-{n}"} for n in range(8)], {"target": "far", "hops": 2})

    lines = escalations_text(frame, Goal("stronger", 9)).splitlines()

    assert lines[1:10] == [
        "  user ana",
        "    certain: iam-007 to 8 targets",
        *(f"        boss-{n}" for n in range(5)),
        "        and 3 more",
        "      for example: ana can do it",
    ]
    assert lines[10] == "    certain: iam-007 to far"


@pytest.mark.parametrize(
    ("rows", "goal", "last"),
    [
        ([{"reachable": 42}, {"target": "chef", "reachable": 42}], Goal(END, 9, limit=2), "    and 40 more administrators, beyond --top"),
        ([{"reachable": 2}], Goal(END, 9, limit=1), "    and 1 more administrator, beyond --top"),
        ([{"reachable": 1042}], Goal("stronger", 9, limit=1), "    and 1,041 more targets, beyond --top"),
        # all targets have rows, or not all that there are have been asked for
        ([{"reachable": 1}], Goal(END, 9, limit=1), "      ana can do it"),
        ([{"reachable": 42}], Goal(END, 9, limit=2), "      ana can do it"),
        ([{"reachable": 42}], Goal("boss", 9), "      ana can do it"),
        # targets of unknown rights are not among those that can be reached
        ([{"reachable": 3}, {**UNCLEAR, "target": "odd", "reachable": 3}], Goal(END, 9, limit=2), "    and 2 more administrators, beyond --top"),
        ([UNCLEAR], Goal(END, 9, limit=1), "      would tell: aws iam get-account-authorization-details"),
    ],
)  # fmt: skip
def test_targets_without_rows_are_counted(
    rows: list[dict[str, Any]], goal: Goal, last: str
) -> None:
    lines = escalations_text(chains(*rows), goal).partition("\n\n")[0].splitlines()

    assert lines[-1] == last


def test_who_can_become_more_stands_apart() -> None:
    rows = [{"reachable": 2}, {"principal": "ben", "reachable": 3}]

    text = escalations_text(chains(*rows), Goal(END, 9, limit=1))

    assert "  user ana\n    certain: iam-007 to boss\n" in text
    assert "    and 1 more administrator, beyond --top\n\n  user ben\n" in text
    assert "    and 2 more administrators, beyond --top\n" in text


@pytest.mark.parametrize(
    ("others", "line"),
    [
        (["iam-006"], "      other paths, as sure or less: iam-006"),
        ([f"iam-00{n}" for n in range(5)], "      other paths, as sure or less: iam-000, iam-001, iam-002, iam-003, iam-004"),
        ([f"iam-00{n}" for n in range(7)], "      other paths, as sure or less: iam-000, iam-001, iam-002, iam-003, iam-004 and 2 more"),
    ],
)  # fmt: skip
def test_other_paths(others: list[str], line: str) -> None:
    frame = chains({"other_path_ids": ", ".join(others), "needs": "a command"})

    lines = escalations_text(frame, Goal(END, 9)).splitlines()

    assert lines[3:6] == ["      ana can do it", "      would tell: a command", line]
    # a path that is less sure is left out beside a longer chain that is surer
    longer = chains({"other_path_ids": "iam-006", "hops": 2})
    assert "iam-006" not in escalations_text(longer, Goal(END, 9))


@pytest.mark.parametrize(
    ("row", "gain"),
    [
        ({"gives_admin": False}, " (7 more actions)"),
        ({"gives_admin": False, "gained_actions": 1}, " (1 more action)"),
        ({"gives_admin": True}, ""),
        ({"gives_admin": None}, ""),
    ],
)
def test_what_is_gained(row: dict[str, Any], gain: str) -> None:
    frame = chains(row)

    assert escalations_text(frame, Goal("stronger", 9)).splitlines()[2] == (
        f"    certain: iam-007 to boss{gain}"
    )


def test_edges() -> None:
    frame = made(
        ESCALATION_EDGES,
        HOP,
        {"source": "ben", "confidence": "needs", "target": None, "target_class": "a role"},
        {"confidence": "conditional", "missing_context": "aws:A"},
        {"path_id": "iam-007", "target": "ana", "yields": "administrator"},
    )

    assert edges_text(frame).splitlines() == expected("""
        certainly: 1 principal
          user ana
            certain: iam-007 to itself
              ana can do it
            conditional: iam-002 to boss
              ana can do it
              depends on aws:A

        if an export shows what is needed: 1 principal
          user ben
            needs: iam-002 to a role
              ana can do it

        3 hops by 2 users and roles
    """)
    assert edges_text(ESCALATION_EDGES.empty()) == "0 hops by 0 users and roles\n"


def test_ways() -> None:
    hop = {"path": 1, "hop": 1, **HOP}
    frame = made(
        ESCALATION_STEPS,
        hop,
        {},
        {"path": 2, "target": "ben", "explanation": "ana can become ben"},
        {"path": 2, "hop": 2, "source": "ben", "confidence": "conditional", "missing_context": "k"},
    )

    assert ways_text(frame, "ana", "boss", limit=3, is_admin=False).splitlines() == expected("""
        way 1: certain, 1 hop
          1. iam-002 to boss
             ana can do it

        way 2: conditional, 2 hops
          1. iam-002 to ben
             ana can become ben
          2. iam-002 to boss
             ana can do it
             depends on k

        2 ways from ana to boss
    """)
    more = ways_text(frame, "ana", "boss", limit=2, is_admin=False)
    assert more.endswith("\n2 ways or more from ana to boss\n")
    assert ways_text(ESCALATION_STEPS.empty(), "ana", "boss", limit=3, is_admin=False) == (
        "the exports show no way from ana to boss\n"
    )
    assert ways_text(ESCALATION_STEPS.empty(), "ana", "boss", limit=3, is_admin=True) == (
        "ana is an administrator already\n"
    )


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"sid": "Make"}, "1. take statement 0 Make out of policy p, arn:aws:iam::111122223333:policy/p: ends 12 escalations; 1 principal can no longer become an administrator"),
        ({"kind": "attachment", "arn": "ana"}, "1. delete inline policy p of ana: ends 12 escalations; 1 principal can no longer become an administrator"),
        ({"kind": "attachment", "arn": "ana", "policy_arn": "q"}, "1. detach policy p from ana: ends 12 escalations; 1 principal can no longer become an administrator"),
        ({"kind": "membership", "arn": "ana", "group": "g", "broken": 1, "principals": 0}, "1. take ana out of group g: ends 1 escalation; 0 principals can no longer become an administrator"),
        ({"kind": "trust", "arn": "app", "statement": 2, "principals": 1200}, "1. take statement 2 out of the trust policy of app: ends 12 escalations; 1,200 principals can no longer become an administrator"),
    ],
)  # fmt: skip
def test_removals(row: dict[str, Any], line: str) -> None:
    text = removals_text(made(ESCALATION_REMOVALS, REMOVAL, row, {"rank": 2}))

    first, _, rest = text.partition("    for example: ana can do it\n\n")
    assert " ".join(first.split()) == line
    assert rest.startswith("2. ")
    assert text.endswith("for example: ana can do it\n")


def test_no_removals() -> None:
    assert removals_text(ESCALATION_REMOVALS.empty()) == (
        "there is no single change that ends an escalation\n"
    )


@pytest.mark.parametrize("text", [text for text in HOSTILE if text])
def test_nothing_in_an_answer_steers_a_terminal(text: str) -> None:
    open_ = dict.fromkeys(("missing_context", "needs", "explanation"), text)
    frame = chains({"principal": text, "target": f"x{text}", "other_path_ids": text, **open_})
    hop = {"source": text, "target": None, "target_class": text, **open_}
    step = {"path": 1, "hop": 1, **HOP}
    removal = dict.fromkeys(("arn", "policy", "group", "sid", "example"), text)

    for output in (
        escalations_text(frame, Goal(text, 2)),
        edges_text(made(ESCALATION_EDGES, HOP, hop)),
        ways_text(made(ESCALATION_STEPS, step, hop), text, text, limit=3, is_admin=False),
        *(
            removals_text(made(ESCALATION_REMOVALS, REMOVAL, {**removal, "kind": kind}))
            for kind in ESCALATION_REMOVALS.by_name["kind"].one_of
        ),
    ):
        assert output.replace("\n", "").isprintable()

    as_json = rows_json("escalations", frame)
    assert not {"\x1b", "\x9b", "\u2028"} & set(as_json)
    (row,) = json.loads(as_json)["escalations"]
    assert (row["principal"], row["explanation"]) == (text, text)


def test_sentences_fit_a_terminal() -> None:
    long = {"explanation": "word " * 90, "needs": "command " * 60, "missing_context": "k, " * 90}
    others = {"other_path_ids": ", ".join(["iam-create-policy-version-create-access-key"] * 20)}
    step = {"path": 1, "hop": 1, **HOP}

    for output in (
        escalations_text(chains({**long, **others}), Goal(END, 10**12)),
        edges_text(made(ESCALATION_EDGES, HOP, long)),
        ways_text(
            made(ESCALATION_STEPS, step, long), "ana " * 40, "boss " * 40, limit=3, is_admin=False
        ),
        removals_text(made(ESCALATION_REMOVALS, REMOVAL, {"example": "word " * 90})),
    ):
        assert max(map(len, output.splitlines())) <= 100


def test_as_json() -> None:
    found = json.loads(rows_json("escalations", chains({}, {"principal": "ben"})))

    assert list(found) == ["version", "escalations"]
    assert [row["principal"] for row in found["escalations"]] == ["ana", "ben"]
    assert found["escalations"][0] | _KEY == CHAIN
    assert json.loads(rows_json("x", ESCALATIONS.empty()))["x"] == []
