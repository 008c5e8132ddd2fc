"""Policy statements: one row per policy and statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.policies import KINDS
from iam_report.frames.policy_statements import POLICY_STATEMENTS
from iam_report.relations._covered_statements import covered_by
from iam_report.relations._document_facts import statements_of
from iam_report.relations._joins import pairs
from iam_report.relations._statement_facts import SEPARATOR, StatementFacts, facts_of
from iam_report.schema import as_arrow, category, nulls, stacked

if TYPE_CHECKING:
    from iam_report.relations._statement_facts import Statement

_OF_POLICY: Final = (
    *("account_id", "as_of", "arn", "policy", "place", "version", "document"),
    *("attached_to", "attached_names", "boundary_of"),
    *("update_command", "update_target", "update_detail"),
)
_OF_STATEMENT: Final = ("account_id", "as_of", "document", "statement", "sid", "effect")
_ELEMENTS: Final = ("actions", "not_actions", "resources", "not_resources", "conditions")
_FLAGS: Final = frozenset(
    ("is_conditional", "all_actions", "all_resources", "is_admin", "leaves_iam", "limits_pass_role")
)

Columns = dict[str, Any]


def policy_statements(policies: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Return the `policy_statements` frame; policies without a known text come last."""
    is_own = policies["is_own"].to_numpy(dtype=bool)
    good = policies["is_malformed"].eq(other=False).fillna(value=False).to_numpy(dtype=bool)
    known, blank = (
        policies.loc[is_own & rows, [*_OF_POLICY, "kind"]].reset_index(drop=True)
        for rows in (good, ~good)
    )
    facts = _facts(statements, pc.unique(as_arrow(known["document"])))
    found = pairs(known, "document", facts, "document")
    at_policy, at_statement = pa.array(found.left), pa.array(found.right)
    columns: Columns = {
        name: stacked([as_arrow(known[name]).take(at_policy), as_arrow(blank[name])])
        for name in _OF_POLICY
    }
    for name in (str(n) for n in facts if n not in columns):
        values = as_arrow(facts[name]).take(at_statement)
        columns[name] = stacked([values, nulls(len(blank), values.type)])
    codes = [known["kind"].cat.codes.to_numpy()[found.left], blank["kind"].cat.codes.to_numpy()]
    columns["kind"] = category(np.concatenate(codes), KINDS)
    columns["is_attached"] = pc.greater(columns["attached_to"], 0)
    return POLICY_STATEMENTS.from_arrays({n: columns[n] for n in POLICY_STATEMENTS.by_name})


def _facts(statements: pd.DataFrame, documents: Any) -> pd.DataFrame:
    """Return the statements of some documents, with what follows from each."""
    names = (*_OF_STATEMENT, *_ELEMENTS)
    rows = pa.table({name: as_arrow(statements[name]) for name in names})
    rows = rows.filter(pc.is_in(rows["document"], documents)).combine_chunks()
    cells = statements_of(rows)
    columns: Columns = {
        **{name: rows[name] for name in _OF_STATEMENT},
        "actions": _one_text(rows, "actions", "NotAction"),
        "resources": _one_text(rows, "resources", "NotResource"),
        "conditions": _condition_text(rows["conditions"]),
        "has_not_action": rows["not_actions"].is_valid(),
        "has_not_resource": rows["not_resources"].is_valid(),
        **_of_distinct(cells),
        "covered_by": pa.array(covered_by(rows, cells), pa.string()),
    }
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})


def _of_distinct(cells: list[Statement]) -> Columns:
    """Return the facts of each statement, found once for equal ones."""
    numbers: dict[Statement, int] = {}
    codes = [numbers.setdefault(cell, len(numbers)) for cell in cells]
    found = [facts_of(statement) for statement in numbers]
    by_name = zip(*found, strict=True) if found else [()] * len(StatementFacts._fields)
    at = pa.array(codes, pa.int64())
    return {
        name: pa.array(values, pa.bool_() if name in _FLAGS else pa.string()).take(at)
        for name, values in zip(StatementFacts._fields, by_name, strict=True)
    }


def _one_text(rows: pa.Table, name: str, inverse: str) -> Any:
    """Return an element as one text, or its inverse after that word."""
    other = pc.binary_join_element_wise(
        inverse, pc.binary_join(rows[f"not_{name}"], SEPARATOR), " "
    )
    return pc.coalesce(pc.binary_join(rows[name], SEPARATOR), other)


def _condition_text(conditions: pa.ChunkedArray) -> Any:
    """Return operators and keys in one text; empty without conditions."""
    lists = conditions.combine_chunks()
    flat = lists.flatten()
    words = pc.binary_join_element_wise(
        pc.struct_field(flat, "operator"), pc.struct_field(flat, "key"), " "
    )
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    return pc.binary_join(pa.ListArray.from_arrays(offsets, words), SEPARATOR)
