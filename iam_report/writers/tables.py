"""Tables: what writers are given, and the order in which they write it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import IamReportError, did_you_mean
from iam_report.schema import TIMESTAMP, as_arrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.rule import Rule
    from iam_report.schema import Schema

#: The tables that are saved one by one, and the columns that put their rows in order. Severities
#: go from the worst down, everything else up.
ORDERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "findings": ("account_id", "as_of", "severity", "code", "resource", "finding_id"),
        "checks": ("account_id", "as_of", "severity", "code"),
        "scorecard": ("account_id", "as_of", "number"),
        "problems": ("number",),
    }
)


@dataclass(frozen=True)
class Tables:
    """The frames of a report, as writers need them.

    Attributes:
        findings: The `findings` frame.
        checks: The `checks` frame.
        scorecard: The `scorecard` frame, a row for each best practice.
        problems: The `problems` frame.
        accounts: The `accounts` frame.
        rules: The rules that were asked.
        files: How many files were read.
    """

    findings: pd.DataFrame
    checks: pd.DataFrame
    scorecard: pd.DataFrame
    problems: pd.DataFrame
    accounts: pd.DataFrame
    rules: tuple[Rule, ...]
    files: int

    def ordered(self, name: str) -> pa.Table:
        """Return the table `name`, one of ORDERS, with its rows in order.

        Raises:
            IamReportError: There is no such table.
        """
        if name not in ORDERS:
            raise IamReportError(
                f"no table `{name}`",
                hint=did_you_mean(name, ORDERS) or f"there are {', '.join(ORDERS)}",
            )
        return ordered(getattr(self, name), ORDERS[name])


def ordered(frame: pd.DataFrame, by: tuple[str, ...]) -> pa.Table:
    """Return a frame as an Arrow table, its rows in the order of the columns `by`."""
    keys = sort_keys(frame, by)
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in by])
    table = as_table(frame)  # of many chunks, of which taking rows here and there is slow
    return pa.table({name: table[name].combine_chunks().take(order) for name in frame.columns})


def first_rows(keys: pa.Table, rows: np.ndarray, number: int) -> np.ndarray:
    """Return the positions of the first rows in the order of `keys`, of those that are true."""
    at = np.flatnonzero(rows)
    if not len(at):
        return at
    some = keys.filter(pa.array(rows))
    by = [(name, "ascending") for name in keys.column_names]
    first: np.ndarray = at[pc.select_k_unstable(some, number, sort_keys=by).to_numpy()]
    return first


def as_table(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as an Arrow table; categoricals become dictionaries of strings."""
    return pa.table({str(name): as_column(frame[name]) for name in frame.columns})


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the few rows of a frame that people are shown; a null is None."""
    rows: list[dict[str, Any]] = as_table(frame).to_pylist()
    return rows


def as_column(values: pd.Series) -> pa.ChunkedArray:
    """Return a column as an Arrow array; a categorical as a dictionary of strings."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return as_arrow(values)
    words = pa.array(values.cat.categories, pa.string())
    codes = pa.array(values.cat.codes.to_numpy(), mask=(values.cat.codes < 0).to_numpy())
    array = pa.DictionaryArray.from_arrays(codes, words, ordered=values.dtype.ordered)
    return pa.chunked_array([array])


def sort_keys(frame: pd.DataFrame, by: tuple[str, ...]) -> pa.Table:
    """Return columns that all rise in the order that the columns `by` stand for."""
    return pa.table({name: _sort_key(frame[name]) for name in by})


def _sort_key(values: pd.Series) -> Any:
    """Return a column that rises in the wanted order: ordered words fall, others go by letter."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return as_arrow(values)
    codes = values.cat.codes.to_numpy()
    if values.dtype.ordered:
        return pa.array(-codes)
    ranks = np.empty(len(values.cat.categories) + 1, dtype=np.int32)
    ranks[np.append(np.argsort(values.cat.categories.to_numpy(dtype=object)), -1)] = np.arange(
        len(ranks)
    )
    return pa.array(ranks[codes])


def iso_moments(values: Any) -> Any:
    """Return moments as text in ISO 8601, ending in Z; fractions of a second only where there are.

    Few of them differ, so that each is written once.

    Args:
        values: An Arrow array of timestamps.
    """
    encoded = values.dictionary_encode()
    moments = encoded.dictionary.cast(TIMESTAMP)
    seconds = moments.cast(pa.timestamp("s", tz="UTC"), safe=False)
    whole = pc.equal(seconds.cast(TIMESTAMP), moments)
    text = pc.if_else(whole, seconds.cast(pa.string()), moments.cast(pa.string()))
    return pc.utf8_replace_slice(text, 10, 11, "T").take(encoded.indices)


def documented(table: pa.Table, frame: pd.DataFrame, schema: Schema) -> pa.Table:
    """Return a table with what a file is to say of it.

    Field metadata gets the `doc` of each column, table metadata the dtypes of `frame`, so that
    pandas reads it back with those; save strings, for which pandas takes a dtype of its own.
    """
    known = schema.arrow
    fields = [
        f.with_metadata(known.field(f.name).metadata) if f.name in known.names else f
        for f in table.schema
    ]
    of_pandas = pa.Schema.from_pandas(frame.head(0), preserve_index=False).metadata
    return table.cast(pa.schema(fields, {**known.metadata, **of_pandas}))
