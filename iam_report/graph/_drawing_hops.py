"""What a picture shows of a graph: its hops to administrators, and how far each node is from one.

All of it is arrays: an account can have a million hops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.graph._graph_parts import UNKNOWN
from iam_report.graph._reach import reaching
from iam_report.schema import BOOL, STRING

if TYPE_CHECKING:
    from iam_report.graph._graph_parts import Parts

#: What a picture is about: chains that end at administrators, or all chains.
FOCUSES: Final = ("administrators", "stronger")

#: How sure a hop is, surest first.
CONFIDENCES: Final = ("certain", "conditional", "needs")

_ADMINISTRATOR: Final = "administrator"


class Hops(NamedTuple):
    """The hops of a picture, and the nodes at their ends.

    Nodes are those of `Parts`; then one for each account, for those who make themselves
    administrators; then each node of `Parts` again, as the administrator that others make of it.

    Attributes:
        parts: The graph.
        accounts: IDs of the accounts, sorted.
        account: Number of the account of each node, by `accounts`.
        kind: Number of the kind of each node, by `kinds`.
        kinds: Words for the kinds, sorted.
        is_admin: Whether a node is an administrator as it is.
        source: Node that each hop begins at.
        target: Node that it ends at.
        path: Number of its path, by `paths`.
        paths: IDs of the paths, sorted.
        confidence: Number of its confidence, by `CONFIDENCES`.
        row: Its row in `parts.edges`.
        distance: Hops from each node to the nearest administrator; -1 if there is none.
        rank: Column of each node, from the last: the distance, and where there is none, one more
            than the hops to the nearest node that leads nowhere. -1 where a node is not shown.
    """

    parts: Parts
    accounts: list[str]
    account: np.ndarray
    kind: np.ndarray
    kinds: list[str]
    is_admin: np.ndarray
    source: np.ndarray
    target: np.ndarray
    path: np.ndarray
    paths: list[str]
    confidence: np.ndarray
    row: np.ndarray
    distance: np.ndarray
    rank: np.ndarray

    @property
    def size(self) -> int:
        """Number of nodes of the graph, without those that stand for what becomes of them."""
        return len(self.parts.names)

    def is_made(self, node: np.ndarray) -> np.ndarray:
        """Tell whether nodes stand for administrators that are none yet."""
        return node >= self.size

    def named(self, node: np.ndarray) -> np.ndarray:
        """Return the nodes of the graph that nodes stand for; -1 for those of accounts."""
        of_others = node - self.size - len(self.accounts)
        return np.where(node < self.size, node, np.maximum(of_others, -1))


def hops_of(parts: Parts, focus: str) -> Hops:
    """Return the hops of the graph that a picture with a focus is about."""
    count = len(parts.names)
    accounts, account = _coded(parts.nodes["account_id"])
    kinds, kind = _coded(parts.nodes["kind"])
    paths, path = _coded(parts.edges["path_id"])
    is_admin = _bits(parts.nodes.get("is_admin", pa.nulls(count, BOOL)))
    words = pc.index_in(parts.edges["confidence"], pa.array(CONFIDENCES))
    confidence = pc.fill_null(words, len(CONFIDENCES) - 1).to_numpy(zero_copy_only=False)
    target = _targets(parts, account, len(accounts), is_admin)
    total = 2 * count + len(accounts)
    of_no_node = np.zeros(total - count, bool)
    goals = np.flatnonzero(np.concatenate([is_admin, ~of_no_node]))
    row = np.flatnonzero((target != parts.source) & (target >= 0))
    distance = reaching(total, parts.source[row], target[row], goals)
    if focus == FOCUSES[0]:
        row = row[distance[target[row]] >= 0]
    source, target = parts.source[row], target[row]
    return Hops(
        parts,
        accounts,
        np.concatenate([account, np.arange(len(accounts)), account]),
        np.concatenate([kind, np.full(len(accounts), -1), kind]),
        kinds,
        np.concatenate([is_admin, of_no_node]),
        source,
        target,
        path[row],
        paths,
        confidence[row],
        row,
        distance,
        _ranks(distance, source, target),
    )


def _bits(answers: pa.Array) -> np.ndarray:
    """Return what is true; null is not."""
    found: np.ndarray = pc.fill_null(answers, False).to_numpy(zero_copy_only=False)  # noqa: FBT003
    return found


def _targets(parts: Parts, account: np.ndarray, accounts: int, is_admin: np.ndarray) -> np.ndarray:
    """Return the node that each hop ends at; -1 where the exports do not name it."""
    count = len(parts.names)
    found = pc.index(parts.names, UNKNOWN).as_py()
    target = parts.target.copy()
    is_unknown = target == found
    target[is_unknown] = -1
    makes = _bits(pc.equal(parts.edges["yields"], _ADMINISTRATOR))
    makes &= is_unknown | ~is_admin[parts.target]
    itself = makes & (is_unknown | (parts.source == parts.target))
    target[itself] = count + account[parts.source[itself]]
    other = makes & ~itself
    target[other] = count + accounts + parts.target[other]
    return target


def _coded(values: pa.Array) -> tuple[list[str], np.ndarray]:
    """Return the distinct texts, sorted, and the number of each value among them; null is ""."""
    texts = pc.fill_null(values.cast(STRING), "")
    words = pc.unique(texts)
    words = words.take(pc.sort_indices(words))
    codes = pc.index_in(texts, words).to_numpy(zero_copy_only=False)
    return words.to_pylist(), codes.astype(np.int64)


def _ranks(distance: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return the column of each node from the last one; -1 for nodes without hops."""
    count = len(distance)
    ends = np.zeros(count, bool)
    ends[source] = ends[target] = True
    ranks = np.where(ends, distance, -1)
    lost = np.flatnonzero(ends & (distance < 0))
    if not len(lost):
        return ranks
    leads = np.zeros(count, bool)
    leads[source] = True
    inner = (distance[source] < 0) & (distance[target] < 0)
    away = reaching(count, source[inner], target[inner], lost[~leads[lost]])
    # In a ring that nothing leads out of, all stand in one column.
    ranks[lost] = np.maximum(away[lost], 0) + 1
    return ranks
