"""Nodes and edges of an escalation graph by number, as files and pictures need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.schema import BOOL, STRING, as_arrow

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a hop leads to whose target the exports do not name.
UNKNOWN: Final = "not in the exports"

_KEY: Final = ["account_id", "as_of"]


class Parts(NamedTuple):
    """A graph whose nodes are numbered by the order of their ARNs.

    Where the frames hold several moments of an account, it is of the latest one: an ARN is one
    node. Hops whose target is null lead to the node `UNKNOWN`.

    Attributes:
        names: ARN of each node.
        nodes: Columns of the frame of nodes but `arn`, as Arrow arrays; null where only the edges
            know a node.
        source: Number of the node that each edge begins at.
        target: Number of the node that it ends at.
        edges: Columns of the frame of edges but `source` and `target`, as Arrow arrays.
    """

    names: pa.Array
    nodes: Mapping[str, pa.Array]
    source: np.ndarray
    target: np.ndarray
    edges: Mapping[str, pa.Array]


def parts_of(nodes: pd.DataFrame, edges: pd.DataFrame) -> Parts:
    """Return the latest moment of each account as a numbered graph.

    Raises:
        KeyError: A frame lacks a column of its schema.
    """
    nodes, edges = _latest(nodes, edges)
    ends = pa.chunked_array([*_ends(edges, "source"), *_ends(edges, "target")], STRING)
    arns = _one(as_arrow(nodes["arn"]).cast(STRING))
    names = pc.unique(pa.chunked_array([arns, *ends.chunks], STRING))
    names = names.take(pc.sort_indices(names))
    number = _one(pc.index_in(ends, names)).to_numpy(zero_copy_only=False)
    rows = pc.index_in(names, arns)
    columns = {name: _text(nodes[name]).take(rows) for name in nodes.columns if name != "arn"}
    known = {"account_id": "account_id", "as_of": "as_of", "source_type": "kind"}
    from_edges = _seen_in_edges(names, edges, {"source": known, "target": _AT_TARGET})
    for name, values in from_edges.items():
        given = columns.get(name)
        columns[name] = values if given is None else pc.coalesce(given, values)
    return Parts(
        names,
        columns,
        number[: len(edges)].astype(np.int64),
        number[len(edges) :].astype(np.int64),
        {n: _text(edges[n]) for n in edges.columns if n not in {"source", "target"}},
    )


_AT_TARGET: Final = {"target_account": "account_id", "target_type": "kind"}


def _seen_in_edges(
    names: pa.Array, edges: pd.DataFrame, ends: Mapping[str, Mapping[str, str]]
) -> dict[str, pa.Array]:
    """Return what edges say about their ends: columns of nodes, null where they say nothing."""
    found: dict[str, pa.Array] = {}
    for end, columns in ends.items():
        row = pc.index_in(names, _one(as_arrow(edges[end]).cast(STRING)))
        for column, name in columns.items():
            values = _text(edges[column]).take(row)
            found[name] = pc.coalesce(found[name], values) if name in found else values
    return found


def _ends(edges: pd.DataFrame, end: str) -> list[pa.Array]:
    return [_one(pc.fill_null(as_arrow(edges[end]).cast(STRING), UNKNOWN))]


def _latest(nodes: pd.DataFrame, edges: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the latest moment of each account."""
    keys = pd.concat([nodes[_KEY].drop_duplicates(), edges[_KEY].drop_duplicates()])
    keys = keys.drop_duplicates().sort_values("as_of")
    if not keys["account_id"].duplicated().any():
        return nodes, edges
    last = keys.drop_duplicates("account_id", keep="last").set_index("account_id")["as_of"]
    return tuple(  # type: ignore[return-value]
        frame[(frame["as_of"] == frame["account_id"].map(last)).to_numpy(bool)]
        for frame in (nodes, edges)
    )


def _text(values: pd.Series) -> pa.Array:
    """Return booleans and whole numbers as they are, and all else as text."""
    array = _one(as_arrow(values))
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if array.type == BOOL or pa.types.is_integer(array.type) or array.type == STRING:
        return array
    if pa.types.is_timestamp(array.type):
        encoded = array.dictionary_encode()
        moments = [moment.as_py().isoformat() for moment in encoded.dictionary]
        return pa.array(moments, STRING).take(encoded.indices)
    return array.cast(STRING)


def _one(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
