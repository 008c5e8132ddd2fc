"""What many rows say together of the one row that they belong to.

`at` is always the position of that row for each of the many, or -1 where there is none; `count` is
how many rows there are.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_MOST_NAMES: Final = 10


def counted(at: np.ndarray, count: int) -> np.ndarray:
    """Return how many rows belong to each."""
    return np.bincount(at[at >= 0], minlength=count).astype(np.int64)


def summed(at: np.ndarray, values: Any, count: int) -> pa.Array:
    """Return the sum of the values of each; null where one of them is null."""
    there = at >= 0
    numbers = np.asarray(pc.fill_null(values, 0).to_numpy(), dtype=np.int64)
    total = np.bincount(at[there], numbers[there], minlength=count).astype(np.int64)
    lacking = counted(at[there & np.asarray(pc.is_null(values))], count) > 0
    return pa.array(total, mask=lacking)


def any_of(at: np.ndarray, answers: Any, count: int) -> pa.Array:
    """Tell whether one of the answers of each is true; null where that depends on a null."""
    is_true = np.asarray(pc.fill_null(answers, fill_value=False), dtype=bool)
    found = counted(at[is_true], count) > 0
    open_ = counted(at[np.asarray(pc.is_null(answers))], count) > 0
    return pa.array(found, mask=open_ & ~found)


def joined(at: np.ndarray, texts: Any, count: int, *, most: int = _MOST_NAMES) -> pa.Array:
    """Return the texts of each, up to `most`, with commas between them; empty without any."""
    there = np.flatnonzero(at >= 0)
    order = there[np.argsort(at[there], kind="stable")]
    starts = np.searchsorted(at[order], at[order])
    order = order[np.arange(len(order)) - starts < most]
    sizes = counted(at[order], count)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
    chosen = pc.fill_null(pc.take(texts, pa.array(order)), "").cast(pa.string())
    flat = chosen.combine_chunks() if isinstance(chosen, pa.ChunkedArray) else chosen
    return pc.binary_join(pa.ListArray.from_arrays(offsets, flat), ", ")
