"""The command that mends a finding, safe to paste into a shell.

The words of a command come from the rule; the values in it come from exports, which other people
have written. A value is quoted, or stands as a word in capitals for the reader to fill in.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

from iam_report.writers.plain import clean, width

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Columns of the longest word with values in it; IAM allows names of 64 characters.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
_LONGEST: Final = 80
#: A word of the shell, which may have quoted parts.
_WORD: Final = re.compile(r"""(?:'[^']*'|"[^"]*"|[^\s'"])+""")
#: In place of such a value the AWS CLI takes the content of a file or page.
_LOADED: Final = ("file://", "fileb://", "http://", "https://")


@dataclass(frozen=True)
class Command:
    """A command, and what is to be known before it is run.

    Attributes:
        words: The words, ready for the shell.
        note: What the rule says of the command, or empty.
    """

    words: tuple[str, ...]
    note: str = ""

    def __str__(self) -> str:
        return " ".join(self.words)

    def lines(self, columns: int, indent: str = "  ") -> list[str]:
        r"""Return the command in lines that end in ` \`, as the shell takes them.

        Args:
            columns: Columns of a line; a word that needs more has a line of its own.
            indent: What the lines after the first begin with.
        """
        lines = [""]
        for word in self.words:
            needed = width(lines[-1]) + width(word) + len(" \\") + 1
            if lines[-1].strip() and needed > columns:
                lines[-1] += " \\"
                lines.append(indent + word)
            else:
                lines[-1] += f" {word}" if lines[-1].strip() else word
        return lines


def fill(template: str, values: Mapping[str, Any]) -> Command:
    """Return the command of a rule's `fix`.

    Args:
        template: The `fix`; what follows ` # ` is a note.
        values: The columns of the finding.
    """
    text, _, note = template.partition(" # ")
    words: list[str] = []
    for template_word in _WORD.findall(text):
        try:
            word = _fill_word(template_word, values)
        except ValueError:  # a lone brace or backslash: there is nothing to fill in
            word = template_word
        if word.startswith("-") and not template_word.startswith("-"):
            word = _after_equals_sign(words, word, template_word)
        words.append(word)
    return Command(tuple(words), note.strip())


def _fill_word(template: str, values: Mapping[str, Any]) -> str:
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    if not names:
        return template
    template = "".join(shlex.split(template)) or template
    parts = []
    for literal, name, form, _ in Formatter().parse(template):
        parts.append(literal)
        if name:
            value = _as_word(values.get(name), form or "")
            parts.append(name.upper() if value is None else value)
    word = _quoted("".join(parts))
    if values and (width(word) > _LONGEST or word.startswith(_LOADED)):
        return _fill_word(template, {})
    return word


def _after_equals_sign(words: list[str], word: str, template: str) -> str:
    """Return `--option=-value` and take back `--option`; else the value would be an option."""
    if words and words[-1].startswith("--") and "=" not in words[-1]:
        return f"{words.pop()}={word}"
    return _fill_word(template, {})


def _as_word(value: Any, form: str) -> str | None:
    """Return a value as text; None if it is not known or is no text for a command."""
    if value is None:
        return None
    if form:
        try:
            return datetime.fromisoformat(str(value)).strftime(form)
        except ValueError:
            return None
    text = str(value)
    return text if text and text == clean(text) and "\ufffd" not in text else None


def _quoted(word: str) -> str:
    """Return a word quoted for the shell; zsh would look for a program of the name after `=`."""
    return f"'{word}'" if word.startswith("=") and shlex.quote(word) == word else shlex.quote(word)
