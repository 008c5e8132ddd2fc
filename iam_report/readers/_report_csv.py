"""The text of a credential report -> a table with one column per column of the report."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from iam_report.errors import ExportError
from iam_report.frames.credential_report import REPORT_COLUMNS
from iam_report.frames.problems import Problem
from iam_report.readers._report_header import (
    HINT,
    REQUIRED,
    Header,
    find_header,
    header_doubts,
)
from iam_report.readers.traces import damage_code
from iam_report.schema import BOOL, TIMESTAMP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Types of the columns that are read at once. Those that may hold other markers than `N/A` are
#: read as text, so that the marker is kept.
_TYPES: Final = {
    c.name: c.type
    for c in REPORT_COLUMNS
    if c.type in (BOOL, TIMESTAMP) and not c.name.startswith("password_")
}

#: Rows of a wrong length, beyond which the file is no CSV.
_MOST_ODD: Final = 1000
_HEAD: Final = 65_536

#: Bytes that one thread parses at a time. With pyarrow's own 1 MiB columns get so many chunks that
#: all that is done with them later takes longer.
_BLOCK: Final = 4 * 1024**2


@dataclass
class ReportTable:
    """The rows of a report, and what was noted on the way.

    Attributes:
        columns: Column name, normalised, to its cells: typed, or text where a cell does not fit.
        bad: Bad rows: place and what is wrong.
        problems: Doubts, for the `problems` frame.
    """

    columns: dict[str, pa.ChunkedArray]
    bad: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


#: Doubts about single rows; the file and the place are filled in.
_UNQUOTED_COMMA: Final = Problem(
    "warning",
    "unquoted_comma",
    "",
    "the user name holds a comma and is not quoted; its ARN tells where it ends",
)
_CONCATENATED: Final = Problem(
    "warning",
    "concatenated_reports",
    "",
    "several reports were joined, all rows are read; a second header follows",
)


def read_table(text: bytes, name: str) -> ReportTable:
    """Read the CSV text of a report.

    Raises:
        ExportError: It has no header, or names a column twice, or is no text.
    """
    if (nul := text.find(b"\0")) >= 0:
        place = f"line {line_of(text, nul)}"
        raise ExportError(
            f"`{name}` holds a NUL character on {place}",
            hint="the file is damaged, or UTF-16 without a byte order mark; export again",
            file=name,
            code=damage_code(text[:_HEAD].replace(b"\0", b""), "not_text"),
            place=place,
        )
    header = find_header(text, name)
    result = ReportTable({}, problems=header_doubts(header, name))
    if not text[header.end : header.end + _HEAD].strip() and not text[header.end :].strip():
        result.columns = {n: pa.chunked_array([pa.array([], pa.string())]) for n in header.names}
        return result
    table, odd = _read_rows(text, header, name)
    if odd:
        _, in_order = _read_rows(text, header, name, threads=False)
        table, _ = _read_rows(_mended(text, header, in_order, result, name), header, name)
    table = _without_headers(table, header, result, name)
    result.columns = {n: table.column(n) for n in header.names}
    return result


def line_of(text: bytes, offset: int) -> int:
    """Return the number of the line, from 1, in which a byte stands."""
    head = text[:offset]
    return max(head.count(b"\n"), head.count(b"\r")) + 1


def _read_rows(
    text: bytes, header: Header, name: str, *, threads: bool = True
) -> tuple[pa.Table, list[str]]:
    """Return the rows, and as text those that have too many or too few fields.

    Columns have their types if all cells fit; else all are text. The rows of a wrong length are in
    the order of the file only without threads.
    """
    try:
        return _read_typed(text, header, _TYPES, threads=threads)
    except pa.ArrowInvalid:
        pass
    try:
        return _read_typed(text, header, {}, threads=threads)
    except pa.ArrowInvalid as exc:
        raise ExportError(
            f"`{name}` is not a readable CSV: more than {_MOST_ODD} rows have not as many fields "
            "as the header, or a quote is never closed",
            hint=HINT,
            file=name,
            code="not_csv",
        ) from exc


def _read_typed(
    text: bytes, header: Header, types: Mapping[str, pa.DataType], *, threads: bool
) -> tuple[pa.Table, list[str]]:
    odd: list[str] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        if row.text.strip():
            odd.append(row.text)
        return "skip" if len(odd) <= _MOST_ODD else "error"

    quoted = text.find(b'"', header.end) >= 0
    table = arrow_csv.read_csv(
        pa.BufferReader(pa.py_buffer(text).slice(header.end)),
        read_options=arrow_csv.ReadOptions(
            column_names=header.names, use_threads=threads, block_size=_BLOCK
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=header.delimiter,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            invalid_row_handler=keep,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types={n: types.get(n, pa.string()) for n in header.names},
            null_values=["N/A"],
            strings_can_be_null=True,
            true_values=["true", "TRUE", "True"],
            false_values=["false", "FALSE", "False"],
        ),
    )
    return table, odd


def _mended(text: bytes, header: Header, odd: list[str], result: ReportTable, name: str) -> bytes:
    """Return the text with rows of a wrong length mended where it is beyond doubt.

    The others are noted as bad.
    """
    parts, done = [], 0
    for start, row in _places(text, header, odd):
        cells = _cells_of(row, header.delimiter)
        place = f"line {line_of(text, start)}" if start > 0 else ""
        for mend, problem in ((_join_user, _UNQUOTED_COMMA), (_cut_header, _CONCATENATED)):
            if start > 0 and (whole := mend(cells, header)):
                parts += [text[done:start], _csv_row(whole, header.delimiter)]
                done = start + len(row.encode())
                result.problems.append(problem._replace(file=name, place=place))
                break
        else:
            expected = len(header.names)
            result.bad.append((place, f"it has {len(cells)} fields, expected {expected}"))
    return b"".join([*parts, text[done:]])


def _places(text: bytes, header: Header, rows: list[str]) -> Iterator[tuple[int, str]]:
    """Yield where each of some rows starts, which are in the order of the text; -1 if unknown."""
    end = header.end
    for row in rows:
        line = row.encode()
        start = text.find(line, end)
        while start >= 0 and not _is_line(text, start, len(line)):
            start = text.find(line, start + 1)
        if start >= 0:
            end = start + len(line)
        yield start, row


def _is_line(text: bytes, start: int, length: int) -> bool:
    return text[start - 1] in b"\r\n" and text[start + length : start + length + 1] in b"\r\n"


def _cells_of(row: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(row), delimiter=delimiter), [])
    except csv.Error:  # a cell of more than 128 KiB, which is none of a report
        return row.split(delimiter)


def _csv_row(cells: list[str], delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue().encode()


def _join_user(cells: list[str], header: Header) -> list[str] | None:
    """Return the cells with user and ARN joined again, if the ARN proves where they end."""
    extra = len(cells) - len(header.names)
    if header.names[:2] != list(REQUIRED) or header.delimiter != "," or extra <= 0 or extra % 2:
        return None
    half = extra // 2 + 1
    user, arn = ",".join(cells[:half]), ",".join(cells[half : 2 * half])
    proven = re.match(r"arn:aws[a-z0-9-]*:iam::\d{12}:user/", arn) and arn.endswith(f"/{user}")
    return [user, arn, *cells[2 * half :]] if proven else None


def _cut_header(cells: list[str], header: Header) -> list[str] | None:
    """Return the last row of a report without the header of the next, which follows at once.

    AWS writes no line end after the last row, so this is what joining two files gives.
    """
    first, *others = header.cells
    last = len(others)
    if cells[last + 1 :] != others or not cells[last].endswith(first):
        return None
    return [*cells[:last], cells[last].removesuffix(first)]


def _without_headers(table: pa.Table, header: Header, result: ReportTable, name: str) -> pa.Table:
    """Leave out headers that stand among the rows: several reports were joined."""
    if pc.all(pc.starts_with(table.column("arn"), "arn:"), skip_nulls=False).as_py():
        return table
    words = pa.array(header.cells)
    like_header = pc.and_(*(pc.is_in(table.column(n), words) for n in REQUIRED))
    if not (found := pc.sum(like_header).as_py()):
        return table
    same = like_header
    for column, cell in zip(header.names, header.cells, strict=True):
        same = pc.and_kleene(same, pc.equal(table.column(column).cast(pa.string()), cell))
    if pc.sum(same).as_py() != found:
        raise ExportError(
            f"`{name}` holds several reports whose columns differ in order or name",
            hint="give each report as a file of its own",
            file=name,
            code="mixed_headers",
        )
    message = f"several reports were joined, all rows are read; more headers: {found}"
    result.problems.append(Problem("warning", "concatenated_reports", name, message))
    return table.filter(pc.invert(same))
