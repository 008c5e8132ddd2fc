"""Text in pictures: one line, printable, as wide as there is room, and escaped."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final
from unicodedata import combining, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Sequence

_MORE: Final = "…"
_MOST: Final = 200

#: Widths of characters in a wide sans-serif font, in parts of its size, so that what is measured
#: fits whichever font there is.
_WIDTHS: Final = {
    **dict.fromkeys("ijl'|", 0.29),
    **dict.fromkeys(" .,:;!Itfr()[]/\\-`", 0.4),
    **dict.fromkeys('sczyvxkJ"*', 0.59),
    **dict.fromkeys("wCGHNOQUD&", 0.8),
    **dict.fromkeys("mMW@%", 1.0),
    _MORE: 1.0,
}
_LETTER: Final = 0.64
_CAPITAL: Final = 0.7
_OTHER: Final = 0.8
_WIDE: Final = 1.15


def clean(text: object) -> str:
    """Return text as one line of characters that can be seen; others are spelt out."""
    line = str(text)
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else _spelt(c) for c in line)


def _spelt(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def escaped(text: str) -> str:
    """Return text as the content of an element or attribute of XML or HTML."""
    return html.escape(text)


def name_of(arn: str) -> str:
    """Return the name at the end of an ARN, without its path."""
    return arn.rsplit("/", 1)[-1] or arn


def width(text: str, size: float) -> float:
    """Return how much room a text needs in a font of a size, or a little more."""
    return size * sum(_width(c) for c in text)


def _width(character: str) -> float:
    found = _WIDTHS.get(character)
    if found is not None:
        return found
    if character.isascii():
        return _CAPITAL if character.isupper() else _LETTER
    if combining(character):
        return 0.0
    return _WIDE if east_asian_width(character) in "WF" else _OTHER


def shortened(text: str, room: float, size: float) -> str:
    """Return text, with `…` in its middle if it needs more room than there is."""
    if len(text) <= _MOST and width(text, size) <= room:
        return text
    half = (room - width(_MORE, size)) / 2
    head = _beginning(text[:_MOST], half, size)
    return head + _MORE + _beginning(text[: -_MOST - 1 : -1], half, size)[::-1]


def _beginning(text: str, room: float, size: float) -> str:
    """Return as many of the first characters as there is room for."""
    for number, character in enumerate(text):
        room -= size * _width(character)
        if room < 0:
            return text[:number]
    return text


def cut(text: str, most: int) -> str:
    """Return text, with `…` at its end if it has more characters than `most`."""
    return text if len(text) <= most else text[: most - 1] + _MORE


def listed(words: Sequence[str], most: int) -> str:
    """Return words with commas between them, and how many are left out."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" +{more}" if more > 0 else "")


def count(number: int, noun: str) -> str:
    """Return a number and its noun, such as `1 user` or `1,234 users`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
