"""Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`.

Only documents of version 2012-10-17 have them; in others they are plain text. What a variable
stands for is plain text too: a `*` in it is a star and no wildcard.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from iam_report.policy.causes import DOUBT
from iam_report.policy.resources import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable

#: Documents of this version, and no others, have policy variables.
WITH_VARIABLES: Final = "2012-10-17"

#: Stand in patterns for a star and a question mark that are no wildcards. Neither can be in a text:
#: they are halves of characters, which no encoding can write.
_LITERALS: Final = {ord("*"): "\udc2a", ord("?"): "\udc3f"}
_PLAIN: Final = re.compile("[\udc2a\udc3f]")

#: Characters that a variable can stand for, as `${*}` does.
_SIGNS: Final = ("*", "?", "$")

_QUOTE: Final = "'"


class UnknownValueError(Exception):
    """A value that cannot be told; `args` holds MISSING or DOUBT, and the key or a sentence."""


def as_literal(text: str) -> str:
    """Return a text whose stars and question marks are matched by no wildcard of their own."""
    return text.translate(_LITERALS)


def has_literals(pattern: str) -> bool:
    """Return whether a pattern came from `substitute` and holds a star that is no wildcard.

    Only a text given to `as_literal` fits it.
    """
    return not pattern.isascii() and _PLAIN.search(pattern) is not None


def substitute(
    text: str, values: Callable[[str], tuple[str, ...] | None], *, is_pattern: bool
) -> str | None:
    """Put the values of variables into a text.

    Args:
        text: Value of a condition, or entry of `Resource`.
        values: Gives what the request has for a key in lower case; None where the key is absent.
        is_pattern: Whether `*` is a wildcard in the text, so that one from a value is to be kept
            apart from it.

    Returns:
        None where a variable has neither value nor default: nothing fits the text.

    Raises:
        UnknownValueError: A value is not known.
    """
    pieces: list[str] = []
    end = 0
    for found in VARIABLE.finditer(text):
        value = _value(found[0], values)
        if value is None:
            return None
        pieces += [text[end : found.start()], as_literal(value) if is_pattern else value]
        end = found.end()
    return "".join([*pieces, text[end:]])


def _value(variable: str, values: Callable[[str], tuple[str, ...] | None]) -> str | None:
    name, comma, default = variable[2:-1].partition(",")
    key = name.strip()
    if key in _SIGNS and not comma:
        return key
    if not key:  # `${}` names no key
        return None
    try:
        found = values(key.lower())
    except UnknownValueError as unknown:
        raise UnknownValueError(unknown.args[0], key) from None
    if not found:
        return _default(default) if comma else None
    if len(found) > 1:
        raise UnknownValueError(DOUBT, f"key `{key}` has several values, and is a variable")
    return found[0]


def _default(text: str) -> str | None:
    """Return a default, which stands in single quotes; None for another text."""
    quoted = text.strip()
    is_quoted = len(quoted) > 1 and quoted[0] == quoted[-1] == _QUOTE
    return quoted[1:-1] if is_quoted and _QUOTE not in quoted[1:-1] else None
