"""Conditions of statements, with what is known of each: prepared once per distinct statement."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.policy.condition_facts import ConditionFacts, facts_of, sessions_without_mfa
from iam_report.policy.condition_keys import KeyFacts, key_facts
from iam_report.policy.conditions import conditions_of
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    from iam_report.policy.condition_facts import Block

_KEY: Final = ("account_id", "as_of", "document", "statement")
_COPIED: Final = (*_KEY, "sid", "effect")

#: Elements that say what a statement is about.
_SCOPE: Final = ("effect", "actions", "not_actions", "resources", "not_resources")

_BOTH: Final = frozenset({"key", "password"})
_MISSED: Final = {
    "key": "requests signed with long-term access keys",
    "password": "console sessions without MFA",
}

_FACTS: Final = (*ConditionFacts._fields, *KeyFacts._fields)
_TYPES: Final = {
    "value_count": pa.int64(),
    "widest_ipv4": pa.int64(),
    "widest_ipv6": pa.int64(),
    **dict.fromkeys(
        (
            *("if_exists", "is_negated", "is_known_operator", "is_null_if_exists"),
            *("is_about_caller", "uses_variable", "may_lack_key", "limits", "never_met"),
            *("met_by_key", "met_by_password", "is_known_key", "fits_key_type", "is_multivalued"),
            *("is_tag_key", "has_action"),
        ),
        pa.bool_(),
    ),
}


def statement_conditions(statements: pd.DataFrame, documents: pa.Array) -> pd.DataFrame:
    """Return one row per condition of the statements of some documents.

    Args:
        statements: The `statements` frame.
        documents: Keys of the documents that are wanted.
    """
    rows = _with_conditions(statements, documents)
    cells = [conditions_of(cell) for cell in rows["conditions"].to_pylist()]
    actions = [None if each is None else tuple(each) for each in rows["actions"].to_pylist()]
    found: dict[tuple[Any, ...], int] = {}
    facts, looked_up = cache(facts_of), cache(key_facts)
    codes = [
        found.setdefault((*fact, *looked_up(fact.key, fact.operator, named)), len(found))
        for block, named in zip(cells, actions, strict=True)
        for fact in facts(block)
    ]
    at = pa.array(np.repeat(np.arange(len(cells)), [len(block) for block in cells]))
    missed = pa.array(_missed_sessions(rows, cells), pa.string())
    columns = {
        **{name: rows[name].take(at) for name in _COPIED},
        "actions": scope_text(rows).take(at),
        **_columns(list(found), np.array(codes, dtype=np.int64)),
        "missed_session": missed.take(at),
    }
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})


def _with_conditions(statements: pd.DataFrame, documents: pa.Array) -> pa.Table:
    names = dict.fromkeys((*_COPIED, *_SCOPE, "conditions"))
    rows = pa.table({name: as_arrow(statements[name]) for name in names})
    has_some = pc.greater(pc.fill_null(pc.list_value_length(rows["conditions"]), 0), 0)
    return rows.filter(pc.and_(has_some, pc.is_in(rows["document"], documents)))


def _columns(found: list[tuple[Any, ...]], codes: np.ndarray) -> dict[str, Any]:
    """Return the columns of facts of the conditions, from the distinct facts."""
    by_name = zip(*found, strict=True) if found else [()] * len(_FACTS)
    at = pa.array(codes)
    return {
        name: pa.array(values, _TYPES.get(name, pa.string())).take(at)
        for name, values in zip(_FACTS, by_name, strict=True)
    }


def scope_text(rows: pa.Table) -> Any:
    """Return `Action` as one text, or `NotAction` after that word."""
    inverse = pc.binary_join(rows["not_actions"], ", ")
    return pc.coalesce(
        pc.binary_join(rows["actions"], ", "),
        pc.binary_join_element_wise("NotAction", inverse, " "),
    )


def _missed_sessions(rows: pa.Table, cells: list[Block]) -> list[str]:
    """Return for each statement the session without MFA that a `Deny` for lack of MFA misses.

    Empty where none is missed. Another statement of the document that denies the same to the other
    session makes up for it.
    """
    met = [sessions_without_mfa(block) for block in cells]
    some = [at for at, sessions in enumerate(met) if sessions]
    scopes = rows.select(["document", *_SCOPE]).take(pa.array(some, pa.int64())).to_pylist()
    caught: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for at, scope in zip(some, scopes, strict=True):
        caught[repr(scope)] |= met[at]
    missed = [""] * len(cells)
    for at, scope in zip(some, scopes, strict=True):
        others = _BOTH - caught[repr(scope)]
        if scope["effect"] == "Deny" and others:
            missed[at] = _MISSED[min(others)]
    return missed
