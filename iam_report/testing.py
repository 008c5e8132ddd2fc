"""Helpers for testing rules and frames, for this project and for users' own rules.

A frame is written as a Markdown table whose cells read as in the export::

    | user  | password_enabled | password_last_used | mfa_active | finding |
    | ----- | ---------------- | ------------------ | ---------- | ------- |
    | alice | true             | no_information     | false      | yes     |
    | bob   | true             | 2026-01-31         |            | unknown |

An empty cell means that the export has no such column; `""` is the empty text. Lists are written
as JSON, or as texts with commas between them. Columns left out get a filler. The table of another
frame that the rule reads names the frame in its first head cell: `trails: name`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa

from iam_report.frames import schemas
from iam_report.frames.credential_report import ROOT_USER
from iam_report.rule import MASK
from iam_report.schema import (
    ABSENT,
    BOOL,
    CATEGORY,
    INT,
    MARKERS,
    STATE_SUFFIX,
    STRING,
    TIMESTAMP,
    VALUE,
)

if TYPE_CHECKING:
    from iam_report.rule import Rule
    from iam_report.schema import Column, Schema

TEXT: Final = pd.ArrowDtype(pa.string())
ANSWERS: Final[dict[str, bool | None]] = {"yes": True, "no": False, "unknown": None}
FILLERS: Final = {
    BOOL: "false",
    INT: "0",
    TIMESTAMP: "2026-01-01",
}

Cells = dict[str, list[str | None]]


def parse_table(text: str) -> Cells:
    """Parse a Markdown table; an empty cell is null."""
    rows = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    head, _, *body = [[cell.strip() for cell in row] for row in rows]
    if odd := [row for row in body if len(row) != len(head)]:
        raise ValueError(
            f"a row of the table has {len(odd[0])} cells, expected {len(head)}: {odd[0]}"
        )
    return {name: [_cell(row[i]) for row in body] for i, name in enumerate(head)}


def _cell(text: str) -> str | None:
    return "" if text == '""' else text or None


def frame(schema: Schema, text: str) -> pd.DataFrame:
    """Build a frame of `schema` from a Markdown table; absent columns get a filler."""
    return _frame(schema, parse_table(text))


def _frame(schema: Schema, cells: Cells) -> pd.DataFrame:
    if unknown := sorted(cells.keys() - schema.by_name.keys()):
        raise ValueError(f"frame `{schema.name}` has no column `{unknown[0]}`")
    count = len(next(iter(cells.values())))
    data = {c.name: _cells(c, schema, cells, count) for c in schema.columns}
    return schema.from_columns({c: _parse_cells(v, schema.by_name[c]) for c, v in data.items()})


def _cells(column: Column, schema: Schema, cells: Cells, count: int) -> list[str | None]:
    """Return the cells of a column: those of the table, what follows from them, or a filler."""
    name = column.name
    source = name.removesuffix(STATE_SUFFIX)
    if name in cells:
        return [None if column.marked and c in MARKERS else c for c in cells[name]]
    if source != name and source in schema.by_name:
        given = cells.get(source, [None] * count)
        return [ABSENT if c is None else c if c in MARKERS else VALUE for c in given]
    if name == "is_root":
        return [str(user == ROOT_USER).lower() for user in cells.get("user", [None] * count)]
    if name == "account_id":
        return ["111122223333"] * count
    if column.nullable or column.type != STRING:
        return [_filler(column)] * count
    return [f"{name}-{i}" for i in range(count)]


def _filler(column: Column) -> str | None:
    if column.nullable:
        return None
    if column.type == CATEGORY:
        return column.one_of[0] if column.one_of else column.name
    return FILLERS[column.type]


def _parse_cells(cells: list[str | None], column: Column) -> pd.Series:
    if pa.types.is_list(column.type):
        lists = [None if cell is None else _parse_list(cell) for cell in cells]
        return pd.Series(pd.arrays.ArrowExtensionArray(pa.array(lists, column.type)))
    text = pd.Series(cells, dtype=TEXT)
    if column.type == TIMESTAMP:
        return pd.to_datetime(text, utc=True, format="ISO8601").astype(column.dtype)
    return text.astype(column.dtype)


def _parse_list(cell: str) -> list[object]:
    if cell.startswith("["):
        found: list[object] = json.loads(cell)
        return found
    return [text.strip() for text in cell.split(",")]


def parse_cases(text: str) -> tuple[Cells, dict[str, Cells]]:
    """Return the first table of `text`, and the tables of other frames by the frame's name.

    Lines that are not of a table are passed over.
    """
    stripped = [line.strip() for line in text.splitlines()]
    blocks = "\n".join(line if line.startswith("|") else "" for line in stripped).split("\n\n")
    first, *others = [parse_table(block) for block in blocks if block.strip()]
    named = {}
    for cells in others:
        head, *rest = cells
        name, _, column = head.partition(": ")
        named[name] = {column: cells[head], **{other: cells[other] for other in rest}}
    return first, named


def assert_rule(rule: Rule, text: str, **options: object) -> None:
    """Assert that `rule` gives the `finding` column (yes, no, unknown) of the tables in `text`.

    Args:
        rule: The rule.
        text: Table of the rule's first frame, with a column `finding`; then the tables of the
            other frames that the rule reads, if any.
        options: Options of the rule.

    Raises:
        AssertionError: An answer differs; the message shows each such row.
        ValueError: The table does not fit the frame.
    """
    known = schemas()
    cells, others = parse_cases(text)
    expected = [ANSWERS[answer or ""] for answer in cells.pop("finding")]
    tables = {rule.frames[0]: cells, **others}
    got = rule.mask({name: _frame(known[name], c) for name, c in tables.items()}, **options)
    want = pd.Series(expected, dtype=MASK)
    bad = ~(got.eq(want).fillna(value=False) | (got.isna() & want.isna()))
    if bad.any():
        lines = [
            f"  row {i + 1} {dict(zip(cells, row, strict=True))}: expected "
            f"{_answer(want[i])}, got {_answer(got[i])}"
            for i, row in enumerate(zip(*cells.values(), strict=True))
            if bad[i]
        ]
        raise AssertionError("\n".join([f"rule {rule.name}:", *lines]))


def _answer(value: object) -> str:
    return "yes" if value is True else "no" if value is False else "unknown"
