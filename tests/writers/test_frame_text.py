"""One frame as CSV and JSON Lines."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pytest

from iam_report.writers.frame_text import frame_csv, frame_jsonl
from tests.writers.rows import HOSTILE

MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)
FRAME: pd.DataFrame = pa.table(
    {
        "text": ["=1", "b"],
        "number": [1, None],
        "flag": pa.array([True, None], pa.bool_()),
        "moment": pa.array([MOMENT, None], pa.timestamp("us", tz="UTC")),
    }
).to_pandas(types_mapper=pd.ArrowDtype)
FRAME["word"] = pd.Categorical(["x", "y"])


def test_csv() -> None:
    head = '"text","number","flag","moment","word"\n'
    rest = ',1,true,"2026-01-31T12:00:00Z","x"\n"b",,,,"y"\n'

    assert frame_csv(FRAME, spreadsheet_safe=True) == f'{head}"\'=1"{rest}'
    assert frame_csv(FRAME, spreadsheet_safe=False) == f'{head}"=1"{rest}'
    assert frame_csv(FRAME.head(0), spreadsheet_safe=True) == head


def test_lists_have_commas_in_csv() -> None:
    table = pa.table({"actions": [["a:B", "=c"], None]})
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)

    assert frame_csv(frame, spreadsheet_safe=True) == '"actions"\n"a:B, =c"\n\n'


def test_json_lines() -> None:
    assert list(map(json.loads, frame_jsonl(FRAME).splitlines())) == [
        {"text": "=1", "number": 1, "flag": True, "moment": "2026-01-31T12:00:00Z", "word": "x"},
        {"text": "b", "number": None, "flag": None, "moment": None, "word": "y"},
    ]
    assert frame_jsonl(FRAME.head(0)) == ""


@pytest.mark.parametrize("is_safe", [True, False])
def test_hostile_text_stays_in_its_cell(*, is_safe: bool) -> None:
    table = pa.table({"a": list(HOSTILE), "b": list(range(len(HOSTILE)))})
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)

    text = frame_csv(frame, spreadsheet_safe=is_safe)
    lines = frame_jsonl(frame)

    back = pd.read_csv(io.StringIO(text), keep_default_na=False, lineterminator=None)
    assert back["b"].tolist() == list(range(len(HOSTILE)))
    assert (
        not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in back["a"]) or not is_safe
    )
    assert [json.loads(line)["a"] for line in lines.split("\n") if line] == list(HOSTILE)
