"""What many rows say together of the row that they belong to."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from iam_report.relations._gathered import any_of, counted, joined, summed

AT = np.array([1, -1, 0, 1, 1])


def test_counted() -> None:
    assert counted(AT, 3).tolist() == [1, 3, 0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 100, 2, 3, 4], [2, 8, 0]),
        ([1, None, 2, 3, 4], [2, 8, 0]),
        ([None, 100, 2, 3, 4], [2, None, 0]),
    ],
)
def test_summed(values: list[int | None], expected: list[int | None]) -> None:
    assert summed(AT, pa.array(values, pa.int64()), 3).to_pylist() == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([False, True, False, False, False], [False, False, False]),
        ([False, True, True, False, True], [True, True, False]),
        ([None, True, None, False, False], [None, None, False]),
        ([None, None, False, False, True], [False, True, False]),
    ],
)
def test_any_of(answers: list[bool | None], expected: list[bool | None]) -> None:
    """A null makes unknown what no true decides."""
    assert any_of(AT, pa.array(answers, pa.bool_()), 3).to_pylist() == expected


def test_joined() -> None:
    """In their order; a null is an empty text, and no owner has too many."""
    texts = pa.chunked_array([["a", "lost"], ["b", None, "c"]])

    assert joined(AT, texts, 3).to_pylist() == ["b", "a, , c", ""]
    assert joined(AT, texts, 3, most=2).to_pylist() == ["b", "a, ", ""]


def test_nothing() -> None:
    none = np.array([], dtype=np.int64)

    assert counted(none, 2).tolist() == [0, 0]
    assert summed(none, pa.array([], pa.int64()), 0).to_pylist() == []
    assert any_of(none, pa.array([], pa.bool_()), 1).to_pylist() == [False]
    assert joined(none, pa.chunked_array([], pa.string()), 1).to_pylist() == [""]
