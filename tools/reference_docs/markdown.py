"""Markdown, a piece at a time."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SECTION: Final = re.compile(r"(Args|Attributes|Returns|Yields|Raises|Warns|Examples|Note):")
_ENTRY: Final = re.compile(r"^(\*{0,2}\w+): (.*)", re.MULTILINE)
#: Sections of a docstring whose entries have names.
_NAMED: Final = ("Args", "Attributes", "Raises", "Warns")
_TITLES: Final = {"Args": "Arguments"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    return ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]


def code(text: object) -> str:
    """Return text as code that a cell of a table can hold."""
    return f"`{text}`".replace("|", "\\|")


def codes(names: Iterable[object]) -> str:
    """Return names as code, with commas between."""
    return ", ".join(map(code, names))


def block(language: str, text: str) -> list[str]:
    """Return the lines of a block of code."""
    return [f"```{language}", text, "```"]


def plain(text: str) -> str:
    """Return text, which may hold code between backticks, in which no `<` begins HTML."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(p if p.startswith("`") else p.replace("<", "\\<") for p in parts)


def cell(text: str) -> str:
    """Return text as one line that a cell of a table can hold."""
    return plain(" ".join(text.split())).replace("|", "\\|")


def docstring(value: object) -> list[str]:
    """Return the docstring of something: sections of arguments and the like become lists."""
    lines: list[str] = []
    section = ""
    for paragraph in (inspect.getdoc(value) or "").replace("``", "`").split("\n\n"):
        first, _, rest = paragraph.partition("\n")
        if _SECTION.fullmatch(first):
            section = first[:-1]
            lines += [f"**{_TITLES.get(section, section)}**", "", *_paragraph(rest, section), ""]
        elif first.startswith(" ") and not section:
            lines += [*block("text", textwrap.dedent(paragraph)), ""]
        else:
            section = section if first.startswith(" ") else ""
            lines += [*_paragraph(paragraph, section), ""]
    return lines[:-1]


def _paragraph(text: str, section: str) -> list[str]:
    text = textwrap.dedent(text)
    if section == "Examples":
        return block("python", text)
    if section in _NAMED:
        text = _ENTRY.sub(r"- `\1`: \2", text)
    return plain(text.removesuffix(":") if text.endswith("::") else text).splitlines()
