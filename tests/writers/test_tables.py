"""Tables: the same rows in any order give the same bytes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir
from iam_report.frames.credential_report import ROOT_USER
from iam_report.frames.findings import FINDINGS
from iam_report.writers.csv_text import to_csv
from iam_report.writers.json_lines import to_jsonl
from iam_report.writers.json_text import to_json
from iam_report.writers.markdown import to_markdown
from iam_report.writers.parquet import to_parquet
from iam_report.writers.tables import ORDERS, Tables, as_column, iso_moments, ordered
from iam_report.writers.text import to_text
from tests.corpus.report import GENERATED, csv_text, row
from tests.writers.rows import HOSTILE, findings_of, problems_of, report_of, tables_of

if TYPE_CHECKING:
    from pathlib import Path


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the rows in another order; the words of categoricals too, save where they rise."""
    order = np.random.default_rng(seed).permutation(len(frame))
    found = frame.iloc[order].reset_index(drop=True)
    for name, values in found.items():
        if isinstance(values.dtype, pd.CategoricalDtype) and not values.dtype.ordered:
            words = sorted(values.dtype.categories, reverse=seed % 2 == 0)
            found[name] = values.cat.set_categories(words)
    return found


@pytest.fixture(scope="module")
def tables() -> Tables:
    snapshot = ir.load("sample_data")
    snapshot.problems = report_of([], problems_of(HOSTILE)).problems
    return tables_of(ir.evaluate(snapshot, select="all"))


def written(tables: Tables) -> list[str | None]:
    """Return all that is text."""
    as_csv = partial(to_csv, tables, None, spreadsheet_safe=True, overwrite=False)
    return [
        *(as_csv(table=name) for name in ORDERS),
        to_json(tables, None, overwrite=False),
        to_jsonl(tables, None, overwrite=False),
        to_markdown(tables, None, overwrite=False),
        to_text(tables, None, color=False, overwrite=False),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_rows_give_the_same_bytes(tables: Tables, seed: int) -> None:
    other = replace(
        tables,
        findings=shuffled(tables.findings, seed),
        checks=shuffled(tables.checks, seed),
        problems=shuffled(tables.problems, seed),
        accounts=shuffled(tables.accounts, seed),
    )

    assert written(other) == written(tables)


def test_shuffled_rows_give_the_same_parquet(tables: Tables, tmp_path: Path) -> None:
    """In the same words and order; the codes of words may differ, and so may the bytes."""
    other = replace(tables, findings=shuffled(tables.findings, 2))

    to_parquet(tables, tmp_path / "a", overwrite=False)
    to_parquet(other, tmp_path / "b", overwrite=False)

    a, b = (pd.read_parquet(tmp_path / folder / "findings.parquet") for folder in "ab")
    pd.testing.assert_frame_equal(a, b, check_categorical=False)


def test_shuffled_exports_give_the_same_bytes() -> None:
    """From the rows of an export to what is written."""
    rows = [
        row(str(n), account, access_key_1_active="true", password_enabled="true")
        for n in [*range(9), ROOT_USER]
        for account in ("111122223333", "444455556666")
    ]
    reports = [
        ir.evaluate(ir.load(csv_text(some).encode(), as_of=GENERATED), select="all")
        for some in (rows, rows[::-1])
    ]

    first, second = (written(tables_of(report)) for report in reports)
    assert first == second


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(max_size=3), max_size=12), st.integers(0, 99))
def test_any_order_of_rows_is_one_order(texts: list[str], seed: int) -> None:
    by = ("account_id", "as_of", "severity", "code", "resource", "finding_id")
    frame = findings_of(texts)

    first, second = ordered(frame, by), ordered(shuffled(frame, seed), by)

    for name in frame.columns:
        assert first[name].to_pylist() == second[name].to_pylist()


def test_order() -> None:
    frame = findings_of(["b", "a", "b", "a", "b", "a", "b", "a"])

    rows = ordered(frame, ("account_id", "severity", "code", "resource", "finding_id"))

    keys = zip(
        rows["account_id"].to_pylist(),
        rows["severity"].to_pylist(),
        rows["finding_id"].to_pylist(),
        strict=True,
    )
    assert [(account[0], severity, int(number)) for account, severity, number in keys] == [
        ("1", "critical", 4),
        ("1", "high", 0),
        ("1", "high", 6),
        ("1", "medium", 2),
        ("4", "critical", 1),
        ("4", "critical", 7),
        ("4", "high", 3),
        ("4", "medium", 5),
    ]


def test_words_go_by_letter_whatever_their_code() -> None:
    frame = pd.DataFrame(
        {"code": pd.Categorical(["b", "a", None, "c"], categories=["c", "b", "a"])}
    )

    assert ordered(frame, ("code",))["code"].to_pylist() == ["a", "b", "c", None]


def test_columns_of_no_rows() -> None:
    empty = FINDINGS.empty()

    assert as_column(empty["code"]).type == pa.dictionary(pa.int8(), pa.string())
    assert ordered(empty, ("severity", "code")).num_rows == 0


@pytest.mark.parametrize("moments", [[], [None], [0, 1_500_000, None, 0, -1]])
def test_moments(moments: list[int | None]) -> None:
    kind = pa.timestamp("us", tz="UTC")
    words = {
        None: None,
        0: "1970-01-01T00:00:00Z",
        1_500_000: "1970-01-01T00:00:01.500000Z",
        -1: "1969-12-31T23:59:59.999999Z",
    }

    got = iso_moments(pa.array(moments, kind))

    assert got.to_pylist() == [words[moment] for moment in moments]
    assert got.type == pa.string()
