"""What follows from the statements of a policy document as a whole."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.policy.conditions import conditions_of
from iam_report.relations._joins import positions
from iam_report.relations._statement_facts import SEPARATOR, Statement, makes_admin
from iam_report.schema import as_arrow

_KEY: Final = ("account_id", "as_of", "document")
_ELEMENTS: Final = ("actions", "not_actions", "resources", "not_resources")
_SHOWN: Final = ("Action", "NotAction", "Resource", "NotResource")

#: What an action that names everything is made of.
_EVERYTHING: Final = r"^[*?:]+$"


def statements_of(rows: pa.Table) -> list[Statement]:
    """Return statements from rows of the `statements` frame."""
    lists = [
        [None if cell is None else tuple(cell) for cell in rows[name].to_pylist()]
        for name in _ELEMENTS
    ]
    conditions = map(conditions_of, rows["conditions"].to_pylist())
    effects = rows["effect"].to_pylist()
    return [Statement(*each) for each in zip(effects, *lists, conditions, strict=True)]


def document_facts(statements: pd.DataFrame) -> pd.DataFrame:
    """Return one row per document with a statement: what `policies` says of its text."""
    names = (*_KEY, "statement", "sid", "effect", *_ELEMENTS, "conditions")
    rows = pa.table({name: as_arrow(statements[name]) for name in names}).combine_chunks()
    keys, codes = _documents(rows)
    count = len(keys)
    columns = {
        **{name: keys[name] for name in _KEY},
        "duplicate_sids": _joined(*_twice(rows["sid"], codes), count),
        "empty_lists": _joined(*_empty(rows, codes), count),
        "uses_variables": _any(_with_variable(rows), codes, count),
        "is_admin": _any(_admin(rows), codes, count),
    }
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})


def _documents(rows: pa.Table) -> tuple[pa.Table, np.ndarray]:
    """Return the distinct documents, and for each row which it is."""
    keys = rows.select(list(_KEY)).append_column("at", pa.array(np.arange(len(rows))))
    firsts = keys.group_by(list(_KEY), use_threads=False).aggregate([("at", "min")])
    documents = rows.take(firsts["at_min"]) if len(rows) else rows
    frames = [_frame(table) for table in (rows, documents)]
    codes = positions(frames[0], "document", frames[1], "document")
    return documents, codes


def _frame(table: pa.Table) -> pd.DataFrame:
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(table[n]) for n in _KEY})


def _joined(texts: Any, codes: np.ndarray, count: int) -> pa.Array:
    """Return for each document its texts with commas between them."""
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes, minlength=count)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    ordered = pa.array(texts, pa.string()).take(pa.array(order))
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), ordered), SEPARATOR)


def _is_true(flags: Any) -> np.ndarray:
    """Tell where flags are true; a null is not."""
    return np.asarray(pc.fill_null(flags, False), dtype=bool)  # noqa: FBT003  (a value)


def _any(flags: np.ndarray, codes: np.ndarray, count: int) -> pa.Array:
    return pa.array(np.bincount(codes[flags], minlength=count) > 0)


def _twice(sids: pa.ChunkedArray, codes: np.ndarray) -> tuple[Any, np.ndarray]:
    """Return the statement IDs that stand twice in a document, each once."""
    given = pc.fill_null(pc.not_equal(sids, ""), False)  # noqa: FBT003  (a value)
    table = pa.table({"code": codes, "sid": sids}).filter(given)
    counted = table.group_by(["code", "sid"], use_threads=False).aggregate([("sid", "count")])
    many = counted.filter(pc.greater(counted["sid_count"], 1))
    return many["sid"].combine_chunks(), many["code"].to_numpy()


def _empty(rows: pa.Table, codes: np.ndarray) -> tuple[Any, np.ndarray]:
    """Return the elements without any entry, in words."""
    texts, places = [], []
    checks = [
        (shown, pc.equal(pc.list_value_length(rows[name]), 0))
        for name, shown in zip(_ELEMENTS, _SHOWN, strict=True)
    ]
    for shown, empty in [*checks, ("Condition", _empty_condition(rows["conditions"]))]:
        at = np.flatnonzero(_is_true(empty))
        number = rows["statement"].take(pa.array(at)).cast(pa.string())
        texts.append(pc.binary_join_element_wise(f"{shown} of statement", number, " "))
        places.append(codes[at])
    found = pa.chunked_array([c for text in texts for c in text.chunks], pa.string())
    return found.combine_chunks(), np.concatenate(places)


def _empty_condition(conditions: pa.ChunkedArray) -> pa.Array:
    """Tell which rows have a condition without values."""
    lists = conditions.combine_chunks()
    values = pc.struct_field(lists.flatten(), "values")
    empty = pc.fill_null(pc.equal(pc.list_value_length(values), 0), False)  # noqa: FBT003
    parents = pc.list_parent_indices(lists).filter(empty).to_numpy()
    return pa.array(np.isin(np.arange(len(lists)), parents))


def _with_variable(rows: pa.Table) -> np.ndarray:
    """Tell which rows have a policy variable in a resource."""
    found = np.zeros(len(rows), dtype=bool)
    for name in ("resources", "not_resources"):
        found[_parents(rows[name], lambda flat: pc.match_substring(flat, "${"))] = True
    return found


def _admin(rows: pa.Table) -> np.ndarray:
    """Tell which rows make an administrator."""
    is_allow = _is_true(pc.equal(rows["effect"], "Allow"))
    likely = _is_true(rows["not_actions"].is_valid()).copy()
    likely[_parents(rows["actions"], lambda flat: pc.match_substring_regex(flat, _EVERYTHING))] = (
        True
    )
    at = np.flatnonzero(likely & is_allow)
    found = np.zeros(len(rows), dtype=bool)
    found[at] = [makes_admin(each) for each in statements_of(rows.take(pa.array(at)))]
    return found


def _parents(lists: pa.ChunkedArray, test: Any) -> np.ndarray:
    """Return the rows of lists that hold a text which passes the test."""
    whole = lists.combine_chunks()
    found: np.ndarray = pc.list_parent_indices(whole).filter(test(whole.flatten())).to_numpy()
    return found
