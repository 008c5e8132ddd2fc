"""What policies grant beyond others, or must not grant, as text and JSON.

Lines of text have at most 100 columns. Nothing from a policy can steer the terminal.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from iam_report._version import __version__
from iam_report.writers.plain import count, wrap
from iam_report.writers.tables import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

_LINES: Final = 6
#: Columns that hold JSON.
_NESTED: Final = frozenset({"conditions", "witness", "witness_context"})
_NEW: Final = "new"
#: What is said of `granted`.
_GRANTED: Final = {True: "granted", False: "not granted", None: "perhaps granted"}


def new_access_text(frame: pd.DataFrame) -> str:
    """Return what a policy grants beyond another, as `compare_policies` tells, as text.

    Args:
        frame: Its answer, with the name of the file in a column `file`.
    """
    rows = records(frame)
    lines = [line for row in rows for line in (*_new_access(row), "")]
    new = sum(row["verdict"] == _NEW for row in rows)
    total = count(new, "row") + " of new access" if new else "no new access"
    if rest := len(rows) - new:
        total = f"{total if new else 'no new access is certain'}, {rest:,} cannot be told"
    return "\n".join([*lines, total]) + "\n"


def _new_access(row: dict[str, Any]) -> Iterator[str]:
    who = f", by {row['principal']}" if row["principal"] else ""
    first, *more = row["actions"]
    what = count(len(row["actions"]), "action") if more else first
    yield from _wrapped(f"{row['verdict']}: {what} on {row['resource']}{who}")
    if more:
        yield from _wrapped(f"actions: {', '.join(row['actions'])}", 1)
    if row["conditions"]:
        yield from _wrapped(f"conditions: {row['conditions']}", 1)
    yield from _wrapped(f"{_place(row)}: {row['reason']}", 1)
    yield from _example(row)


def _wrapped(text: str, depth: int = 0) -> list[str]:
    return wrap(text, indent="    " * depth, lines=_LINES)


def _place(row: dict[str, Any]) -> str:
    sid = f" {row['sid']}" * bool(row["sid"])
    return f"{row['file']}, statement {row['statement']}{sid}"


def _example(row: dict[str, Any]) -> Iterator[str]:
    """Yield a request that shows it."""
    if row["witness_action"] is None:
        return
    request = {name: row[f"witness_{name}"] for name in ("action", "resource", "principal")}
    yield from _wrapped(f"for example: {_request(request, row['witness_context'])}", 1)


def _request(request: Mapping[str, Any], context: str | None) -> str:
    """Return a request as a phrase; condition keys that it lacks are said to be lacking."""
    keys: dict[str, Any] = json.loads(context or "{}")
    words = [f"{request['action']} on {request['resource']}"]
    words += [f"by {request['principal']}"] * bool(request["principal"])
    words += [f"with {key}={_text(value)}" for key, value in keys.items() if value is not None]
    words += [f"without {key}" for key, value in keys.items() if value is None]
    return ", ".join(words)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def check_text(granted: pd.DataFrame | None, public: pd.DataFrame | None) -> str:
    """Return what a policy must not grant and whether it does, as text.

    Args:
        granted: The answer of `check_access_not_granted`, with the name of the file in a column
            `file`; None if that was not asked.
        public: The answer of `check_no_public_access`, likewise.
    """
    lines: list[str] = []
    for row in [] if granted is None else records(granted):
        lines += _granted(row)
    if public is not None:
        lines += [line for row in records(public) for line in _public(row)]
        lines += ["no statement is about everybody"] * public.empty
    return "\n".join(lines) + "\n"


def _granted(row: dict[str, Any]) -> Iterator[str]:
    where = f" on {row['resource']}" if row["resource"] else ""
    yield from _wrapped(f"{_GRANTED[row['granted']]}: {row['action']}{where}")
    if row["granted"] is not False:
        yield from _wrapped(f"{_place(row)}: {row['reason']}", 1)
        yield from _example(row)


def _public(row: dict[str, Any]) -> Iterator[str]:
    yield from _wrapped(f"{row['verdict']}: {', '.join(row['actions'])}, by {row['principal']}")
    yield from _wrapped(f"{_place(row)}: {row['reason']}", 1)
    if row["witness"]:
        request = json.loads(row["witness"])
        example = _request(request, json.dumps(request["context"]))
        yield from _wrapped(f"for example: {example}", 1)


def rows_json(**frames: pd.DataFrame | None) -> str:
    """Return frames as one JSON object, in ASCII, one row a line.

    Its keys are `version` and the names of the frames; one that is None is null. Conditions and
    examples are objects.
    """
    members = [f'"version": {json.dumps(__version__)}']
    for name, frame in frames.items():
        rows = None if frame is None else ",\n".join(lines_of(frame))
        members.append(f'"{name}": ' + ("null" if rows is None else f"[\n{rows}\n]"))
    return "{" + ",\n".join(members) + "}\n"


def lines_of(frame: pd.DataFrame) -> list[str]:
    """Return each row of a frame as a JSON object, in ASCII."""
    return [json.dumps({k: _value(k, v) for k, v in row.items()}) for row in records(frame)]


def _value(name: str, value: Any) -> Any:
    return json.loads(value) if name in _NESTED and value is not None else value
