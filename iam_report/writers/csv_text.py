"""CSV: one table, which a spreadsheet can open without running what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from iam_report.writers.files import PathLike, deliver
from iam_report.writers.tables import iso_moments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.writers.tables import Tables

_ROWS: Final = 65_536

#: What a formula begins with; the full-width forms too, which Excel takes for the others.
#: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = r"=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}"
#: What a program may pass over at the start of a cell: spaces, invisible characters, quotes.
_SKIPPED: Final = r"[\pZ\p{Cf}\"']*"
_START: Final = rf"^({_SKIPPED}[{_FORMULA}\t\r\n])"
#: A program that splits at semicolons or tabs, or at each line end, sees a cell begin here.
_INNER: Final = rf"([;\t\r\n])({_SKIPPED}[{_FORMULA}])"
#: Characters that steer a terminal; tabs and line ends are not among them.
_CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}]"
#: What all texts have that those two change; most texts have none of it.
_UNUSUAL: Final = r"[;\x00-\x1f\x7f\x{80}-\x{9f}]"


def to_csv(
    tables: Tables,
    path: PathLike | None,
    *,
    table: str,
    spreadsheet_safe: bool,
    overwrite: bool,
) -> str | None:
    """Write one table as CSV: UTF-8, comma, LF, a header, text in double quotes.

    A null is an empty cell without quotes; moments are ISO 8601. With `spreadsheet_safe` text that
    a spreadsheet could take for a formula gets a `'` in front (also within a cell, after what
    another locale takes for the end of one), and control characters are left out. Numbers and
    moments stay as they are.

    Raises:
        IamReportError: There is no such table, or the file exists or cannot be written.
    """
    rows = tables.ordered(table)
    return deliver(_chunks(rows, safe=spreadsheet_safe), path, overwrite=overwrite)


def _chunks(rows: pa.Table, *, safe: bool) -> Iterator[bytes]:
    none = pa.RecordBatch.from_pydict({name: pa.nulls(0) for name in rows.column_names})
    for number, batch in enumerate(rows.to_batches(max_chunksize=_ROWS) or [none]):
        texts = [_as_cells(column, safe=safe) for column in batch.columns]
        sink = pa.BufferOutputStream()
        csv.write_csv(
            pa.RecordBatch.from_arrays(texts, names=batch.schema.names),
            sink,
            csv.WriteOptions(include_header=number == 0),
        )
        yield sink.getvalue()


def _as_cells(values: Any, *, safe: bool) -> Any:
    if pa.types.is_timestamp(values.type):
        return iso_moments(values)
    if pa.types.is_dictionary(values.type):
        words = defanged(values.dictionary) if safe else values.dictionary
        return words.take(values.indices)
    return defanged(values) if safe and pa.types.is_string(values.type) else values


def defanged(text: Any) -> Any:
    """Return text that no spreadsheet takes for a formula.

    Args:
        text: An Arrow array of strings.
    """
    if _any(text, _UNUSUAL):
        text = pc.replace_substring_regex(text, pattern=_CONTROL, replacement="")
        text = pc.replace_substring_regex(text, pattern=_INNER, replacement=r"\1'\2")
    if _any(text, _START):
        text = pc.replace_substring_regex(text, pattern=_START, replacement=r"'\1")
    return text


def _any(text: Any, pattern: str) -> bool:
    """Tell whether a pattern is found, which takes a fraction of the time of replacing it."""
    return bool(pc.any(pc.match_substring_regex(text, pattern)).as_py())
