"""What the shapes and dashes of a picture mean, in as many rows as it takes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.graph._drawing_elements import FAINT, line, outline, text_at
from iam_report.graph._drawing_text import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iam_report.graph._drawing_sketch import Sketch

SMALL: Final = 12.0
_SIGN: Final = 36.0
_HIGH: Final = 16.0
_ROW: Final = 10.0
_SPACE: Final = 8.0
_BETWEEN: Final = 14.0
_LEAST: Final = 560.0

_SURE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "certain": "certain",
        "conditional": "if conditions are met",
        "needs": "if another export shows it",
    }
)
_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {"administrator": "administrator", "made": "becomes administrator"}
)


class Row(NamedTuple):
    """A row of the legend, whose upper left corner is at 0, and its width."""

    text: str
    width: float


def legend_of(sketch: Sketch, room: float) -> list[Row]:
    """Return the rows of the legend of a picture, of what is in it, no wider than the room."""
    rows: list[Row] = []
    signs: list[str] = []
    x = 0.0
    for sign, words in _entries(sketch):
        wide = _SIGN + _SPACE + width(words, SMALL)
        if signs and x + wide > max(room, _LEAST):
            rows.append(Row("".join(signs), x - _BETWEEN))
            signs, x = [], 0.0
        shown = sign + text_at(_SIGN + _SPACE, _ROW + SMALL * 0.36, words, SMALL, FAINT)
        signs.append(f'<g transform="translate({x:.0f} 0)">{shown}</g>')
        x += wide + _BETWEEN
    return [*rows, Row("".join(signs), x - _BETWEEN)] if signs else rows


def _entries(sketch: Sketch) -> Iterator[tuple[str, str]]:
    top = _ROW - _HIGH / 2
    for kind in ("user", "role", "group"):
        if any(node.kind == kind for node in sketch.nodes):
            yield outline(kind, "", 0, top, _SIGN, _HIGH), kind
    for state, words in _STATES.items():
        if any(node.state == state for node in sketch.nodes):
            yield outline("", state, 0, top, _SIGN, _HIGH), words
    if any(node.many > 1 for node in sketch.nodes):
        yield outline("", "", 0, top, _SIGN, _HIGH, many=True), "several alike"
    for confidence, words in _SURE.items():
        if any(edge.confidence == confidence for edge in sketch.edges):
            yield line(f"M0 {_ROW:g}h{_SIGN:g}", confidence), words
