"""A placed picture as an SVG document: elements and attributes only, all text escaped.

There are no scripts, styles, references or fonts to load, so that the text may stand in an HTML
page. Kinds of nodes are told apart by shape, and how sure an edge is by its dashes, not by color
alone.

References:
    https://www.w3.org/TR/SVG2/
    https://www.w3.org/TR/graphics-aria-1.0/
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.graph._drawing_elements import (
    FAINT,
    FILLS,
    INK,
    PAPER,
    SHADOW,
    STROKES,
    line,
    number,
    outline,
    point,
    text_at,
    tooltip,
)
from iam_report.graph._drawing_hops import FOCUSES
from iam_report.graph._drawing_legend import SMALL, legend_of
from iam_report.graph._drawing_text import count, escaped, width
from iam_report.graph._drawing_wires import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iam_report.graph._drawing_layout import Box
    from iam_report.graph._drawing_sketch import Edge, Node, Sketch
    from iam_report.graph._drawing_wires import Label, Line

#: Sizes of text: titles of nodes, what they are, labels of edges, the picture's title.
TITLE: Final = 13.0
SUBTITLE: Final = 11.0
LABEL: Final = 10.5
_HEADING: Final = 17.0

_FONTS: Final = "Helvetica, Arial, sans-serif"
_MARGIN: Final = 24.0
_LINE: Final = 18.0
_LEGEND: Final = 24.0


class Placed(NamedTuple):
    """A picture with all places: those of nodes, lines and labels."""

    sketch: Sketch
    boxes: Sequence[Box]
    lines: Sequence[Line]
    labels: Sequence[Label | None]
    focus: str


def document(placed: Placed) -> str:
    """Return the picture as an SVG document whose IDs no other picture has."""
    sketch = placed.sketch
    top = _MARGIN + _HEADING + _LINE * (len(sketch.summary) + 2)
    right, low = _extent(placed)
    legend = legend_of(sketch, right)
    y = top + low + _LINE
    body = [*_head(sketch), *_graph(placed, top)]
    for row in legend:
        body.append(f'<g transform="translate({number(_MARGIN)} {number(y)})">{row.text}</g>')
        y += _LEGEND
    for note in sketch.notes:
        y += _LINE
        body.append(text_at(_MARGIN, y - 4, note, SMALL, INK, weight="bold"))
    words = [width(sketch.title, _HEADING), *(width(t, SMALL) for t in _sentences(sketch))]
    wide = 2 * _MARGIN + max([right, *(row.width for row in legend), *words])
    return _framed(sketch, body, wide, y + _MARGIN)


def _sentences(sketch: Sketch) -> tuple[str, ...]:
    return sketch.summary + sketch.notes


def _extent(placed: Placed) -> tuple[float, float]:
    """Return how far the graph goes to the right, and down."""
    right = max((box.x + box.width for box in placed.boxes), default=0.0)
    low = max((box.y + box.height / 2 for box in placed.boxes), default=0.0)
    return right + SHADOW, low + SHADOW


#: A page that is less wide makes the picture smaller.
_FITS: Final = 'style="max-width:100%;height:auto"'


def _framed(sketch: Sketch, body: Sequence[str], wide: float, high: float) -> str:
    """Return a document with a background, and with words for those who do not see it."""
    told = "escalations-" + hashlib.sha256("\n".join(body).encode()).hexdigest()[:12]
    size = f'width="{wide:.0f}" height="{high:.0f}" viewBox="0 0 {wide:.0f} {high:.0f}"'
    spoken = f'role="img" aria-labelledby="{told}-title" aria-describedby="{told}-desc"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {spoken} {_FITS} font-family="{_FONTS}">',
        f'<title id="{told}-title">{escaped(sketch.title)}</title>',
        f'<desc id="{told}-desc">{escaped(_description(sketch))}</desc>',
        f'<rect width="{wide:.0f}" height="{high:.0f}" rx="6" fill="{PAPER}"/>',
        *body,
        "</svg>\n",
    )
    return "\n".join(lines)


def _description(sketch: Sketch) -> str:
    what = f"{count(len(sketch.nodes), 'node')} and {count(len(sketch.edges), 'edge')} are shown."
    return " ".join([*sketch.summary, what, *sketch.notes])


def _head(sketch: Sketch) -> Iterator[str]:
    yield text_at(_MARGIN, _MARGIN + _HEADING * 0.8, sketch.title, _HEADING, INK, weight="bold")
    for row, sentence in enumerate(sketch.summary):
        y = _MARGIN + _HEADING + _LINE * (row + 1)
        yield text_at(_MARGIN, y - 2, sentence, SMALL, FAINT)


def _graph(placed: Placed, top: float) -> Iterator[str]:
    yield from _columns(placed, top)
    yield f'<g transform="translate({number(_MARGIN)} {number(top)})">'
    sketch = placed.sketch
    for edge, way in zip(sketch.edges, placed.lines, strict=True):
        yield _wire(edge, way)
    for edge, label in zip(sketch.edges, placed.labels, strict=True):
        if label is not None:
            yield _label(edge, label)
    for node, box in zip(sketch.nodes, placed.boxes, strict=False):
        yield _node(node, box)
    yield "</g>"


def _columns(placed: Placed, top: float) -> Iterator[str]:
    """Yield the words above the columns."""
    middles = {
        node.rank: box.x + box.width / 2
        for node, box in zip(placed.sketch.nodes, placed.boxes, strict=False)
    }
    for rank, x in sorted(middles.items()):
        if rank and placed.focus != FOCUSES[0]:
            continue
        words = count(rank, "hop") if rank else "administrators"
        yield text_at(_MARGIN + x, top - _LINE, words, SMALL, FAINT, anchor="middle")


def _wire(edge: Edge, way: Line) -> str:
    """Return an edge; around it is an invisible one that is easier to point at."""
    color, _ = STROKES[edge.confidence]
    curves = way.curves
    path = f"M{point(curves[0][0])}" + "".join(
        f"C{point(a)} {point(b)} {point(c)}" for _, a, b, c in curves
    )
    x, y = curves[-1][3]
    ahead = HEAD if curves[-1][2][0] <= x else -HEAD
    head = f"M{point((x + ahead, y))}L{point((x, y - 4))}L{point((x, y + 4))}Z"
    return (
        f"<g>{tooltip(edge.tooltip)}{line(path, edge.confidence)}"
        f'<path d="{head}" fill="{color}"/>'
        f'<path d="{path}" fill="none" stroke="{INK}" stroke-opacity="0" stroke-width="9"/></g>'
    )


def _label(edge: Edge, label: Label) -> str:
    color, _ = STROKES[edge.confidence]
    x, y = label.x - label.width / 2, label.y - label.height / 2
    words = text_at(label.x, label.y + LABEL * 0.36, edge.label, LABEL, color, anchor="middle")
    return (
        f"<g>{tooltip(edge.tooltip)}"
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(label.width)}" '
        f'height="{number(label.height)}" rx="3" fill="{PAPER}" fill-opacity="0.92"/>{words}</g>'
    )


def _node(node: Node, box: Box) -> str:
    _, stroke = FILLS.get(node.state or node.kind, FILLS[""])
    middle = box.x + box.width / 2
    sides = (box.x, box.y - box.height / 2, box.width, box.height)
    return (
        f"<g>{tooltip(node.tooltip)}{outline(node.kind, node.state, *sides, many=node.many > 1)}"
        + text_at(middle, box.y - 2.5, node.title, TITLE, INK, anchor="middle")
        + text_at(middle, box.y + 11.5, node.subtitle, SUBTITLE, stroke, anchor="middle")
        + "</g>"
    )
