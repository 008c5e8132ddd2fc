"""Text for a terminal: no control characters, nothing wider than the line."""

from __future__ import annotations

import re
import textwrap
from typing import Final
from unicodedata import east_asian_width

#: Columns of a line.
WIDTH: Final = 100

_MORE: Final = "..."


def clean(text: object) -> str:
    """Return text as one line; a character that steers a terminal or cannot be seen is spelt out.

    It is not left out: a name that holds one is not that of another user.
    """
    line = re.sub(r"\s", " ", str(text))
    if line.isprintable():
        return line.strip()
    return "".join(c if c.isprintable() else _spelt(c) for c in line).strip()


def _spelt(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def width(text: str) -> int:
    """Return how many columns a terminal needs for `text`, or a few more."""
    return len(text) + sum(east_asian_width(c) in "WF" for c in text if not c.isascii())


def cut(text: object, columns: int) -> str:
    """Return text as one line of at most `columns` columns; `...` stands for what is left out."""
    line = clean(text)
    if width(line) <= columns:
        return line
    line = line[: columns - len(_MORE)]
    while width(line) > columns - len(_MORE):
        line = line[:-1]
    return line.rstrip() + _MORE


def wrap(text: object, *, indent: str, lines: int) -> list[str]:
    """Return text in at most so many indented lines; `...` stands for what is left out."""
    line = clean(text)
    columns = WIDTH - len(indent)
    if width(line) > len(line):
        columns //= 2
    wrapped = textwrap.wrap(
        line, columns, break_on_hyphens=False, max_lines=lines, placeholder=" " + _MORE
    )
    return [indent + part for part in wrapped]


def count(number: int, noun: str) -> str:
    """Return a number and its noun, such as `1 user` or `1,234 users`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
