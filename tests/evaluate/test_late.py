"""Text that is written when somebody first looks at it."""

from __future__ import annotations

import pickle

import pandas as pd
import pyarrow as pa
import pytest

from iam_report.evaluate._late import Late, LateText


class Maker:
    """Makes the text.

    Attributes:
        calls: How often it did.
    """

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> pa.ChunkedArray:
        """Make it."""
        self.calls += 1
        return pa.chunked_array([["a", None, "c"]])


@pytest.fixture
def maker() -> Maker:
    return Maker()


def test_nothing_is_written_before_it_is_looked_at(maker: Maker) -> None:
    table = pd.DataFrame({"n": [1, 2, 3], "text": LateText(Late(3, maker))}, copy=False)

    assert len(table) == 3
    assert table["text"].dtype == pd.ArrowDtype(pa.string())
    assert table["n"].sum() == 6
    assert maker.calls == 0


def test_it_is_written_once(maker: Maker) -> None:
    table = pd.DataFrame({"text": LateText(Late(3, maker))}, copy=False)

    assert table["text"].fillna("-").tolist() == ["a", "-", "c"]
    assert table["text"].isna().tolist() == [False, True, False]
    assert table[table["text"] == "c"].index.tolist() == [2]
    assert maker.calls == 1
    assert table["text"].str.upper().fillna("-").tolist() == ["A", "-", "C"]
    assert table.head(1)["text"].tolist() == ["a"]
    assert maker.calls == 1


def test_columns_beside_it_can_be_used_without_it(maker: Maker) -> None:
    table = pd.DataFrame({"n": [3, 2, 1], "text": LateText(Late(3, maker))}, copy=False)

    renamed = table.rename(columns={"text": "words"}).drop(columns="n")
    assert len(renamed) == len(table.copy(deep=False)) == len(table[["text"]]) == 3
    assert maker.calls == 0
    assert renamed["words"].iloc[2] == "c"
    assert maker.calls == 1


def test_it_pickles_and_copies_as_what_it_stands_for(maker: Maker) -> None:
    table = pd.DataFrame({"text": LateText(Late(3, maker))}, copy=False)

    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(table)), table)  # noqa: S301
    pd.testing.assert_frame_equal(table.copy(), table)
    twice = pd.concat([table, table])["text"].fillna("-")
    assert twice.tolist() == ["a", "-", "c"] * 2


def test_other_attributes_are_missing_as_ever(maker: Maker) -> None:
    with pytest.raises(AttributeError, match="nothing"):
        LateText(Late(3, maker)).nothing  # noqa: B018  (that is the test)

    assert maker.calls == 0
