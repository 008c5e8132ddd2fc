"""One frame as CSV or JSON Lines, in the order that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from iam_report.writers.csv_text import defanged
from iam_report.writers.json_text import joined, objects
from iam_report.writers.tables import as_table, iso_moments

if TYPE_CHECKING:
    import pandas as pd


def frame_csv(frame: pd.DataFrame, *, spreadsheet_safe: bool) -> str:
    """Return a frame as CSV, as `Report.to_csv` writes one; lists with commas in between."""
    table = as_table(frame)
    cells = {n: _cells(table[n], safe=spreadsheet_safe) for n in table.column_names}
    sink = pa.BufferOutputStream()
    csv.write_csv(pa.table(cells), sink)
    text: str = sink.getvalue().to_pybytes().decode()
    return text


def _cells(values: Any, *, safe: bool) -> Any:
    kind = values.type
    if pa.types.is_timestamp(kind):
        return pa.chunked_array([iso_moments(values.combine_chunks())])
    if pa.types.is_dictionary(kind):
        values = values.cast(pa.string())
    if pa.types.is_list(kind):
        values = pc.binary_join(values, ", ")
    return defanged(values) if safe and pa.types.is_string(values.type) else values


def frame_jsonl(frame: pd.DataFrame) -> str:
    """Return a frame as JSON Lines, a row a line."""
    blocks = [joined(lines, "\n") for lines in objects(as_table(frame))]
    return b"\n".join([*blocks, b""]).decode()
