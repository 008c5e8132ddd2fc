"""Documents that do not decode at once: what is wrong with them, and what can still be read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from iam_report.errors import did_you_mean

_DOCUMENT: Final = ("Version", "Id", "Statement")
_TEXTS: Final = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS: Final = ("Principal", "NotPrincipal")
_STATEMENT: Final = ("Sid", "Effect", *_PRINCIPALS, *_TEXTS, "Condition")
_EFFECTS: Final = ("Allow", "Deny")
_MOST_SHOWN: Final = 60

#: Levels of lists and objects in a document: statements, condition, operator, key, values.
_MOST_DEEP: Final = 20


@dataclass
class Repaired:
    """What can be read of a document.

    Attributes:
        text: The document without whitespace, or as it was where it is no JSON.
        version: Its `Version`, where that is a text.
        statements: The statements, without the elements that cannot be read.
        problem: What is wrong; None where nothing is.
    """

    text: bytes
    version: str | None = None
    statements: list[dict[str, Any]] = field(default_factory=list)
    problem: str | None = None

    def say(self, problem: str) -> None:
        """Note a problem; the first one counts."""
        self.problem = self.problem or problem


class Twice(dict[str, Any]):
    """An object in which a key stands twice."""

    key = ""


def repair(text: bytes) -> Repaired:
    """Return what can be read of a document, and what is wrong with it."""
    found = Repaired(text)
    try:
        value = json.loads(text, object_pairs_hook=to_object, parse_constant=_refuse)
    except RecursionError:
        found.say("it is nested too deeply")
        return found
    except (ValueError, UnicodeDecodeError) as exc:
        found.say(f"it is not valid JSON: {str(exc).partition(';')[0][:_MOST_SHOWN].lower()}")
        return found
    if _depth(value) > _MOST_DEEP:
        found.say("it is nested too deeply")
        return found
    if twice := _twice(value):
        found.say(f"key `{_shown(twice)}` stands twice in one object")
    else:
        compact = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        found.text = compact.encode(errors="replace")
    if not isinstance(value, dict):
        found.say("it is no JSON object")
        return found
    _document(value, found)
    return found


def _document(value: dict[str, Any], found: Repaired) -> None:
    _unknown(value, _DOCUMENT, "a document", found)
    version = value.get("Version")
    if isinstance(version, str):
        found.version = _clean(version)
    elif "Version" in value:
        found.say(f"`Version` is {_kind(version)}, expected a text")
    if "Id" in value and not isinstance(value["Id"], str):
        found.say(f"`Id` is {_kind(value['Id'])}, expected a text")
    if "Statement" not in value:
        found.say("it has no `Statement`")
        return
    statements = value["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        if isinstance(statement, dict):
            found.statements.append(_statement(statement, found))
        else:
            found.say(f"a statement is {_kind(statement)}, expected an object")


def _statement(value: dict[str, Any], found: Repaired) -> dict[str, Any]:
    """Return the elements of a statement that can be read."""
    _unknown(value, _STATEMENT, "a statement", found)
    read: dict[str, Any] = {}
    if isinstance(value.get("Sid"), str):
        read["Sid"] = _clean(value["Sid"])
    elif "Sid" in value:
        found.say(f"`Sid` is {_kind(value['Sid'])}, expected a text")
    effect = value.get("Effect")
    if isinstance(effect, str) and effect in _EFFECTS:
        read["Effect"] = effect
    elif "Effect" in value:
        found.say(f"`Effect` is {_kind(effect)}, expected `Allow` or `Deny`")
    for name in _TEXTS:
        if name in value:
            texts = _texts(value[name], f"`{name}`", found)
            read |= {} if texts is None else {name: texts}
    for name in _PRINCIPALS:
        if name in value:
            principal = _principal(value[name], name, found)
            read |= {} if principal is None else {name: principal}
    if "Condition" in value:
        read["Condition"] = _condition(value["Condition"], found)
    return read


def _texts(value: Any, what: str, found: Repaired) -> list[str] | None:
    texts = value if isinstance(value, list) else [value]
    if odd := [t for t in texts if not isinstance(t, str)]:
        found.say(f"{what} is or holds {_kind(odd[0])}, expected texts")
        return None
    return [_clean(t) for t in texts]


def _principal(value: Any, name: str, found: Repaired) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if not isinstance(value, dict):
        found.say(f"`{name}` is {_kind(value)}, expected a text or an object")
        return None
    kinds = {k: _texts(v, f"`{_shown(k)}` of `{name}`", found) for k, v in value.items()}
    return {_clean(kind): texts for kind, texts in kinds.items() if texts is not None}


def _condition(value: Any, found: Repaired) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict):
        found.say(f"`Condition` is {_kind(value)}, expected an object")
        return {}
    read: dict[str, dict[str, Any]] = {}
    for operator, keys in value.items():
        if not isinstance(keys, dict):
            found.say(f"condition `{_shown(operator)}` is {_kind(keys)}, expected an object")
            continue
        read[_clean(operator)] = {}
        for key, values in keys.items():
            listed = values if isinstance(values, list) else [values]
            if odd := [v for v in listed if not isinstance(v, str | bool | int | float)]:
                found.say(f"condition key `{_shown(key)}` holds {_kind(odd[0])}, expected texts")
                continue
            read[_clean(operator)][_clean(key)] = [
                _clean(v) if isinstance(v, str) else v for v in listed
            ]
    return read


def _unknown(value: dict[str, Any], known: tuple[str, ...], what: str, found: Repaired) -> None:
    for name in value:
        if name not in known:
            near = did_you_mean(name, known)
            found.say(f"{what} has no element `{_shown(name)}`{f': {near}' if near else ''}")


def to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, as a Twice where a key stands twice (an `object_pairs_hook`)."""
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    names = [name for name, _ in pairs]
    twice = Twice(value)
    twice.key = next(name for name in names if names.count(name) > 1)
    return twice


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"`{word}` is no JSON")


def _levels(value: Any) -> Any:
    level = [value]
    while level:
        yield level
        level = [
            child
            for v in level
            if isinstance(v, dict | list)
            for child in (v.values() if isinstance(v, dict) else v)
        ]


def _depth(value: Any) -> int:
    for number, _ in enumerate(_levels(value)):
        if number > _MOST_DEEP:
            return number
    return 0


def _twice(value: Any) -> str:
    """Return a key that stands twice, or nothing."""
    return next((v.key for level in _levels(value) for v in level if isinstance(v, Twice)), "")


def _clean(text: str) -> str:
    """Return a text without lone surrogates."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _shown(text: str) -> str:
    short = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
    return short.encode("unicode_escape").decode()


def _kind(value: Any) -> str:
    """Return what a JSON value is, for a message."""
    if isinstance(value, str):
        return f"`{_shown(value)}`"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return "a number"
    return "an object" if isinstance(value, dict) else "a list"
