"""Column, Schema, and the helpers that keep frames Arrow-backed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam_report.errors import FrameError
from iam_report.frames import schemas
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.findings import FINDINGS
from iam_report.schema import (
    BOOL,
    CATEGORY,
    INT,
    STRING,
    TIMESTAMP,
    Column,
    Schema,
    as_arrow,
    as_series,
    category,
    is_distinct,
    is_unique,
    nulls,
    repeated,
    true_or_null,
)

PETS = Schema(
    name="pets",
    doc="The animals of a house.",
    key=("house", "name"),
    declared=(
        Column("house", INT, "Number of the house.", nullable=False),
        Column("name", STRING, "Name.", nullable=False),
        Column("kind", CATEGORY, "What it is.", nullable=False, one_of=("cat", "dog")),
        Column("born", TIMESTAMP, "When it was born.", marked=True),
        Column("tame", BOOL, "Whether it is tame."),
        Column("mood", STRING, "Its mood.", one_of=("good", "bad")),
    ),
)
ROWS = {
    "house": [1, 1],
    "name": ["Tom", "Rex"],
    "kind": ["cat", "dog"],
    "born": [None, "2020-01-01T00:00:00Z"],
}


def test_from_columns_fills_what_is_left_out() -> None:
    pets = PETS.from_columns(ROWS)

    assert list(pets.columns) == ["house", "name", "kind", "born", "tame", "mood", "born_state"]
    assert pets["tame"].isna().all()
    assert pets["born_state"].tolist() == ["absent", "value"]
    assert pets.dtypes.to_dict() == PETS.dtypes


def test_unknown_columns_are_kept_at_the_end() -> None:
    pets = PETS.from_columns({"colour": ["red", "blue"], **ROWS})

    assert pets.columns[-1] == "colour"


def test_empty() -> None:
    assert PETS.check(PETS.empty()).empty
    assert PETS.empty().dtypes.to_dict() == PETS.dtypes


def test_check_names_every_problem_at_once() -> None:
    pets = PETS.from_columns(ROWS).rename(columns={"name": "nmae"})
    pets["tame"] = [1, 2]
    pets["mood"] = pd.Series(["good", "sad"], dtype=pd.ArrowDtype(STRING))

    with pytest.raises(FrameError) as info:
        PETS.check(pets)

    assert info.value.problems == (
        "column `name` is missing",
        "column `tame` has dtype int64, expected bool[pyarrow]",
        "column `mood` has unknown value `sad`",
    )
    assert info.value.hint == "did you mean `nmae`?"
    assert str(info.value).startswith("frame `pets`: column `name` is missing; ")


def test_nulls_and_keys_are_checked() -> None:
    with pytest.raises(FrameError, match=r"^frame `pets`: column `name` has 1 null values$"):
        PETS.from_columns({**ROWS, "name": ["Tom", None]})
    with pytest.raises(FrameError, match=r"^frame `pets`: key \(house, name\) is not unique$"):
        PETS.from_columns({**ROWS, "name": ["Tom", "Tom"]})


def test_a_value_that_does_not_convert_is_a_frame_error() -> None:
    with pytest.raises(FrameError, match=r"^frame `pets`: column `house` does not convert to"):
        PETS.from_columns({**ROWS, "house": ["one", "two"]})


def test_docs_travel_with_arrow() -> None:
    field = PETS.arrow.field("tame")

    assert field.metadata == {b"doc": b"Whether it is tame."}
    assert PETS.arrow.metadata == {b"frame": b"pets"}


def test_markdown_is_the_page_of_the_frame() -> None:
    page = PETS.to_markdown()

    assert page.startswith("# pets\n\nThe animals of a house.\n\nKey: `house`, `name`\n")
    assert "| `kind` | `cat` / `dog` | not null | What it is. |" in page


@pytest.mark.parametrize("schema", schemas().values(), ids=lambda s: s.name)
def test_every_frame_declares_itself_well(schema: Schema) -> None:
    names = [c.name for c in schema.columns]

    assert len(set(names)) == len(names)
    assert set(schema.key) <= set(names)
    assert all(c.doc.endswith((".", ".`")) or c.doc.endswith("empty.") for c in schema.columns)
    assert not schema.resource or schema.resource in names
    if schema.name != "problems":
        assert names[:2] == ["account_id", "as_of"]


def test_severities_are_ordered() -> None:
    severities = category([0, 4, 3], FINDINGS.by_name["severity"].one_of, ordered=True)
    findings = pd.DataFrame({"severity": severities})

    assert (findings["severity"] >= "high").tolist() == [False, True, True]


def test_states_tell_the_markers_apart() -> None:
    states = CREDENTIAL_REPORT.by_name["password_last_used_state"]

    assert states.one_of == (
        "value",
        "N/A",
        "no_information",
        "not_supported",
        "empty",
        "absent",
    )


@given(st.lists(st.text(alphabet="ab\0", max_size=20), max_size=30), st.integers(0, 5))
def test_is_distinct_is_exact(words: list[str], cut: int) -> None:
    """Also across chunks and with an offset into the buffers."""
    whole = pa.chunked_array([pa.array(words[:cut], STRING), pa.array(words[cut:], STRING)])

    assert is_distinct(whole) == (len(set(words)) == len(words))
    assert is_distinct(whole.slice(1)) == (len(set(words[1:])) == len(words[1:]))


def test_is_distinct_with_nulls() -> None:
    assert is_distinct(pa.chunked_array([["a", None, "b"]]))
    assert not is_distinct(pa.chunked_array([["a", None, None]]))


def test_is_distinct_believes_no_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal fingerprints of different strings cost time, not the answer."""
    monkeypatch.setattr(
        "iam_report.schema._fingerprints", lambda a, _: np.zeros(len(a), dtype=np.uint64)
    )

    assert is_distinct(pa.chunked_array([["a", "b"]]))
    assert not is_distinct(pa.chunked_array([["a", "a"]]))


def test_is_unique_by_several_columns() -> None:
    frame = pd.DataFrame({"a": [1, 1, 2], "b": ["x", "y", "x"]})

    assert is_unique(frame, ["a", "b"])
    assert not is_unique(frame, ["a"])
    assert is_unique(frame.head(1), ["a"])


@pytest.mark.parametrize("count", [0, 1, 65_536, 65_537, 200_000])
def test_repeated(count: int) -> None:
    values = repeated("x", count)

    assert len(values) == count
    assert values.unique().to_pylist() == (["x"] if count else [])
    assert nulls(count, INT).null_count == count


def test_as_arrow_and_back_share_memory() -> None:
    values = pa.chunked_array([["a", None]])

    assert as_arrow(as_series(values)).equals(values)
    assert (
        as_arrow(as_series(values)).chunk(0).buffers()[2].address
        == values.chunk(0).buffers()[2].address
    )
    assert as_arrow(pd.Series([True, False])).to_pylist() == [True, False]
    assert as_arrow(pd.Series(category([1, 0], ("x", "y")))).to_pylist() == ["y", "x"]


def test_true_or_null_keeps_the_index() -> None:
    answers = pd.Series([True, False, None], index=[5, 3, 1], dtype=pd.ArrowDtype(BOOL))

    known = true_or_null(answers)

    assert known.isna().tolist() == [False, True, True]
    assert known.index.tolist() == [5, 3, 1]
    assert known[5]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([None, "boss", "ana"], True),
        ([None, None], False),
        (["a", None], True),
        (["a", None, "a"], False),
    ],
)
def test_is_unique_with_nulls(values: list[str | None], *, expected: bool) -> None:
    frame = pd.DataFrame({"a": pd.array(values, pd.ArrowDtype(pa.string())), "b": 1})

    assert is_unique(frame, ["a", "b"]) is expected
