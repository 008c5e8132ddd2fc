"""Texts of findings, a column at a time."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from iam_report.evaluate._render import as_text, evidence, fill, finding_ids
from iam_report.schema import STRING, TIMESTAMP

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(st.lists(st.none() | MOMENTS, max_size=5))
def test_moments(moments: list[datetime | None]) -> None:
    column = pa.chunked_array([pa.array(moments, TIMESTAMP)])

    for form, pattern in (("", "%Y-%m-%dT%H:%M:%SZ"), ("%Y-%m-%d", "%Y-%m-%d")):
        expected = [
            m and f"{m.year:04}{m.strftime(pattern)[len(m.strftime('%Y')) :]}" for m in moments
        ]
        assert as_text(column, form).to_pylist() == expected


def test_other_form_of_a_moment() -> None:
    column = pa.chunked_array([pa.array([datetime(2026, 1, 31, tzinfo=UTC)], TIMESTAMP)])

    assert as_text(column, "%d.%m.%Y").to_pylist() == ["31.01.2026"]


def test_fill() -> None:
    columns = {"user": pa.array(["a", None], STRING), "n": pa.array([1, None], pa.int64())}

    filled = fill("{user} has {n} of {{}}", columns, 2)

    assert filled.to_pylist() == ["a has 1 of {}", "(not known) has (not known) of {}"]
    assert fill("constant", {}, 2).to_pylist() == ["constant"] * 2
    assert fill("{user}", columns, 2).to_pylist() == ["a", "(not known)"]


@given(st.lists(st.none() | st.text(max_size=8), max_size=5))
def test_evidence_is_json_of_the_values(texts: list[str | None]) -> None:
    clean = [t and t.encode("utf-8", "replace").decode() for t in texts]
    columns = {"text": pa.chunked_array([pa.array(clean, STRING)])}

    written = evidence(columns, len(texts)).to_pylist()

    kept = "\n\r\t"
    for text, row in zip(clean, written, strict=True):
        expected = text and "".join(
            "\ufffd" if c not in kept and (c < " " or c == "\x7f") else c for c in text
        )
        assert json.loads(row) == {"text": expected}


def test_evidence_is_typed() -> None:
    columns = {
        "flag": pa.array([True, None]),
        "days": pa.array([7, None], pa.int64()),
        "when": pa.array([datetime(2026, 1, 31, tzinfo=UTC), None], TIMESTAMP),
        "word": pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.int8()), ["x"]),
    }

    first, second = (json.loads(row) for row in evidence(columns, 2).to_pylist())

    assert first == {"flag": True, "days": 7, "when": "2026-01-31T00:00:00Z", "word": "x"}
    assert second == {"flag": None, "days": None, "when": None, "word": "x"}
    assert evidence({}, 2).to_pylist() == ["{}", "{}"]


def test_ids_are_the_same_for_ever() -> None:
    """A change here would make every known finding look new."""
    subjects, accounts = np.array([1, 2], dtype=np.uint64), np.array([3, 3], dtype=np.uint64)

    assert finding_ids(subjects, accounts, "MFA001").to_pylist() == [
        "4dac5dd02f8677c0",
        "d219ede069f546ab",
    ]
    assert (
        finding_ids(subjects, accounts, "MFA002").to_pylist()
        != finding_ids(subjects, accounts, "MFA001").to_pylist()
    )
