"""Read `aws iam get-credential-report`: the CSV, or whatever was wrapped around it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import ExportError, ExportWarning, shown
from iam_report.frames.credential_report import (
    CREDENTIAL_REPORT,
    REPORT_COLUMNS,
)
from iam_report.frames.exports import AS_OF_SOURCES, EXPORTS
from iam_report.frames.problems import Problem
from iam_report.readers._report_cells import Cells
from iam_report.readers._report_header import KNOWN, NAMES
from iam_report.readers._report_rows import Rows, read_rows
from iam_report.readers._report_wrapping import unwrap
from iam_report.readers.detect import detect_blob
from iam_report.readers.moments import given_moment, parse_moment
from iam_report.readers.parsed import Parsed, error_of
from iam_report.readers.source import Source, open_source
from iam_report.schema import (
    ABSENT,
    BOOL,
    INT,
    STATE_SUFFIX,
    STATES,
    TIMESTAMP,
    category,
    nulls,
    repeated,
)

if TYPE_CHECKING:
    from datetime import datetime

    from iam_report.schema import Column

#: Columns whose dates lie in the past of the report.
_PAST: Final = tuple(
    c.name for c in REPORT_COLUMNS if c.type == TIMESTAMP and c.name != "password_next_rotation"
)

_MOST_LISTED: Final = 10


def read_credential_report(
    source: Source,
    *,
    as_of: str | datetime | None = None,
    dayfirst: bool | None = None,
) -> pd.DataFrame:
    """Read a credential report.

    Args:
        source: Path, bytes or open binary file with the CSV, or with the JSON that
            ``aws iam get-credential-report`` prints, or that JSON decoded. Gzip, base64, byte
            order marks and UTF-16 are seen through.
        as_of: The moment at which the report was true. By default its `GeneratedTime` or, where
            it has none, the newest date that it holds of the account.
        dayfirst: How to read dates such as `9/11/2026` that a spreadsheet wrote: True for day
            first, False for month first. By default they are an error.

    Returns:
        A `credential_report` frame: a row per user, in the order of the report, with the columns
        of `iam_report.frames.credential_report.CREDENTIAL_REPORT`, then those that AWS is not
        known to write, as text. Dates are UTC. Two accounts may stand in one report.

    Raises:
        ExportError: The content is not a credential report, or a part of it cannot be read.

    Warns:
        ExportWarning: The report was read, but something is missing or odd.

    Examples:
        >>> import iam_report as ir
        >>> users = ir.read_credential_report("sample_data/production/credential-report.json")
        >>> users.loc[users["password_enabled"] & ~users["mfa_active"], "user"]  # doctest: +SKIP
    """
    blob = open_source(source)
    detected = detect_blob(blob)
    if detected.export != CREDENTIAL_REPORT.name:
        raise ExportError(
            f"`{blob.name}` is no credential report, but `{detected.export}`",
            hint="`iam_report.load` reads exports of any kind",
            file=blob.name,
            code="other_export",
        )
    parsed = parse_detected(
        detected.value, blob.name, as_of=given_moment(as_of), dayfirst=dayfirst, strict=True
    )
    for problem in parsed.problems:
        if problem.level == "warning":
            warnings.warn(f"`{blob.name}`: {problem.message}", ExportWarning, stacklevel=2)
    return parsed.frames[CREDENTIAL_REPORT.name]


def parse_detected(
    value: Any,
    name: str,
    *,
    as_of: datetime | None = None,
    dayfirst: bool | None = None,
    strict: bool,
) -> Parsed:
    """Parse a credential report into its frame, its row of `exports`, and what is odd about it.

    Args:
        value: What `detect` found: the text, or the decoded answer of AWS.
        name: Name of the file in messages.
        as_of: The moment at which the report was true, if the caller gave it.
        dayfirst: See `read_credential_report`.
        strict: Whether a row that cannot be read is an error; else it is dropped and noted.

    Raises:
        ExportError: The content is not a credential report, or nothing of it can be read, or a
            row of it cannot be read and `strict` says so.
    """
    text, generated = unwrap(value, name)
    rows = read_rows(text, name, dayfirst=dayfirst)
    if strict and rows.errors:
        raise error_of(rows.errors[0])
    generated_at = parse_moment(generated)
    moment = _Moment.of(rows, as_of, generated_at)
    frame = _frame(rows, moment)
    counts = _counts(rows, moment.as_of)
    exports = _exports(rows, moment, counts)
    problems = [*rows.errors, *rows.problems, *_doubts(counts, name)]
    if generated is not None and generated_at is None:
        problems.append(_bad_generated_time(generated, name))
    return Parsed({CREDENTIAL_REPORT.name: frame, EXPORTS.name: exports}, problems)


def _bad_generated_time(generated: Any, name: str) -> Problem:
    message = f"GeneratedTime `{shown(generated)}` is not a date; it is passed over"
    return Problem("warning", "bad_generated_time", name, message, hint="give as_of=")


class _Moment(NamedTuple):
    """`as_of` of every row, where it comes from, and when AWS generated the report."""

    as_of: pa.ChunkedArray
    source: str
    generated_at: datetime | None

    @classmethod
    def of(cls, rows: Rows, given: datetime | None, generated_at: datetime | None) -> _Moment:
        """Return the moment that was given, else that of the report, else the newest date."""
        known = given or generated_at
        if known is not None:
            source = "argument" if given else "generated_time"
            return cls(repeated(known, rows.count, TIMESTAMP), source, generated_at)
        return cls(_newest_of_account(rows), AS_OF_SOURCES[-1], None)


def _newest_of_account(rows: Rows) -> pa.ChunkedArray:
    """Return for each row the newest date in the past that its account's rows hold."""
    if not rows.count:
        return repeated(None, 0, TIMESTAMP)
    dates = {n: rows.cells[n].array.cast(pa.int64()) for n in _PAST if n in rows.cells}
    groups = pa.table({"account_id": rows.account_id, **dates}).group_by("account_id")
    found = groups.aggregate([(name, "max") for name in dates])
    empty = pa.nulls(len(found), pa.int64())
    newest = pc.max_element_wise(empty, *(found[f"{n}_max"] for n in dates), skip_nulls=True)
    if newest.null_count:
        raise ExportError(
            f"`{rows.name}` does not say when it was true: it has no GeneratedTime and no dates",
            hint="give as_of=, the moment at which it was exported",
            file=rows.name,
            code="no_as_of",
        )
    place = pc.index_in(rows.account_id, found["account_id"])
    return pc.take(newest.cast(TIMESTAMP), place)


def _frame(rows: Rows, moment: _Moment) -> pd.DataFrame:
    """Return the checked frame."""
    arrays: dict[str, Any] = {
        "account_id": rows.account_id,
        "as_of": moment.as_of,
        "user": rows.user,
        "is_root": rows.is_root,
        "arn": rows.arn,
        "partition": rows.partition,
        "generated_at": repeated(moment.generated_at, rows.count, TIMESTAMP),
    }
    for column in CREDENTIAL_REPORT.declared:
        if column.marked:
            cells = rows.cells.get(column.name) or _absent(column, rows.count)
            arrays[column.name] = cells.array
            arrays[column.name + STATE_SUFFIX] = category(cells.codes, STATES)
    for name, column in rows.extra.items():
        free = name
        while free in arrays or (free != name and free in rows.extra):
            free = f"report_{free}"
        arrays[free] = column
    return CREDENTIAL_REPORT.from_arrays(arrays)


def _absent(column: Column, count: int) -> Cells:
    codes = np.full(count, STATES.index(ABSENT), dtype=np.int8)
    return Cells(nulls(count, column.type), codes)


def _exports(rows: Rows, moment: _Moment, counts: pa.Table) -> pd.DataFrame:
    """Return a row for each account of the report."""
    count = len(counts)
    texts = {
        "export": CREDENTIAL_REPORT.name,
        "file": rows.name,
        "missing_columns": ", ".join(n for n in NAMES if n not in rows.names),
        "unexpected_columns": ", ".join(n for n in rows.names if n not in KNOWN),
    }
    numbers = {
        "accounts": pc.count_distinct(counts["account_id"]).as_py(),
        "dropped_rows": rows.dropped,
        "repeated_rows": rows.repeated,
    }
    return EXPORTS.from_arrays(
        {
            **{name: counts[name] for name in counts.column_names},
            "generated_at": repeated(moment.generated_at, count, TIMESTAMP),
            "as_of_source": category([AS_OF_SOURCES.index(moment.source)] * count, AS_OF_SOURCES),
            **{name: repeated(text, count) for name, text in texts.items()},
            **{name: pa.repeat(pa.scalar(n, INT), count) for name, n in numbers.items()},
            "truncated": nulls(count, BOOL),
        }
    )


def _counts(rows: Rows, as_of: pa.ChunkedArray) -> pa.Table:
    """Return for each account its rows, whether the root user's is among them, and future dates."""
    future = _future_dates(rows, as_of)
    if rows.one_account and rows.count:
        has_root, dates = pc.any(rows.is_root).as_py(), 0
        if future is not None:
            dates = pc.sum(future).as_py()
        key = {"account_id": rows.account_id[:1], "as_of": as_of[:1]}
        return pa.table(
            {**key, "rows": [rows.count], "has_root": [has_root], "future_dates": [dates]}
        )
    if future is None:
        future = repeated(0, rows.count, INT)
    table = pa.table(
        {
            "account_id": rows.account_id,
            "as_of": as_of,
            "has_root": rows.is_root,
            "future_dates": future,
        }
    )
    counts = table.group_by(["account_id", "as_of"], use_threads=False).aggregate(
        [("has_root", "count"), ("has_root", "any"), ("future_dates", "sum")]
    )
    return counts.rename_columns(["account_id", "as_of", "rows", "has_root", "future_dates"])


def _future_dates(rows: Rows, as_of: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Return for each row how many of its dates are later than `as_of`; None if there are none."""
    found = None
    earliest = pc.min(as_of)
    for name in _PAST:
        if name in rows.cells and pc.greater(rows.cells[name].latest, earliest).as_py():
            late = pc.greater(rows.cells[name].array, as_of).fill_null(fill_value=False)
            count = late.cast(INT)
            found = count if found is None else pc.add(found, count)
    return found


def _doubts(counts: pa.Table, name: str) -> list[Problem]:
    """Say what is odd about the report as a whole."""
    found = []
    if not len(counts):
        found.append(
            Problem(
                "warning",
                "no_rows",
                name,
                "the report has a header and no rows, not even that of the root user",
                hint="a report of AWS always has a root user; export again",
            )
        )
    if lacking := counts["account_id"].filter(pc.invert(counts["has_root"])).to_pylist():
        more = len(lacking) - _MOST_LISTED
        accounts = ", ".join(lacking[:_MOST_LISTED]) + f" and {more} more accounts" * (more > 0)
        found.append(
            Problem(
                "warning",
                "no_root_row",
                name,
                f"no row for the root user of {accounts}: it is not assessed",
                hint="use the report as AWS wrote it, without filtering",
            )
        )
    if late := pc.sum(counts["future_dates"]).as_py():
        as_of = pc.max(counts["as_of"]).as_py()
        found.append(
            Problem(
                "warning",
                "future_date",
                name,
                f"dates later than as_of ({as_of:%Y-%m-%d %H:%M} UTC), of unknown age: {late}",
                hint="as_of may be wrong; by default it is the GeneratedTime of the report",
            )
        )
    return found
