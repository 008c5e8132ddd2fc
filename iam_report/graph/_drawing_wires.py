"""The lines of a picture's edges, and places for their labels that overlap with nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iam_report.graph._drawing_layout import Box, Grid

Point: TypeAlias = tuple[float, float]
#: A cubic Bézier curve.
Curve: TypeAlias = tuple[Point, Point, Point, Point]


class Line(NamedTuple):
    """The curves of an edge one after the other, and those of them that labels may stand on."""

    curves: list[Curve]
    open: list[Curve]


#: Between the ends of two edges at one side of a node, at most.
_PORT: Final = 9.0
#: Room at the upper and lower end of the side of a node.
_CORNER: Final = 7.0
#: How far the corner of a line that turns back is from its tip.
_BEND: Final = 16.0
#: Length of the head of an arrow, which a line ends before.
HEAD: Final = 8.0

#: Where on a line labels are tried, from its beginning.
_TRIES: Final = tuple(part / 40 for part in range(2, 37))
#: Room around a label.
_MARGIN: Final = 2.0


class Label(NamedTuple):
    """Where a label stands: its middle, and its size."""

    x: float
    y: float
    width: float
    height: float


def tracks(grid: Grid, middles: Sequence[float]) -> list[int]:
    """Return the track beside its column that each edge within a column takes; -1 for others.

    Short ones are nearest to the column, and no two overlap in one track.

    Args:
        grid: Columns and chains.
        middles: Height of the middle of each item.
    """
    found = [-1] * len(grid.chains)
    spans = []
    for number, chain in enumerate(grid.chains):
        start, end = chain[0], chain[-1]
        if grid.column[start] == grid.column[end]:
            low, high = sorted((middles[start], middles[end]))
            spans.append((high - low, low, high, number))
    used: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for _, low, high, number in sorted(spans):
        column = grid.column[grid.chains[number][0]]
        track = 0
        while any(low <= b and a <= high for a, b in used.get((column, track), ())):
            track += 1
        used.setdefault((column, track), []).append((low, high))
        found[number] = track
    return found


def wires(grid: Grid, boxes: Sequence[Box], turns: Sequence[float]) -> list[Line]:
    """Return the line of each edge, from its source to before the arrow's head at its target.

    Args:
        grid: Columns and chains.
        boxes: Place of each item; lanes are as wide as their column.
        turns: Where each edge within a column turns back.
    """
    ports = _ports(grid, boxes)
    sides = _sides(grid, boxes)
    found = []
    for number, chain in enumerate(grid.chains):
        begin, end = ports[number, 0], ports[number, 1]
        if grid.column[chain[0]] == grid.column[chain[-1]]:
            found.append(_turned(begin, end, turns[number]))
            continue
        found.append(_crossed(grid, boxes, chain, (begin, end), sides))
    return found


def _crossed(
    grid: Grid,
    boxes: Sequence[Box],
    chain: Sequence[int],
    ends: tuple[Point, Point],
    sides: Sequence[tuple[float, float]],
) -> Line:
    """Return a line from one column to another one, straight where it is within a column.

    A node may be narrower than its column, and a line that bent beside it would cross others.
    """
    (x, y), (tip, low) = ends
    out, into = sides[grid.column[chain[0]]], sides[grid.column[chain[-1]]]
    forward = grid.column[chain[0]] < grid.column[chain[-1]]
    points = [(x, y), (out[1] if forward else out[0], y)]
    for lane in chain[1:-1]:
        box = boxes[lane]
        across = [(box.x, box.y), (box.x + box.width, box.y)]
        points += across if forward else across[::-1]
    head = -HEAD if forward else HEAD
    points += [((into[0] if forward else into[1]) + head, low), (tip + head, low)]
    curves = [_curve(a, b) for a, b in pairwise(points)]
    return Line([curve for curve in curves if curve[0] != curve[3]], curves[1::2])


def _sides(grid: Grid, boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """Return the left and right side of each column."""
    return [
        (min(boxes[n].x for n in column), max(boxes[n].x + boxes[n].width for n in column))
        for column in grid.columns
        if column
    ]


def _ports(grid: Grid, boxes: Sequence[Box]) -> dict[tuple[int, int], Point]:
    """Return where each edge begins (0) and ends (1): in the order of what is at the other end."""
    sides: dict[tuple[int, bool], list[tuple[float, int, int]]] = {}
    for number, chain in enumerate(grid.chains):
        for end, item, beside in ((0, chain[0], chain[1]), (1, chain[-1], chain[-2])):
            on_right = grid.column[item] < grid.column[beside]
            sides.setdefault((item, on_right), []).append((boxes[beside].y, number, end))
    found = {}
    for (item, on_right), ends in sides.items():
        box = boxes[item]
        x = box.x + box.width if on_right else box.x
        step = min(_PORT, (box.height - 2 * _CORNER) / max(len(ends) - 1, 1))
        top = box.y - step * (len(ends) - 1) / 2
        for place, (_, number, end) in enumerate(sorted(ends)):
            found[number, end] = (x, top + place * step)
    return found


def _curve(start: Point, end: Point) -> Curve:
    half = (end[0] - start[0]) / 2
    return start, (start[0] + half, start[1]), (end[0] - half, end[1]), end


def _turned(start: Point, end: Point, x: float) -> Line:
    """Return a line from the left side of a node to that of another one in its column."""
    bend = min(_BEND, abs(end[1] - start[1]) / 2)
    bend = bend if end[1] > start[1] else -bend
    leave, enter = (x, start[1] + bend), (x, end[1] - bend)
    tip = (end[0] - HEAD, end[1])
    along = (leave, _between(leave, enter), _between(leave, enter), enter)
    out = (start, (x, start[1]), (x, start[1]), leave)
    back = (enter, (x, end[1]), (x, end[1]), tip)
    return Line([out, along, back], [along, out, back])


def _between(start: Point, end: Point) -> Point:
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


def on(curve: Curve, part: float) -> Point:
    """Return the point of a curve at a part of it between 0 and 1."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    x = sum(w * point[0] for w, point in zip(weights, curve, strict=True))
    y = sum(w * point[1] for w, point in zip(weights, curve, strict=True))
    return x, y


def labelled(
    lines: Sequence[Line],
    sizes: Sequence[tuple[float, float]],
    starts: Sequence[float],
    taken: Sequence[Label],
) -> list[Label | None]:
    """Return a place for each label on its line; None where all of the line is taken.

    Args:
        lines: Line of each edge.
        sizes: Width and height of each label.
        starts: Where on its line each is tried first, between 0 and 1.
        taken: What no label may cover.
    """
    covered = list(taken)
    found: list[Label | None] = []
    for line, (width, height), start in zip(lines, sizes, starts, strict=True):
        place = _free(line.open, width, height, start, covered)
        found.append(place)
        if place:
            covered.append(place)
    return found


def _free(
    curves: Sequence[Curve], width: float, height: float, start: float, covered: list[Label]
) -> Label | None:
    for curve in curves:
        for part in sorted(_TRIES, key=lambda t: abs(t - start)):
            x, y = on(curve, part)
            label = Label(x, y, width, height)
            if not any(_overlap(label, other) for other in covered):
                return label
    return None


def _overlap(one: Label, other: Label) -> bool:
    across = abs(one.x - other.x) * 2 < one.width + other.width + 2 * _MARGIN
    down = abs(one.y - other.y) * 2 < one.height + other.height + 2 * _MARGIN
    return across and down
