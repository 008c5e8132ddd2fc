"""The picture of an escalation graph: who can become an administrator, by which hops.

Principals stand in columns by the number of hops to the nearest administrator, administrators in
the last. Nothing in the picture runs or is fetched; its background is its own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from iam_report.graph._drawing_layout import Box, gridded, heights_of
from iam_report.graph._drawing_shapes import LABEL, SUBTITLE, TITLE, Placed, document
from iam_report.graph._drawing_sketch import sketched
from iam_report.graph._drawing_text import shortened, width
from iam_report.graph._drawing_wires import Label, labelled, tracks, wires

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iam_report.graph._drawing_layout import Grid
    from iam_report.graph._drawing_sketch import Sketch
    from iam_report.graph._graph_parts import Parts

#: Room for the title and subtitle of a node, and what is on each side of it.
_TITLE_ROOM: Final = 200.0
_SUBTITLE_ROOM: Final = 250.0
_SIDE: Final = 18.0
_LEAST_WIDTH: Final = 110.0

#: Height of a node, more for each edge beyond so many at one side, and the most.
_HEIGHT: Final = 38.0
_EASY: Final = 5
_MORE: Final = 5.0
_MOST_HEIGHT: Final = 150.0

#: Between columns: at least, besides the longest label, and for each edge beyond so many.
_GAP: Final = 120.0
_BESIDE_LABEL: Final = 64.0
_MOST_GAP: Final = 420.0
_MANY: Final = 8
_FOR_EACH: Final = 4.0

#: Beside a column, between an edge that turns back and the column, and between two of them.
_BESIDE_TURN: Final = 10.0
_TRACK: Final = 12.0

_LABEL_HEIGHT: Final = 14.0
_LABEL_SIDE: Final = 3.0


def drawn(parts: Parts, focus: str) -> str:
    """Return the picture of a graph as an SVG document."""
    sketch = _fitted(sketched(parts, focus))
    grid = gridded([node.rank for node in sketch.nodes], sketch.edges)
    boxes, turns = _places(sketch, grid)
    lines = wires(grid, boxes, turns)
    sizes = [(width(e.label, LABEL) + 2 * _LABEL_SIDE, _LABEL_HEIGHT) for e in sketch.edges]
    taken = [Label(b.x + b.width / 2, b.y, b.width, b.height) for b in boxes if b.height]
    labels = labelled(lines, sizes, _starts(sketch), taken)
    return document(Placed(sketch, boxes, lines, labels, focus))


def _fitted(sketch: Sketch) -> Sketch:
    """Return the sketch with titles and labels that are not too long."""
    nodes = tuple(
        node._replace(
            title=shortened(node.title, _TITLE_ROOM, TITLE),
            subtitle=shortened(node.subtitle, _SUBTITLE_ROOM, SUBTITLE),
        )
        for node in sketch.nodes
    )
    edges = tuple(
        edge._replace(label=shortened(edge.label, _TITLE_ROOM, LABEL)) for edge in sketch.edges
    )
    return sketch._replace(nodes=nodes, edges=edges)


def _places(sketch: Sketch, grid: Grid) -> tuple[list[Box], list[float]]:
    """Return the place of each node and lane, and where each edge within a column turns back."""
    widths = [
        max(width(n.title, TITLE), width(n.subtitle, SUBTITLE), _LEAST_WIDTH - 2 * _SIDE)
        + 2 * _SIDE
        for n in sketch.nodes
    ]
    heights = _heights(sketch, grid)
    middles = heights_of(grid, heights)
    track = tracks(grid, middles)
    inside, away = _rooms(sketch, grid, track)
    boxes = [Box(0.0, 0.0, 0.0, 0.0)] * len(grid.column)
    lefts = []
    x = 0.0
    for column, gap, room in zip(grid.columns, _gaps(sketch, grid), inside, strict=True):
        x += gap + room
        lefts.append(x)
        widest = max((widths[item] for item in column if item < len(widths)), default=0.0)
        for item in column:
            is_node = item < len(widths)
            wide = widths[item] if is_node else widest
            left = x + (widest - wide) / 2
            boxes[item] = Box(left, middles[item], wide, heights[item] if is_node else 0.0)
        x += widest
    ends = [grid.column[chain[0]] for chain in grid.chains]
    turns = [lefts[c] - away[c] - _TRACK * t for c, t in zip(ends, track, strict=True)]
    return boxes, turns


def _rooms(sketch: Sketch, grid: Grid, track: list[int]) -> tuple[list[float], list[float]]:
    """Return how much room the edges within each column need, and how far away the first turns."""
    most = [0] * len(grid.columns)
    longest = [0.0] * len(grid.columns)
    for edge, chain, number in zip(sketch.edges, grid.chains, track, strict=True):
        column = grid.column[chain[0]]
        if number >= 0:
            most[column] = max(most[column], number + 1)
            longest[column] = max(longest[column], width(edge.label, LABEL))
    away = [long / 2 + _BESIDE_TURN for long in longest]
    rooms = [2 * a + _TRACK * (n - 1) if n else 0.0 for a, n in zip(away, most, strict=True)]
    return rooms, away


def _heights(sketch: Sketch, grid: Grid) -> list[float]:
    sides = [[0, 0] for _ in sketch.nodes]
    for chain in grid.chains:
        for item, beside in ((chain[0], chain[1]), (chain[-1], chain[-2])):
            sides[item][grid.column[item] < grid.column[beside]] += 1
    return [min(_HEIGHT + _MORE * max(max(s) - _EASY, 0), _MOST_HEIGHT) for s in sides]


def _gaps(sketch: Sketch, grid: Grid) -> list[float]:
    """Return the room before each column, for the labels of the edges that lead into it."""
    through = [0] * len(grid.columns)
    longest = [0.0] * len(grid.columns)
    for edge, chain in zip(sketch.edges, grid.chains, strict=True):
        for a, b in pairwise(chain):
            if grid.column[a] == grid.column[b]:
                continue
            place = max(grid.column[a], grid.column[b])
            through[place] += 1
            longest[place] = max(longest[place], width(edge.label, LABEL))
    wide = [
        min(max(_GAP, long + _BESIDE_LABEL + _FOR_EACH * max(many - _MANY, 0)), _MOST_GAP)
        for long, many in zip(longest, through, strict=True)
    ]
    if wide:
        wide[0] = 0.0
    return wide


def _starts(sketch: Sketch) -> Sequence[float]:
    """Return where labels are tried first: near the end of the line that has more room."""
    out = [0] * len(sketch.nodes)
    into = [0] * len(sketch.nodes)
    for edge in sketch.edges:
        out[edge.source] += 1
        into[edge.target] += 1
    starts = []
    for edge in sketch.edges:
        more, less = out[edge.source], into[edge.target]
        starts.append(0.5 if more == less else 0.32 if more < less else 0.68)
    return starts
