"""Whether an export is whole: only then does what it does not list not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.authorization_details import NAME
from iam_report.relations._joins import positions
from iam_report.schema import BOOL, as_arrow, repeated

if TYPE_CHECKING:
    import pandas as pd


def whole(
    frame: pd.DataFrame,
    exports: pd.DataFrame | None,
    *,
    export: str = NAME,
    sections: tuple[str, ...] = (),
) -> Any:
    """Tell for each row whether the export of its account and moment holds all there is.

    Args:
        frame: The rows.
        exports: The `exports` frame; None where nothing is known against the export.
        export: Name of the export.
        sections: Frames whose list has to be in the export.

    Returns:
        True, or null where pages, rows or one of the lists are missing.
    """
    if exports is None:
        return repeated(value=True, count=len(frame), kind=BOOL)
    kept = _rows_of(exports, export)
    broken = kept[_is_broken(kept, sections)].reset_index(drop=True)
    at = positions(frame, "account_id", broken, "account_id")
    return pa.chunked_array([pa.array(at < 0, mask=at >= 0)])


def is_listed(frame: pd.DataFrame, exports: pd.DataFrame, *, export: str = NAME) -> np.ndarray:
    """Tell for each row whether there is such an export of its account and moment."""
    return positions(frame, "account_id", _rows_of(exports, export), "account_id") >= 0


def _rows_of(exports: pd.DataFrame, export: str) -> pd.DataFrame:
    is_it = (exports["export"] == export).to_numpy(dtype=bool)
    return exports[is_it].reset_index(drop=True)


def _is_broken(exports: pd.DataFrame, sections: tuple[str, ...]) -> np.ndarray:
    lacks_pages = pc.fill_null(as_arrow(exports["truncated"]), fill_value=False)
    lacks_rows = pc.greater(as_arrow(exports["dropped_rows"]), 0)
    found = pc.or_(lacks_pages, lacks_rows)
    if sections:
        missing = pc.fill_null(as_arrow(exports["missing_columns"]), "")
        pattern = rf"\b(?:{'|'.join(sections)})\b"
        found = pc.or_(found, pc.match_substring_regex(missing, pattern))
    return np.asarray(found, dtype=bool)
