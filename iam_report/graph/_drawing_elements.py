"""Elements of SVG: texts, outlines, tooltips; all that comes from a graph is escaped here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from iam_report.graph._drawing_text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INK: Final = "#1f2328"
FAINT: Final = "#57606a"
PAPER: Final = "#ffffff"

#: Fill and border of nodes, by kind or by state.
FILLS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "user": ("#eaf2fb", "#2f6299"),
        "role": ("#f2edfa", "#67489c"),
        "group": ("#eaf5ec", "#2f6d40"),
        "administrator": ("#fdeceb", "#a8201a"),
        "made": ("#fff3df", "#955800"),
        "": ("#f3f4f6", FAINT),
    }
)
#: Color and dashes of edges, by confidence.
STROKES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "certain": ("#24292f", ""),
        "conditional": ("#7a4b00", "7 4"),
        "needs": ("#57606a", "1.5 4"),
    }
)

_ROUND: Final = 19.0
_CORNER: Final = 12.0
_CUT: Final = 6.0
_TAB: Final = 5.0
_BORDER: Final = 1.3
_THICK: Final = 2.2
_INSET: Final = 3.5
#: How far the second outline of a node that stands for many is from the first.
SHADOW: Final = 4.0


def text_at(
    x: float, y: float, text: str, size: float, color: str, *, anchor: str = "", weight: str = ""
) -> str:
    """Return a text whose left end, or middle, is at a place on its base line."""
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += f' font-weight="{weight}"' if weight else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{size:g}" fill="{color}"{more}>'
        f"{escaped(text)}</text>"
    )


def tooltip(text: str) -> str:
    """Return what is shown where the element around it is pointed at."""
    return f"<title>{escaped(text)}</title>"


def outline(
    kind: str, state: str, x: float, y: float, wide: float, high: float, *, many: bool = False
) -> str:
    """Return the outline of a node.

    That of a user has round ends, of a role pointed ones, of a group a tab, and that of others
    cut corners. It is double for administrators, those that are none yet included, and there is
    another one behind it if the node stands for many.
    """
    fill, stroke = FILLS[state or kind if (state or kind) in FILLS else ""]
    style = f'fill="{fill}" stroke="{stroke}" stroke-width="{_THICK if state else _BORDER}"'
    found = [_shape(kind, x + SHADOW, y + SHADOW, wide, high, style)] if many else []
    found.append(_shape(kind, x, y, wide, high, style))
    if state:
        inner = f'fill="none" stroke="{stroke}" stroke-width="0.8"'
        edges = (wide - 2 * _INSET, high - 2 * _INSET)
        found.append(_shape(kind, x + _INSET, y + _INSET, *edges, inner))
    return "".join(found)


def _shape(kind: str, x: float, y: float, wide: float, high: float, style: str) -> str:
    right, low = x + wide, y + high
    if kind == "user":
        return (
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(wide)}" '
            f'height="{number(high)}" rx="{number(min(high / 2, _ROUND))}" {style}/>'
        )
    if kind == "role":
        cut, middle = min(_CORNER, high / 2), y + high / 2
        ends = ((x, middle), (x + cut, y), (right - cut, y), (right, middle))
        return _polygon((*ends, (right - cut, low), (x + cut, low)), style)
    if kind == "group":
        tab = x + min(30.0, wide / 2)
        top = ((x, y - _TAB), (tab, y - _TAB), (tab + _TAB, y), (right, y))
        return _polygon((*top, (right, low), (x, low)), style)
    cut = min(_CUT, high / 5)
    upper = ((x, y + cut), (x + cut, y), (right - cut, y), (right, y + cut))
    lower = ((right, low - cut), (right - cut, low), (x + cut, low), (x, low - cut))
    return _polygon((*upper, *lower), style)


def _polygon(points: Iterable[tuple[float, float]], style: str) -> str:
    return f'<polygon points="{" ".join(map(point, points))}" {style}/>'


def line(path: str, confidence: str) -> str:
    """Return a line whose dashes say how sure it is."""
    color, dashes = STROKES[confidence]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="1.4"{dashed}/>'


def point(place: tuple[float, float]) -> str:
    """Return a place as it stands in a path."""
    return f"{number(place[0])} {number(place[1])}"


def number(value: float) -> str:
    """Return a length with one digit after the point, at most."""
    # Adding zero makes a negative zero positive.
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
