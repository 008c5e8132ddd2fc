"""Strict JSON: what a parser lets pass but no export of AWS holds is an error with its place."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from iam_report.errors import ExportError, shown
from iam_report.readers.traces import damage_code

#: A string, or a word or number that stands outside of strings.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|[-+.\w]++', re.DOTALL)


#: Levels of lists and objects; policies in authorization details reach some ten.
_MOST_DEEP: Final = 200


class _RefusedError(ValueError):
    """A word or number that JSON does not have, or that no export holds."""

    def __init__(self, word: str, reason: str) -> None:
        super().__init__(f"`{shown(word, 20)}` {reason}")
        self.word = word


def parse_json(text: bytes, name: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ExportError: It is not JSON, or holds NaN, Infinity or a number out of range, or is nested
            too deeply.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_parse_float)
    except json.JSONDecodeError as exc:
        place = f"line {exc.lineno}, column {exc.colno}"
        raise _not_json(text, name, f"{exc.msg[0].lower()}{exc.msg[1:]}", place) from exc
    except _RefusedError as exc:
        raise _not_json(text, name, str(exc), _place_of(text, exc.word)) from exc
    except RecursionError as exc:
        raise _not_json(text, name, "it is nested too deeply") from exc
    except ValueError as exc:  # an integer of thousands of digits
        raise _not_json(text, name, str(exc).partition(";")[0].lower()) from exc
    if _is_deep(value):
        raise _not_json(text, name, "it is nested too deeply")
    return value


def _is_deep(value: Any) -> bool:
    """Tell whether a value is nested deeper than exports are; Pythons differ in what they read."""
    level = [value]
    for _ in range(_MOST_DEEP):
        inner = (
            v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)
        )
        level = [child for children in inner for child in children]
        if not level:
            return False
    return True


def _refuse_constant(word: str) -> NoReturn:
    raise _RefusedError(word, "is no JSON")


def _parse_float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise _RefusedError(text, "is out of range")
    return value


def _place_of(text: bytes, word: str) -> str:
    """Return where a word stands that is no part of a string."""
    found = next((m for m in _TOKEN.finditer(text) if m[0] == word.encode()), None)
    if found is None:
        return ""
    before = text[: found.start()]
    column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
    line = before.count(b"\n") + 1
    return f"line {line}, column {column}"


def _not_json(text: bytes, name: str, reason: str, place: str = "") -> ExportError:
    at = f" at {place}" if place else ""
    return ExportError(
        f"`{name}` is not valid JSON{at}: {reason}",
        hint="use the output of the AWS CLI as it is; it may have been cut or edited",
        file=name,
        code=damage_code(text, "not_json"),
        place=place,
    )
