"""The fast search against the slow one, on made-up accounts.

The environment variable REFERENCE_ACCOUNTS asks for more of them than a normal run compares.
"""

from __future__ import annotations

import os
import random
from typing import Any, Final, NamedTuple

import pytest

import iam_report as ir
from iam_report.catalog.escalation_paths import escalation_paths
from tests.graph.labelled_snapshot import in_folders
from tests.reference.escalations import MADE
from tests.reference.escalations_answers import NO, WORDS, Edge
from tests.reference.escalations_made_up import exports
from tests.reference.escalations_turns import Turns

#: Pairs of accounts that are compared.
PAIRS: Final = int(os.environ.get("REFERENCE_ACCOUNTS", "8"))

#: Paths by which a principal loses what holds it back: judged by tests/graph/chain_cases.py alone.
LOOSENED: Final = ("without_boundary", "without_deny")
COMPARED: Final = [p.id for p in escalation_paths().values() if p.yields not in LOOSENED]


class Row(NamedTuple):
    """A row of `escalations`, with its target as the reference names it."""

    principal: str
    target: str | None
    confidence: str
    hops: int
    paths: tuple[str, ...]
    between: tuple[str, ...]

    @property
    def plain(self) -> tuple[Any, ...]:
        """What the reference gives of a row."""
        return self[:4]


class Judged(NamedTuple):
    """The reference, and what the package finds."""

    reference: Turns
    edges: set[Edge]
    rows: list[Row]


@pytest.fixture(scope="module")
def judged() -> Judged:
    """Return the reference, and what the package finds: edges and chains."""
    paths = list(escalation_paths().values())
    made: dict[str, bytes] = {}
    for seed in range(PAIRS):
        numbers = f"{2 * seed + 2:012}", f"{2 * seed + 3:012}"
        texts = exports(random.Random(seed), numbers, paths[seed::PAIRS])  # noqa: S311
        made |= {
            f"{number}/details.json": text for number, text in zip(numbers, texts, strict=True)
        }
    snapshot = in_folders(made)
    edges = ir.escalation_edges(snapshot)
    found = edges[["source", "path_id", "target", "yields", "confidence"]].astype(object).to_numpy()
    rows = rows_of(ir.escalations(snapshot, limit=None))
    return Judged(Turns(snapshot), {Edge(*row) for row in found if row[1] in COMPARED}, rows)


def rows_of(chains: Any) -> list[Row]:
    """Return chains, as the reference names targets."""
    columns = [
        *("principal", "target", "target_account", "makes_admin"),
        *("confidence", "hops", "path_id", "via"),
    ]
    found = chains[columns].astype(object)
    return [
        Row(
            who,
            f"{MADE} in {account}" if makes else target,
            confidence,
            hops,
            tuple(paths.split(" > ")) if paths else (),
            tuple(via.split(" > ")[1:-1]),
        )
        for who, target, account, makes, confidence, hops, paths, via in found.where(
            found.notna(), None
        ).to_numpy()
    ]


def _shown(extra: set[Any], lost: set[Any]) -> str:
    lines = [f"too much: {line}" for line in sorted(extra, key=str)[:20]]
    return "\n".join([*lines, *(f"missing: {line}" for line in sorted(lost, key=str)[:20])])


def test_same_edges(judged: Judged) -> None:
    """Compares edges exactly: source, path, target, what it yields, and how sure it is."""
    reference, edges, _ = judged
    expected = {edge for edge in reference.all_edges if edge.path in COMPARED}
    # That an administrator could be made one says nothing.
    found = {e for e in edges if e.yields == "target" or not reference.is_one(e.target)}

    assert found == expected, _shown(found - expected, expected - found)


def _is_right(reference: Turns, row: Row, *, with_turns: bool) -> bool:
    """Return whether the hops of a row, taken one after the other, lead to its target."""
    rank = WORDS.index(row.confidence)
    ends = reference.ends_of(row.principal, row.paths, rank, with_turns=with_turns)
    return (row.target, row.between) in ends


def test_no_chain_too_many(judged: Judged) -> None:
    """Judges the rows that are found.

    Each is exactly one of the reference (principal, target, confidence, hops). Chains with a turn
    (help, or something that is taken away first) the reference does not search for the best of:
    of these it is told for each hop, from whom to whom, that it works as surely as the row says.
    """
    reference, _, rows = judged
    expected = reference.escalations()
    others = [row for row in rows if row.plain not in expected]
    wrong = {
        row
        for row in others
        if _is_right(reference, row, with_turns=False)
        or not _is_right(reference, row, with_turns=True)
    }

    assert not wrong, _shown(wrong, set())


def test_no_chain_too_few(judged: Judged) -> None:
    """Judges the rows that are not found.

    Each of the reference is there, or one with a turn that is as sure, whatever its hops. And
    whoever gets somewhere with one turn has a row that is as sure.
    """
    reference, _, rows = judged
    plain = {row.plain for row in rows}
    surely = {(row.principal, row.target): WORDS.index(row.confidence) for row in rows}
    turned = {
        (row.principal, row.target): WORDS.index(row.confidence)
        for row in rows
        if not _is_right(reference, row, with_turns=False)
    }
    principals = {row.principal for row in rows}
    lost = {
        (who, to, confidence, hops)
        for who, to, confidence, hops in reference.escalations() - plain
        if (
            who not in principals
            if to is None
            else turned.get((who, to), NO) > WORDS.index(confidence)
        )
    }
    weak = {
        (*pair, WORDS[rank])
        for pair, rank in reference.with_turns().items()
        if surely.get(pair, NO) > rank
    }

    assert not lost | weak, _shown(set(), lost | weak)


def test_made_up_accounts_show_nearly_every_path(judged: Judged) -> None:
    reference, _, rows = judged
    edges = reference.all_edges
    unseen = set(COMPARED) - {edge.path for edge in edges}

    # Somebody has the permissions for each, but some are administrators, or denied it.
    assert len(unseen) < len(COMPARED) / 10, unseen
    assert {edge.confidence for edge in edges} == {"certain", "conditional", "needs"}
    expected = reference.escalations()
    assert any(row.plain not in expected for row in rows)
