"""Joins of frames: rows are found by a text column, within the same account and moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

_MOMENT = "as_of"
_KEY = ("account_id", _MOMENT)


class Pairs(NamedTuple):
    """The rows of two frames that belong together, as positions in each."""

    left: np.ndarray
    right: np.ndarray


def positions(left: pd.DataFrame, on: str, right: pd.DataFrame, right_on: str) -> np.ndarray:
    """Return for each row of `left` the position of its row in `right`, or -1.

    Of several rows of `right` the first is taken; a null finds nothing.
    """
    keys, table = _keys(left, on, right, right_on)
    found = pc.index_in(keys, table, skip_nulls=True)
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


def pairs(left: pd.DataFrame, on: str, right: pd.DataFrame, right_on: str) -> Pairs:
    """Return all rows of `right` for each row of `left`, in the order of `left`, then `right`."""
    keys, table = _keys(left, on, right, right_on)
    words = pc.drop_null(pc.unique(table))
    codes = _codes(table, words)
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes + 1, minlength=len(words) + 1)
    starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
    wanted = _codes(keys, words) + 1
    many = np.where(wanted > 0, counts[wanted], 0)
    at_left = np.repeat(np.arange(len(left)), many)
    within = np.arange(len(at_left)) - np.repeat(np.cumsum(many) - many, many)
    return Pairs(at_left, order[np.repeat(starts[wanted], many) + within])


def taken(values: pd.Series, at: np.ndarray) -> pa.ChunkedArray:
    """Return the values at positions; null where the position is -1."""
    return pc.take(as_arrow(values), pa.array(at, mask=at < 0))


def _codes(values: pa.ChunkedArray, words: pa.Array) -> np.ndarray:
    found = pc.index_in(values, words, skip_nulls=True)
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


def _keys(
    left: pd.DataFrame, on: str, right: pd.DataFrame, right_on: str
) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Return the texts to compare; they begin with the snapshot key where there are several."""
    texts = as_arrow(left[on]), as_arrow(right[right_on])
    if _is_one(left, right):
        return texts
    return _with_key(left, texts[0]), _with_key(right, texts[1])


def _is_one(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    for name in _KEY:
        words = pc.unique(pa.chunked_array([*(as_arrow(f[name]).unique() for f in (left, right))]))
        if len(words) > 1:
            return False
    return True


def _with_key(frame: pd.DataFrame, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    moments = as_arrow(frame[_MOMENT]).cast(pa.int64()).cast(pa.string())
    return pc.binary_join_element_wise(as_arrow(frame["account_id"]), moments, texts, " ")
