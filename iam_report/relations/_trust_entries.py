"""The entries of trust policies: a row for each principal of a statement, judged once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.role_trusts import ROLE_TRUSTS
from iam_report.policy.conditions import conditions_of
from iam_report.policy.trust_denials import Entry, Statement
from iam_report.policy.trusts import NOT_PRINCIPAL
from iam_report.relations._joins import pairs
from iam_report.relations._trust_facts import Facts, facts_of
from iam_report.schema import INT, STRING, as_arrow

if TYPE_CHECKING:
    from collections.abc import Iterable

_DENY: Final = "Deny"
_TYPES: Final = {
    name: ROLE_TRUSTS.by_name[name].type if name in ROLE_TRUSTS.by_name else STRING
    for name in Facts._fields
}


class Entries(NamedTuple):
    """Entries of trust policies.

    Attributes:
        role: For each role and entry the position of the role.
        row: And that of the entry in the columns.
        columns: Columns of the entries; each stands there once, however many roles have it.
    """

    role: np.ndarray
    row: np.ndarray
    columns: dict[str, Any]


class _Cells(NamedTuple):
    """A statement as it stands in the frame."""

    at: tuple[str, int, str]
    number: int
    sid: str | None
    effect: str | None
    statement: Statement


def entries_of(roles: pd.DataFrame, statements: pd.DataFrame) -> Entries:
    """Return the entries of the trust policies of roles.

    A statement without a principal has none: it lets nobody in.
    """
    found = pairs(roles, "trust_document", statements, "document")
    used, at = np.unique(found.right, return_inverse=True)
    cells = _cells(statements, used)
    named = [_entries(cell.statement) for cell in cells]
    counts = np.array([len(entries) for entries in named], dtype=np.int64)
    starts = np.cumsum(counts) - counts
    many = counts[at]
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    columns = _columns(cells, named)
    return Entries(np.repeat(found.left, many), np.repeat(starts[at], many) + within, columns)


def _cells(statements: pd.DataFrame, used: np.ndarray) -> list[_Cells]:
    lists = {
        name: as_arrow(statements[name]).take(pa.array(used)).to_pylist()
        for name in (
            *("account_id", "document", "statement", "sid", "effect", "actions", "not_actions"),
            *("principals", "not_principals", "conditions"),
        )
    }
    moments = as_arrow(statements["as_of"]).take(pa.array(used)).cast(pa.int64()).to_pylist()
    return [
        _Cells(
            (account, moment, document),
            number,
            sid,
            effect,
            Statement(
                _tuple(actions),
                _tuple(not_actions),
                _named(principals),
                _named(not_principals),
                conditions_of(conditions),
            ),
        )
        for moment, (
            account,
            document,
            number,
            sid,
            effect,
            actions,
            not_actions,
            principals,
            not_principals,
            conditions,
        ) in zip(moments, zip(*lists.values(), strict=True), strict=True)
    ]


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _named(values: list[dict[str, str]] | None) -> tuple[Entry, ...] | None:
    return None if values is None else tuple((v["type"], v["value"]) for v in values)


def _entries(statement: Statement) -> tuple[Entry, ...]:
    if statement.principals is not None:
        return statement.principals
    if statement.not_principals is not None:
        return ((NOT_PRINCIPAL, ", ".join(value for _, value in statement.not_principals)),)
    return ()


def _columns(cells: list[_Cells], named: list[tuple[Entry, ...]]) -> dict[str, Any]:
    """Return the columns of the entries; what follows from equal ones is worked out once."""
    denials = _denials(cells)
    known: dict[tuple[Any, ...], int] = {}
    facts: list[Facts] = []
    of_entry: list[int] = []
    for cell, entries in zip(cells, named, strict=True):
        denied = denials.get(cell.at, ())
        for entry in entries:
            key = (cell.effect, cell.statement, entry, denied)
            at = known.setdefault(key, len(known))
            if at == len(facts):
                facts.append(facts_of(*key))
            of_entry.append(at)
    places = pa.array(of_entry, pa.int64())
    judged = {
        name: pc.take(pa.array([f[i] for f in facts], kind), places)
        for i, (name, kind) in enumerate(_TYPES.items())
    }
    return _as_written(cells, named) | judged


def _as_written(cells: list[_Cells], named: list[tuple[Entry, ...]]) -> dict[str, Any]:
    counts = np.array([len(entries) for entries in named], dtype=np.int64)
    of_cell = pa.array(np.repeat(np.arange(len(cells)), counts))
    columns = {
        "statement": pa.array([cell.number for cell in cells], INT),
        "sid": pa.array([cell.sid for cell in cells], STRING),
        "effect": pa.array([cell.effect for cell in cells], STRING),
        "actions": pa.array([_actions(cell.statement) for cell in cells], STRING),
    }
    return {
        **{name: pc.take(values, of_cell) for name, values in columns.items()},
        "entry": pa.array([i for entries in named for i in range(len(entries))], INT),
        "principal_type": pa.array([kind for entries in named for kind, _ in entries], STRING),
        "principal": pa.array([value for entries in named for _, value in entries], STRING),
    }


def _actions(statement: Statement) -> str:
    if statement.actions is not None:
        return ", ".join(statement.actions)
    return f"not {', '.join(statement.not_actions or ())}"


def _denials(cells: Iterable[_Cells]) -> dict[tuple[str, int, str], tuple[Statement, ...]]:
    """Return the statements that deny, by account, moment and document."""
    found: dict[tuple[str, int, str], tuple[Statement, ...]] = {}
    for cell in cells:
        if cell.effect == _DENY:
            found[cell.at] = (*found.get(cell.at, ()), cell.statement)
    return found
