"""Where nodes and edges of a picture stand: columns from left to right, few crossings."""

from __future__ import annotations

from bisect import bisect_right, insort
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iam_report.graph._drawing_sketch import Edge

_SWEEPS: Final = 16

#: Between two nodes of a column, and around the place where an edge goes through a column.
_SPACE: Final = 14.0
_LANE: Final = 10.0


class Box(NamedTuple):
    """A rectangle: its left side, the middle of its height, and its size."""

    x: float
    y: float
    width: float
    height: float


class Grid(NamedTuple):
    """Nodes and the lanes of long edges, by column and row.

    Attributes:
        columns: Items of each column from the left, from top to bottom; nodes come first in number.
        chains: Items that each edge goes through, from its source to its target.
        column: Column of each item.
    """

    columns: list[list[int]]
    chains: list[list[int]]
    column: list[int]


def gridded(ranks: Sequence[int], edges: Sequence[Edge]) -> Grid:
    """Return the columns of nodes, and their rows: so that few edges cross.

    Args:
        ranks: Column of each node, counted from the last one.
        edges: Edges between nodes.
    """
    last = max(ranks, default=0)
    column = [last - rank for rank in ranks]
    chains = [_chain(edge, column) for edge in edges]
    links = [
        (a, b) if column[a] < column[b] else (b, a)
        for chain in chains
        for a, b in pairwise(chain)
        if column[a] != column[b]
    ]
    columns: list[list[int]] = [[] for _ in range(last + 1)]
    for item, place in enumerate(column):
        columns[place].append(item)
    return Grid(_fewest_crossings(columns, column, links), chains, column)


def _chain(edge: Edge, column: list[int]) -> list[int]:
    """Return the items that an edge goes through; lanes are added to `column`."""
    start, end = column[edge.source], column[edge.target]
    step = 1 if end >= start else -1
    lanes = []
    for place in range(start + step, end, step) if start != end else ():
        lanes.append(len(column))
        column.append(place)
    return [edge.source, *lanes, edge.target]


def _fewest_crossings(
    columns: list[list[int]], column: list[int], links: list[tuple[int, int]]
) -> list[list[int]]:
    """Return the columns in the best order found by sweeps of barycentres."""
    left: list[list[int]] = [[] for _ in column]
    right: list[list[int]] = [[] for _ in column]
    for a, b in links:
        right[a].append(b)
        left[b].append(a)
    best, fewest = columns, None
    rows = [list(items) for items in columns]
    for sweep in range(_SWEEPS):
        rightwards = sweep % 2 == 1
        order = range(1, len(rows)) if rightwards else range(len(rows) - 2, -1, -1)
        for place in order:
            _sort(
                rows, place, place - 1 if rightwards else place + 1, left if rightwards else right
            )
        crossings = sum(_crossings(rows[n], rows[n + 1], right) for n in range(len(rows) - 1))
        if fewest is None or crossings < fewest:
            best, fewest = [list(items) for items in rows], crossings
    return best


def _sort(rows: list[list[int]], place: int, beside: int, neighbours: list[list[int]]) -> None:
    """Sort a column by the mean row of neighbours in the one beside it."""
    row = {item: number for number, item in enumerate(rows[beside])}
    scale = len(rows[beside]) / max(len(rows[place]), 1)
    means = {}
    for number, item in enumerate(rows[place]):
        known = [row[other] for other in neighbours[item] if other in row]
        means[item] = sum(known) / len(known) if known else number * scale
    rows[place].sort(key=means.__getitem__)


def _crossings(one: list[int], other: list[int], right: list[list[int]]) -> int:
    """Return how many links between two columns cross."""
    row = {item: number for number, item in enumerate(other)}
    seen: list[int] = []
    found = 0
    for item in one:
        ends = sorted(row[end] for end in right[item] if end in row)
        found += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return found


def heights_of(grid: Grid, heights: Sequence[float]) -> list[float]:
    """Return the middle of each item, from 0 down: near those that it has edges with.

    Args:
        grid: Columns and chains.
        heights: Height of each node; lanes have none.
    """
    nodes = len(heights)
    high = [*heights, *([0.0] * (len(grid.column) - nodes))]
    beside: list[list[int]] = [[] for _ in grid.column]
    for chain in grid.chains:
        for a, b in pairwise(chain):
            beside[a].append(b)
            beside[b].append(a)
    middle = [0.0] * len(high)
    for column in grid.columns:
        _spread(column, [0.0] * len(column), high, middle, nodes)
    for sweep in range(_SWEEPS):
        for column in grid.columns if sweep % 2 else reversed(grid.columns):
            wanted = [
                sum(middle[o] for o in beside[item]) / len(beside[item])
                if beside[item]
                else middle[item]
                for item in column
            ]
            _spread(column, wanted, high, middle, nodes)
    return _closed_up(middle, high)


def _closed_up(middle: list[float], high: list[float]) -> list[float]:
    """Return heights from 0 down, without strips that are empty from left to right."""
    low, excess = 0.0, 0.0
    found = list(middle)
    order = sorted(range(len(middle)), key=lambda item: (middle[item] - high[item] / 2, item))
    for number, item in enumerate(order):
        top = middle[item] - high[item] / 2
        if not number:
            excess = top
        elif top - low > 2 * _SPACE:
            excess += top - low - 2 * _SPACE
        low = max(low, top + high[item]) if number else top + high[item]
        found[item] = middle[item] - excess
    return found


def _spread(
    column: list[int], wanted: list[float], high: list[float], middle: list[float], nodes: int
) -> None:
    """Place the items of a column as near to where they want to be as there is room.

    Items that would overlap become a block, at the mean of what its items want.
    """
    offset = 0.0
    offsets = []
    for number, item in enumerate(column):
        if number:
            before = column[number - 1]
            space = _SPACE if item < nodes and before < nodes else _LANE
            offset += (high[before] + high[item]) / 2 + space
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []
    for want, place in zip(wanted, offsets, strict=True):
        total, size = want - place, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / size:
            more, others = blocks.pop()
            total, size = total + more, size + others
        blocks.append((total, size))
    starts = [total / size for total, size in blocks for _ in range(size)]
    for item, start, place in zip(column, starts, offsets, strict=True):
        middle[item] = start + place
