"""How many hops each node of a graph is from the nearest of some goals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: So many numbers fit into 16 bits.
_NARROW = 1 << 16


class Adjacency(NamedTuple):
    """The edges of a graph by their targets.

    Attributes:
        starts: Where the sources of each target begin, and the end.
        sources: The sources.
    """

    starts: np.ndarray
    sources: np.ndarray


def adjacency(count: int, sources: np.ndarray, targets: np.ndarray) -> Adjacency:
    """Return the edges of a graph by their targets.

    Args:
        count: The number of nodes.
        sources: For each edge the node that it leads from.
        targets: For each edge the node that it leads to.
    """
    narrow = np.uint16 if count <= _NARROW else np.int64  # sorted by radix
    order = np.argsort(targets.astype(narrow), kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(targets, minlength=count))])
    return Adjacency(starts, sources[order])


def reaching(
    count: int,
    sources: np.ndarray,
    targets: np.ndarray,
    goals: np.ndarray,
    *,
    edges: Adjacency | None = None,
) -> np.ndarray:
    """Return for each node how many hops it is from the nearest goal; -1 for no way.

    Args:
        count: The number of nodes.
        sources: For each edge the node that it leads from.
        targets: For each edge the node that it leads to.
        goals: The goals.
        edges: The edges by target, if they are at hand.
    """
    starts, origin = edges or adjacency(count, sources, targets)
    found = np.full(count, -1, dtype=np.int64)
    frontier = np.unique(goals)
    found[frontier] = 0
    hops = 0
    while len(frontier):
        hops += 1
        first, counts = starts[frontier], starts[frontier + 1] - starts[frontier]
        steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        reached = origin[np.repeat(first, counts) + steps]
        is_new = np.zeros(count, dtype=bool)
        is_new[reached] = True
        is_new &= found < 0
        frontier = np.flatnonzero(is_new)
        found[frontier] = hops
    return found
