"""JSON and JSON Lines: strict, whole, and read back as they were."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir
from iam_report.frames.findings import FINDINGS, SEVERITIES
from iam_report.writers.json_lines import to_jsonl
from iam_report.writers.json_text import objects, to_json
from tests.writers.rows import HOSTILE, problems_of, report_of, tables_with

if TYPE_CHECKING:
    from pathlib import Path


def strict(text: str | None) -> Any:
    """Parse JSON as its standard has it: no NaN, no key twice, no character that must be escaped."""
    assert text is not None
    return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def in_order(findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings in the order that writers give them."""
    found = findings.astype({"code": "str"}).assign(
        severity=[-SEVERITIES.index(word) for word in findings["severity"]]
    )
    by = ["account_id", "as_of", "severity", "code", "resource", "finding_id"]
    rows = sorted(range(len(found)), key=lambda n: tuple(found[name].iloc[n] for name in by))
    return findings.iloc[rows].reset_index(drop=True)


def read_back(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows of JSON as a `findings` frame."""
    frame = pd.DataFrame(rows, columns=list(FINDINGS.by_name))
    frame["as_of"] = pd.to_datetime(frame["as_of"], format="ISO8601", utc=True)
    frame["evidence"] = [json.dumps(value, ensure_ascii=False) for value in frame["evidence"]]
    return FINDINGS.from_columns(frame)


def assert_same(got: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(got, expected, check_categorical=False)


def test_the_whole_report() -> None:
    report = report_of(HOSTILE, problems_of(HOSTILE))

    document = strict(report.to_json())

    assert list(document) == ["version", "accounts", "scorecard", "checks", "findings", "problems"]
    assert document["version"] == ir.__version__
    assert document["accounts"] == [
        {
            "account_id": "111122223333",
            "as_of": "2026-01-15T12:00:00Z",
            "partition": "aws",
            "as_of_source": "argument",
            "exports": "credential_report",
            "users": 3,
        }
    ]
    assert [row["number"] for row in document["scorecard"]] == list(range(1, 13))
    assert document["checks"] == []
    assert [row["message"] for row in document["problems"]] == list(HOSTILE)


def test_a_finding() -> None:
    text = report_of(["alice"]).to_jsonl()

    assert text == (
        '{"account_id": "111122223333", "as_of": "2026-01-15T12:00:00Z", '
        '"finding_id": "0000000000000000", "code": "MFA001", "rule": "console_user_without_mfa", '
        '"practice": "mfa", "severity": "high", "status": "fail", '
        '"resource_type": "AWS::IAM::User", "resource": "alice", "message": "alice", '
        '"evidence": {"user": "alice"}, "suppressed_by": null}\n'
    )


def test_evidence_is_an_object_of_typed_values() -> None:
    report = report_of(["alice"])
    report.findings["evidence"] = pd.Series(
        ['{"user": "alice", "age_days": 91, "mfa_active": false, "last_used": null}'],
        dtype=FINDINGS.dtypes["evidence"],
    )

    assert strict(report.to_json())["findings"][0]["evidence"] == {
        "user": "alice",
        "age_days": 91,
        "mfa_active": False,
        "last_used": None,
    }


def test_findings_of_a_report_come_back() -> None:
    report = ir.evaluate(ir.load("sample_data"), select="all")

    rows = strict(report.to_json())["findings"]

    assert len(rows) > 100
    assert_same(read_back(rows), in_order(report.findings))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(), max_size=10))
def test_any_text_comes_back(texts: list[str]) -> None:
    tables = tables_with(texts)

    rows = strict(to_json(tables, None, overwrite=False))["findings"]

    assert_same(read_back(rows), in_order(tables.findings))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(), max_size=10))
def test_lines_are_the_findings(texts: list[str]) -> None:
    tables = tables_with(texts)

    text = to_jsonl(tables, None, overwrite=False)

    assert text is not None
    rows = [strict(line) for line in text.splitlines()]
    assert_same(read_back(rows), in_order(tables.findings))


def test_characters_that_steer_a_terminal_or_end_a_line_are_escaped() -> None:
    raw = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]))
    report = report_of([raw], problems_of([raw]))

    for text in (report.to_json(), report.to_jsonl()):
        assert text is not None
        assert not set(raw) & set(text.replace("\n", ""))
    assert strict(report.to_json())["problems"][0]["message"] == raw


def test_no_rows() -> None:
    report = report_of([])

    assert report.to_jsonl() == ""
    assert strict(report.to_json())["findings"] == []


def test_many_blocks_of_rows_are_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_of(HOSTILE, problems_of(HOSTILE))
    whole, lines = report.to_json(), report.to_jsonl()

    monkeypatch.setattr("iam_report.writers.json_text._ROWS", 7)

    assert (report.to_json(), report.to_jsonl()) == (whole, lines)


def test_numbers_that_json_has_no_word_for_are_null() -> None:
    rows = pa.table(
        {"days": [1.5, float("nan"), float("inf"), None], "active": [True, False, None, True]}
    )

    lines = [line for block in objects(rows) for line in block.to_pylist()]

    assert [strict(line) for line in lines] == [
        {"days": 1.5, "active": True},
        {"days": None, "active": False},
        {"days": None, "active": None},
        {"days": None, "active": True},
    ]


def test_fractions_of_a_second_are_kept() -> None:
    report = report_of(["alice", "bob", "carol"])
    report.findings["as_of"] = pd.Series(
        pd.to_datetime(
            ["2026-01-15T12:00:00.5Z", "2026-01-15T12:00:00Z", "1969-12-31T23:59:59.999999Z"],
            format="ISO8601",
        ),
        dtype=FINDINGS.dtypes["as_of"],
    )

    moments = {row["message"]: row["as_of"] for row in strict(report.to_json())["findings"]}

    assert moments == {
        "alice": "2026-01-15T12:00:00.500000Z",
        "bob": "2026-01-15T12:00:00Z",
        "carol": "1969-12-31T23:59:59.999999Z",
    }


@pytest.mark.parametrize("method", ["to_json", "to_jsonl"])
def test_file_holds_the_same(method: str, tmp_path: Path) -> None:
    write = getattr(report_of(HOSTILE), method)

    assert write(tmp_path / "report") is None
    assert (tmp_path / "report").read_bytes().decode() == write()
