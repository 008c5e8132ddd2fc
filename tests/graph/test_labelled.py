"""Paths of privilege escalation on accounts of which it is known who becomes whom.

Judged are the package and the slow reference, both by the same labels.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import pytest

import iam_report as ir
from tests.graph.labelled_accounts import all_labelled
from tests.graph.labelled_paths import PATHS
from tests.graph.labelled_snapshot import Placed, snapshot_of
from tests.reference.escalations import Reference
from tests.reference.escalations_answers import WORDS

if TYPE_CHECKING:
    from iam_report.snapshot import Snapshot

IDS: Final = [path.id for path in PATHS]

#: What is found of a caller: confidence by path and target, and the keys that decide.
Found = dict[tuple[str, str, str], tuple[str, set[str]]]


@pytest.fixture(scope="module")
def placed() -> tuple[Snapshot, dict[str, list[Placed]]]:
    snapshot, found = snapshot_of(all_labelled())
    by_path = defaultdict(list)
    for each in found:
        by_path[each.labelled.path].append(each)
    return snapshot, by_path


@pytest.fixture(scope="module")
def edges(placed: Any) -> Found:
    frame = ir.escalation_edges(placed[0])
    rows = frame[["source", "path_id", "target", "confidence", "missing_context"]].astype(object)
    rows = rows.where(rows.notna(), None)
    return {
        (source, path, target): (confidence, set((keys or "").split(", ")) - {""})
        for source, path, target, confidence, keys in rows.itertuples(index=False)
    }


@pytest.fixture(scope="module")
def chains(placed: Any) -> dict[str, list[tuple[Any, ...]]]:
    frame = ir.escalations(placed[0])
    rows = frame[
        ["principal", "target", "confidence", "gives_admin", "makes_admin", "path_id"]
    ].astype(object)
    found = defaultdict(list)
    for source, *rest in rows.where(rows.notna(), None).itertuples(index=False):
        found[source].append(tuple(rest))
    return found


@pytest.fixture(scope="module")
def reference(placed: Any) -> Reference:
    return Reference(placed[0])


@pytest.mark.parametrize("path", IDS)
def test_edges(path: str, placed: Any, edges: Found) -> None:
    wrong = []
    for each in placed[1][path]:
        expected = each.labelled.confidence
        got, keys = edges.get((each.caller, path, each.target), (None, set()))
        if each.labelled.gives_admin and got != expected:
            wrong.append(f"{each.labelled.name}: expected {expected}, got {got}")
        elif got is not None and not keys >= set(each.labelled.missing):
            wrong.append(f"{each.labelled.name}: depends on {keys}")

    assert placed[1][path]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", IDS)
def test_chains(path: str, placed: Any, chains: dict[str, list[tuple[Any, ...]]]) -> None:
    wrong = []
    for each in placed[1][path]:
        labelled, rows = each.labelled, chains.get(each.caller, [])
        works = labelled.confidence is not None and labelled.gives_admin
        if works and not any(_is_of(row, each) for row in rows):
            wrong.append(f"{labelled.name}: is not there, but {rows}")
        if not works and labelled.is_alone and any(row[1] == "certain" for row in rows):
            wrong.append(f"{labelled.name}: becomes an administrator: {rows}")

    assert not wrong, "\n".join(wrong)


def _is_of(row: tuple[Any, ...], each: Placed) -> bool:
    """Return whether a chain ends as it should.

    Of the administrators that a caller can make, the best is enough.
    """
    target, confidence, gives_admin, makes_admin, _ = row
    is_as_sure = WORDS.index(confidence) <= WORDS.index(each.labelled.confidence or WORDS[-1])
    is_it = target == each.target or each.labelled.makes_admin
    return is_it and is_as_sure and gives_admin and makes_admin == each.labelled.makes_admin


@pytest.mark.parametrize("path", IDS)
def test_reference(path: str, placed: Any, reference: Reference) -> None:
    wrong = []
    for each in placed[1][path]:
        answer = reference.works_by_name(each.caller, path, each.target)
        got = None if answer is None else WORDS[answer.rank]
        if each.labelled.gives_admin and got != each.labelled.confidence:
            wrong.append(f"{each.labelled.name}: expected {each.labelled.confidence}, got {got}")
        elif answer is not None and not answer.missing >= set(each.labelled.missing):
            wrong.append(f"{each.labelled.name}: depends on {answer.missing}")

    assert not wrong, "\n".join(wrong)


def test_every_published_path_is_labelled() -> None:
    assert len(set(IDS)) == len(IDS) == 65
