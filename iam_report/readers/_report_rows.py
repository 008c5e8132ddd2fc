"""The text of a credential report -> rows that can be trusted, and what is wrong with the others.

A row is bad when it has too many or too few fields, a cell that is neither a value nor a marker of
AWS, an ARN that is none of IAM, or the name of another row with other content.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.arn import owner
from iam_report.errors import shown
from iam_report.frames.credential_report import (
    ADDITIONAL_CREDENTIALS,
    REPORT_COLUMNS,
    ROOT_USER,
)
from iam_report.frames.problems import Problem
from iam_report.readers._report_cells import Cells, convert
from iam_report.readers._report_csv import ReportTable, line_of, read_table
from iam_report.readers.parsed import error_of
from iam_report.schema import TIMESTAMP, is_distinct

if TYPE_CHECKING:
    from iam_report.schema import Column

#: Reports with fewer rows are converted in one thread.
_THREADED_ROWS: Final = 50_000

_MARKED: Final = (*REPORT_COLUMNS[2:], ADDITIONAL_CREDENTIALS)


@dataclass(frozen=True)
class Rows:
    """The good rows of a report.

    Attributes:
        name: Name of the file.
        names: Columns of the file, normalised.
        user: User names.
        arn: ARNs.
        account_id: Account of each ARN.
        partition: Partition of each ARN.
        is_root: Whether the row is the root user's.
        distinct: Whether no user name stood there twice.
        one_account: Whether all rows are known to be of one account.
        cells: The other columns that AWS writes.
        extra: Columns that it is not known to write, as text.
        errors: What is wrong with the rows left out.
        problems: What was read with a doubt.
        dropped: How many rows were left out.
        repeated: How many stood there twice, and are here once.
    """

    name: str
    names: list[str]
    user: pa.ChunkedArray
    arn: pa.ChunkedArray
    account_id: pa.ChunkedArray
    partition: pa.ChunkedArray
    is_root: pa.ChunkedArray
    distinct: bool
    one_account: bool
    cells: dict[str, Cells]
    extra: dict[str, pa.ChunkedArray]
    errors: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    dropped: int = 0
    repeated: int = 0

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.arn)

    def keep(self, mask: np.ndarray) -> Rows:
        """Return the rows for which `mask` is true."""
        wanted = pa.array(mask)
        arrays = {
            name: getattr(self, name).filter(wanted)
            for name in ("user", "arn", "account_id", "partition", "is_root")
        }
        cells = {
            name: replace(c, array=c.array.filter(wanted), codes=c.codes[mask], bad=None)
            for name, c in self.cells.items()
        }
        extra = {name: column.filter(wanted) for name, column in self.extra.items()}
        return replace(self, **arrays, cells=cells, extra=extra)


def read_rows(text: bytes, name: str, *, dayfirst: bool | None) -> Rows:
    """Read the CSV text of a report.

    Raises:
        ExportError: It is no report, or no row of it can be read.
    """
    table = read_table(text, name)
    rows = _typed(table, name, dayfirst=dayfirst)
    bad = _bad_cells(rows, table, text) | _bad_arns(rows, text)
    for place, reason in table.bad:
        hint = "a row may have been cut or edited; export again"
        rows.errors.append(Problem("error", "bad_row", name, reason, place, hint))
    if bad.any():
        rows = rows.keep(~bad)
    rows = replace(rows, dropped=int(bad.sum()) + len(table.bad))
    if not rows.distinct:
        rows = _without_repeated(rows, text)
    if rows.errors and not rows.count:
        raise error_of(rows.errors[0])
    return rows


def _typed(table: ReportTable, name: str, *, dayfirst: bool | None) -> Rows:
    """Give the columns their types."""
    columns = dict(table.columns)
    user, arn = columns.pop("user"), columns.pop("arn")
    present = [c for c in _MARKED if c.name in columns]
    texts = [columns.pop(c.name) for c in present]

    def one(column: Column, cells: pa.ChunkedArray) -> Cells:
        return convert(column, cells, dayfirst=dayfirst)

    if len(user) < _THREADED_ROWS:
        cells, distinct = list(map(one, present, texts)), is_distinct(user)
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            told = pool.submit(is_distinct, user)
            cells, distinct = list(pool.map(one, present, texts)), told.result()
    who = owner(arn)
    rows = Rows(
        name=name,
        names=list(table.columns),
        user=user,
        arn=arn,
        account_id=who.account_id,
        partition=who.partition,
        distinct=distinct,
        one_account=who.is_one,
        is_root=pc.equal(user, ROOT_USER).fill_null(fill_value=False),
        cells={c.name: typed for c, typed in zip(present, cells, strict=True)},
        extra={n: column.fill_null("N/A") for n, column in columns.items()},
        problems=list(table.problems),
    )
    rows.problems.extend(_without_zone(rows))
    return rows


def _without_zone(rows: Rows) -> list[Problem]:
    naive = sum(cells.naive for cells in rows.cells.values())
    if not naive:
        return []
    message = f"dates without a time zone, taken as UTC: {naive}"
    hint = "AWS writes a zone; the report was probably saved again"
    return [Problem("warning", "date_without_zone", rows.name, message, hint=hint)]


def _place(text: bytes, rows: Rows, index: int) -> str:
    """Return the line of a row, for a message; nothing if it cannot be told."""
    arn, user = rows.arn[index].as_py(), rows.user[index].as_py()
    word = re.escape((arn or user or "").encode())
    nth = pc.sum(pc.equal(rows.arn[: index + 1], arn)).as_py() if arn else 1
    cell = re.compile(rb"(?:\A|[\r\n,;\t\"])" + word + rb"(?=[\r\n,;\t\"]|\Z)")
    found = next(islice(cell.finditer(text), nth - 1, None), None) if word else None
    return f"line {line_of(text, found.start() + 1)}" if found else ""


def _bad_cells(rows: Rows, table: ReportTable, text: bytes) -> np.ndarray:
    """Note cells that are neither a value nor a marker; tell which rows have one."""
    bad = np.zeros(rows.count, dtype=bool)
    types = {c.name: c.type for c in _MARKED}
    for name, cells in rows.cells.items():
        if cells.bad is None or not cells.bad.any():
            continue
        bad |= cells.bad
        index = int(cells.bad.argmax())
        is_date = types[name] == TIMESTAMP
        what = "a date with a time" if is_date else "true, false"
        value = shown(table.columns[name][index].cast(pa.string()), 40)
        rows.errors.append(
            Problem(
                "error",
                "bad_cell",
                rows.name,
                f"`{value}` is neither {what} nor a marker of AWS{_and_more(cells.bad)}",
                _in_column(_place(text, rows, index), name),
                _DATE_HINT if is_date else "export again; AWS writes true or false",
            )
        )
    return bad


_DATE_HINT: Final = (
    "AWS writes 2026-01-31T12:00:00Z; if a spreadsheet wrote the dates, say which of day and month "
    "comes first: dayfirst=True or False, --dayfirst or --monthfirst"
)


def _in_column(line: str, column: str) -> str:
    return f"{line}, column `{column}`" if line else f"column `{column}`"


def _and_more(bad: np.ndarray) -> str:
    more = int(bad.sum()) - 1
    return f" (and {more} more)" if more else ""


def _bad_arns(rows: Rows, text: bytes) -> np.ndarray:
    """Note ARNs that are none of IAM, and names that do not fit them; tell which rows have one."""
    bad = np.zeros(rows.count, dtype=bool)
    if rows.user.null_count or rows.account_id.null_count:
        bad |= pc.or_(pc.is_null(rows.account_id), pc.is_null(rows.user)).to_numpy()
    of_root = pc.ends_with(rows.arn, ":root").fill_null(fill_value=False)
    bad |= pc.xor(of_root, rows.is_root).to_numpy()
    if pc.index(rows.user, "").as_py() >= 0:
        bad |= pc.equal(rows.user, "").fill_null(fill_value=False).to_numpy()
    if not _all_users(rows):
        of_user = pc.match_substring(rows.arn, ":user/").fill_null(fill_value=False)
        bad |= pc.xor(of_user, pc.invert(rows.is_root)).to_numpy()
    if bad.any():
        index = int(bad.argmax())
        rows.errors.append(
            Problem(
                "error",
                "bad_arn",
                rows.name,
                f"`{shown(rows.arn[index])}` is not the ARN of user `{shown(rows.user[index])}`"
                f"{_and_more(bad)}",
                _in_column(_place(text, rows, index), "arn"),
                "export again; AWS writes arn:aws:iam::111122223333:user/name",
            )
        )
    return bad


def _all_users(rows: Rows) -> bool:
    """Tell by prefixes whether all rows but the root user's have ARNs of users of one account."""
    if not rows.count:
        return True
    head = (rows.arn[-1].as_py() or "").partition("/")[0] + "/"
    users = pc.sum(pc.starts_with(rows.arn, head)).as_py()
    roots = pc.sum(rows.is_root).as_py()
    return head.endswith(":user/") and users == rows.count - roots


def _without_repeated(rows: Rows, text: bytes) -> Rows:
    """Leave out rows that stand there twice; note those that differ as errors."""
    keys = pd.DataFrame({"account_id": rows.account_id.to_numpy(), "user": rows.user.to_numpy()})
    same_user = keys.duplicated(keep=False).to_numpy()
    if not same_user.any():
        return rows
    again = np.zeros(rows.count, dtype=bool)
    again[same_user] = _content(rows.keep(same_user)).duplicated().to_numpy()
    differs = keys.duplicated().to_numpy() & ~again
    if again.any():
        rows.problems.append(
            Problem(
                "warning",
                "repeated_row",
                rows.name,
                f"rows that repeat another, left out: {int(again.sum())}",
            )
        )
    if differs.any():
        index = int(differs.argmax())
        rows.errors.append(
            Problem(
                "error",
                "conflicting_rows",
                rows.name,
                f"user `{shown(rows.user[index])}` has two rows that differ{_and_more(differs)}",
                _place(text, rows, index),
                "two reports of one account may have been joined; give them as two files",
            )
        )
    kept = rows.keep(~again & ~differs)
    return replace(kept, repeated=int(again.sum()), dropped=rows.dropped + int(differs.sum()))


def _content(rows: Rows) -> pd.DataFrame:
    """Return all that the rows say."""
    return pd.DataFrame(
        {
            "user": rows.user.to_numpy(),
            "arn": rows.arn.to_numpy(),
            **{f"{n}_state": c.codes for n, c in rows.cells.items()},
            **{n: c.array.to_numpy() for n, c in rows.cells.items()},
            **{f"extra_{n}": column.to_numpy() for n, column in rows.extra.items()},
        }
    )
