"""Markdown: what comes from exports stands in code spans, and cannot leave them."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import iam_report as ir
from iam_report.frames.problems import Problem
from iam_report.writers.markdown import code, prose, to_markdown
from iam_report.writers.plain import clean, cut
from tests.writers.rows import HOSTILE, problems_of, report_of, shortened, tables_of

if TYPE_CHECKING:
    from pathlib import Path

#: What GitHub takes for a comment.
LARGEST = 65_536
#: The starts of all lines.
LINE = re.compile(r"$|##+ |\| |  - |- |account \d{12}, ")

MARKS = st.text(st.characters() | st.sampled_from("`|<>&*_[]\\~#@$! \n"), max_size=40)


def lines_of(report: ir.Report) -> list[str]:
    text = report.to_markdown()
    assert text is not None
    assert text.endswith("\n")
    return text.removesuffix("\n").split("\n")


def code_spans(line: str) -> tuple[str, list[str]]:
    """Return what stands outside of code spans, and their content, as CommonMark takes them."""
    outside, spans, at = "", [], 0
    while at < len(line):
        run = re.compile("`+").match(line, at)
        if run is None:
            outside += line[at]
            at += 1
            continue
        end = re.compile(f"(?<!`){run[0]}(?!`)").search(line, run.end())
        assert end is not None, f"a code span is not closed in {line!r}"
        content = line[run.end() : end.start()]
        if content.startswith(" ") and content.endswith(" ") and content.strip(" "):
            content = content[1:-1]
        spans.append(content)
        at = end.end()
    return outside, spans


@given(MARKS)
def test_code_is_one_span(text: str) -> None:
    outside, spans = code_spans(code(text))

    assert outside == ""
    assert spans == ([clean(text)] if clean(text) else [])


@given(MARKS)
def test_prose_is_plain(text: str) -> None:
    line = prose(text)

    assert not set(line) & set("`|<>*_[]\\~\n")
    assert html.unescape(line) == clean(text) or "&" in text


def test_code() -> None:
    assert code("alice") == "`alice`"
    assert code("a`b") == "`` a`b ``"
    assert code("```") == "```` ``` ````"
    assert code(" ") == ""
    assert code("\x1b") == r"`\x1b`"
    assert code("x" * 301) == f"`{'x' * 297}...`"


def test_prose() -> None:
    assert prose("a | b <b> & `c` *d*") == "a &#124; b &lt;b&gt; &amp; &#96;c&#96; &#42;d&#42;"
    assert prose("https://x.example: 1") == "https&#58;//x.example: 1"


@cache
def _harmless() -> list[str]:
    return [code_spans(line)[0] for line in lines_of(report_of(["x"], problems_of(["x"])))]


@pytest.mark.parametrize("text", HOSTILE, ids=shortened)
def test_hostile_text_adds_nothing(text: str) -> None:
    lines = lines_of(report_of([text], problems_of([text])))

    spans = [code_spans(line) for line in lines]
    assert all(map(LINE.match, lines))
    if clean(text):
        assert [outside for outside, _ in spans] == _harmless()
        assert [cut(text, 300)] in [found[1:] for _, found in spans]


def test_every_row_of_the_scorecard_has_all_cells() -> None:
    rows = [line for line in lines_of(report_of([])) if line.startswith("|")]

    assert len(rows) == 14
    assert {row.count("|") for row in rows} == {9}


def test_sections() -> None:
    lines = lines_of(report_of(["alice"] * 9, problems_of(["alice"])))

    assert [line for line in lines if line.startswith("#")] == [
        "## IAM report",
        "### What to fix first",
        "### Not known",
        "### Problems with the input",
    ]
    assert (
        "- **critical**: Console user without MFA, 5 in 1 account "
        "(`MFA001` `console_user_without_mfa`)"
    ) in lines
    assert "  - and 2 more" in lines
    assert "- **warning** `alice` `alice`: `alice`; help: `alice`" in lines


def test_a_note_follows_the_command() -> None:
    report = ir.evaluate(ir.load("sample_data"), select="ROOT001")

    fix, _, note = report.rules[0].info.fix.partition("  # ")

    assert note
    assert f"  - fix the first: `{fix}` ({note})" in lines_of(report)


def test_nothing_to_say() -> None:
    tables = tables_of(report_of([]))
    tables = replace(tables, scorecard=tables.scorecard.assign(next_step=""))

    text = to_markdown(tables, None, overwrite=False)

    assert text is not None
    assert "### Nothing to fix" in text
    assert "### Not known" not in text


def test_more_problems_than_are_shown() -> None:
    found = [Problem("warning", "odd", "file", "problem")] * 21

    lines = lines_of(report_of([], found))

    assert lines[-2:] == ["- **warning** `file`: `problem`", "- 1 more problem"]
    assert lines_of(report_of([], [Problem("info", "odd", "f", "x")]))[-1] == (
        "- 1 note of level info (odd)"
    )


def test_fits_a_comment() -> None:
    report = ir.evaluate(ir.load("sample_data"), select="all")
    report.findings["message"] = report.findings["message"] + "`漢" * 1000

    text = report.to_markdown()

    assert text is not None
    assert len(text) < LARGEST


def test_file_holds_the_same(tmp_path: Path) -> None:
    report = report_of(HOSTILE)

    assert report.to_markdown(tmp_path / "report.md") is None
    assert (tmp_path / "report.md").read_bytes().decode() == report.to_markdown()
