"""Credential reports as hypothesis makes them: any mix of what AWS writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from iam_report.frames.credential_report import REPORT_COLUMNS, ROOT_USER
from iam_report.schema import BOOL, TIMESTAMP

ACCOUNT: Final = "111122223333"
AS_OF: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
COLUMNS: Final = tuple(c.name for c in REPORT_COLUMNS)

Row = dict[str, str]

#: Ages around the thresholds of rules, in days, and some in the future.
_AGES: Final = st.sampled_from([0, 1, 7, 13, 14, 15, 44, 45, 46, 89, 90, 91, 365, 366, 731, 4000])
MARKERS: Final = st.sampled_from(["N/A", "no_information", "not_supported"])
NAMES: Final = st.from_regex(r"[A-Za-z0-9_+=.@-]{1,12}", fullmatch=True)


def _date(days: int) -> str:
    return (AS_OF - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _cell(column: Any) -> st.SearchStrategy[str]:
    if column.type == BOOL:
        return st.sampled_from(["true", "false"])
    if column.type == TIMESTAMP:
        return _AGES.map(_date) | MARKERS
    return st.sampled_from(["us-east-1", "eu-west-1", "s3", "iam"]) | MARKERS


_CELLS: Final = st.fixed_dictionaries({c.name: _cell(c) for c in REPORT_COLUMNS[2:]})


def _row(user: str, account: str, cells: Row) -> Row:
    name = "root" if user == ROOT_USER else f"user/{user}"
    return {"user": user, "arn": f"arn:aws:iam::{account}:{name}", **cells}


@st.composite
def reports(
    draw: st.DrawFn, account: str = ACCOUNT, max_users: int = 6, *, root: bool | None = None
) -> list[Row]:
    """Return the rows of a report: a root user, or none, and some users."""
    names = draw(st.lists(NAMES, max_size=max_users, unique_by=str.lower))
    has_root = draw(st.booleans()) if root is None else root
    users = [ROOT_USER] * has_root + names
    return [_row(user, account, draw(_CELLS)) for user in users]


def csv_of(rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> bytes:
    """Return the CSV text of a report."""
    lines = [columns, *([row[c] for c in columns] for row in rows)]
    return "\n".join(",".join(line) for line in lines).encode()
