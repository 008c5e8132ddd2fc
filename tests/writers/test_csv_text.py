"""CSV: one table, which a spreadsheet can open without running what stands in it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir
from iam_report.frames.findings import FINDINGS
from iam_report.writers.csv_text import defanged, to_csv
from tests.writers.rows import HOSTILE, problems_of, report_of, tables_with

if TYPE_CHECKING:
    from pathlib import Path

#: Characters of which a formula, or a way to hide one, could be made.
TRICKY = "=+-@\t\r\n;,'\" \u00a0\u200b\ufeff\x00\x0b\x1b\x7f\x9b\uff1d\uff0b\uff0d\uff20a1\u2028"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: What programs have been seen to pass over at the start of a cell.
PASSED_OVER = " \u00a0\u200b\ufeff\"'"

texts = st.lists(st.text(st.sampled_from(TRICKY)) | st.text(), min_size=1, max_size=20)


def cells(text: str | None, delimiter: str = ",") -> list[list[str]]:
    """Return the rows of a CSV; the header is the first."""
    assert text is not None
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@given(texts)
def test_no_cell_begins_as_a_formula(found: list[str]) -> None:
    safe: list[str] = defanged(pa.array(found, pa.string())).to_pylist()

    assert not [cell for cell in safe if cell.startswith(FORMULA)]
    assert not [
        cell
        for cell in safe
        if cell.lstrip(PASSED_OVER)[:1] in ("=", "+", "-", "@") and cell[:1] != "'"
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@settings(deadline=None, max_examples=25)
@given(found=texts)
def test_no_cell_is_a_formula_wherever_it_is_split(delimiter: str, found: list[str]) -> None:
    """Programs split at what their locale says, not at what the file was written with."""
    text = to_csv(
        tables_with(found), None, table="findings", spreadsheet_safe=True, overwrite=False
    )

    split = [cell for row in cells(text, delimiter) for cell in row]
    assert not [cell for cell in split if cell.startswith(("=", "+", "-", "@"))]


@given(texts)
def test_defanging_twice_is_still_safe_and_loses_no_letter(found: list[str]) -> None:
    safe = defanged(pa.array(found, pa.string()))

    for before, after in zip(found, safe.to_pylist(), strict=True):
        kept = [c for c in before if c != "'" and not _is_control(c)]
        assert [c for c in after if c != "'"] == kept


def _is_control(character: str) -> bool:
    return character not in "\t\r\n" and (character < " " or "\x7f" <= character <= "\x9f")


def test_harmless_text_stays_as_it_is() -> None:
    harmless = [
        "alice",
        "a=b",
        "x-1",
        "user+tag@example.com",
        "arn:aws:iam::111122223333:user/a",
        "",
    ]

    assert defanged(pa.array(harmless)).to_pylist() == harmless


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r", "'\r"),
        (" =1", "' =1"),
        ("\u200b=1", "'\u200b=1"),
        ("\uff1d1", "'\uff1d1"),
        ("'=1", "''=1"),
        ("\x00=1", "'=1"),
        ("a;=1", "a;'=1"),
        ('a\n"=1', "a\n'\"=1"),
        ("a\x1b[2Jb\x9bc", "a[2Jbc"),
    ],
)
def test_defanged(text: str, expected: str) -> None:
    assert defanged(pa.array([text])).to_pylist() == [expected]


def test_nulls_stay() -> None:
    assert defanged(pa.array(["=1", None])).to_pylist() == ["'=1", None]


@settings(deadline=None, max_examples=25)
@given(texts)
def test_raw_text_comes_back(found: list[str]) -> None:
    text = to_csv(
        tables_with(found), None, table="findings", spreadsheet_safe=False, overwrite=False
    )

    header, *rows = cells(text)

    messages = sorted(row[header.index("message")] for row in rows)
    assert messages == sorted(found)


def test_header_moments_and_nulls() -> None:
    text = report_of(["alice"]).to_csv()

    assert text == (
        '"account_id","as_of","finding_id","code","rule","practice","severity","status",'
        '"resource_type","resource","message","evidence","suppressed_by"\n'
        '"111122223333","2026-01-15T12:00:00Z","0000000000000000","MFA001",'
        '"console_user_without_mfa","mfa","high","fail","AWS::IAM::User","alice","alice",'
        '"{""user"": ""alice""}",\n'
    )


def test_no_rows() -> None:
    text = report_of([]).to_csv()

    assert text is not None
    assert cells(text) == [list(FINDINGS.by_name)]


@pytest.mark.parametrize("table", ["findings", "checks", "scorecard", "problems"])
def test_every_table(table: str) -> None:
    report = report_of(HOSTILE, problems_of(HOSTILE))
    frame = report.scorecard() if table == "scorecard" else getattr(report, table)

    header, *rows = cells(report.to_csv(table=table))

    assert header == list(frame.columns)
    assert len(rows) == len(frame)


def test_many_rows_have_one_header(monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_of(HOSTILE)
    whole = report.to_csv()

    monkeypatch.setattr("iam_report.writers.csv_text._ROWS", 7)

    assert report.to_csv() == whole


@pytest.mark.parametrize(
    ("table", "hint"),
    [
        ("finding", "did you mean `findings`?"),
        ("users", "there are findings, checks, scorecard, problems"),
    ],
)
def test_unknown_table(table: str, hint: str) -> None:
    with pytest.raises(ir.IamReportError) as caught:
        report_of([]).to_csv(table=table)

    assert caught.value.message == f"no table `{table}`"
    assert caught.value.hint == hint


def test_file_holds_the_same(tmp_path: Path) -> None:
    report = report_of(HOSTILE)

    assert report.to_csv(tmp_path / "findings.csv") is None
    assert (tmp_path / "findings.csv").read_bytes().decode() == report.to_csv()
