"""Problems: what could not be read, or was read with a doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.schema import CATEGORY, INT, STRING, Column, Schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

LEVELS: Final = ("info", "warning", "error")

PROBLEMS: Final = Schema(
    name="problems",
    doc="What `load` could not read, or read with a doubt: nothing is dropped without a row here. "
    "An `error` was not read; a `warning` was, but something is missing or odd; `info` is for "
    "your attention only.",
    key=("number",),
    declared=(
        Column("number", INT, "Counts from 1.", nullable=False),
        Column("level", CATEGORY, "How bad.", nullable=False, one_of=LEVELS, ordered=True),
        Column("code", STRING, "Short stable name of the problem.", nullable=False),
        Column("file", STRING, "File, archive member or stream.", nullable=False),
        Column("place", STRING, "Where in the file; empty for all of it.", nullable=False),
        Column("message", STRING, "What is wrong.", nullable=False),
        Column("hint", STRING, "How to mend it, or empty.", nullable=False),
    ),
)


class Problem(NamedTuple):
    """One row of PROBLEMS, before it has a number."""

    level: str
    code: str
    file: str
    message: str
    place: str = ""
    hint: str = ""


def problems_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return a `problems` frame; the rows keep their order."""
    rows = list(problems)
    columns = dict(zip(Problem._fields, zip(*rows, strict=True), strict=True)) if rows else {}
    return PROBLEMS.from_columns({"number": range(1, len(rows) + 1), **columns})
