"""Text: what a terminal shows, whatever the exports hold."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import iam_report as ir
from iam_report.frames.checks import CHECKS
from iam_report.frames.problems import Problem
from iam_report.rule import Rule
from iam_report.writers.plain import WIDTH, width
from iam_report.writers.text import to_text
from tests.corpus.report import GENERATED, csv_text, row
from tests.writers.rows import HOSTILE, problems_of, report_of, shortened, tables_of

if TYPE_CHECKING:
    from pathlib import Path

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]")
OLD_KEY = {
    "access_key_1_active": "true",
    "access_key_1_last_rotated": "2020-01-01T00:00:00Z",
    "access_key_1_last_used_date": "2026-01-01T00:00:00Z",
}


def lines_of(report: ir.Report) -> list[str]:
    text = report.to_text()
    assert text is not None
    assert text.endswith("\n")
    return text.removesuffix("\n").split("\n")


def line_of(lines: list[str], start: str) -> int:
    """Return where the one line with this start is."""
    (at,) = (n for n, line in enumerate(lines) if line.startswith(start))
    return at


def fix_in(lines: list[str]) -> list[str]:
    """Return the words of the first command, as a shell takes them."""
    start = next(n for n, line in enumerate(lines) if line.startswith("    fix: "))
    command = lines[start].removeprefix("    fix: ")
    for line in lines[start + 1 :]:
        if not command.endswith(" \\"):
            break
        command = command.removesuffix("\\") + line
    return shlex.split(command)


@pytest.mark.parametrize("text", HOSTILE, ids=shortened)
def test_nothing_steers_the_terminal_or_is_wider_than_it(text: str) -> None:
    report = report_of([text, text], problems_of([text]))

    for line in lines_of(report):
        assert not CONTROL.search(line)
        assert width(line) <= WIDTH
        assert line == line.rstrip() or "BEST PRACTICES" in line


@pytest.mark.parametrize("user", ["x; rm -rf ~", "$(id)", "a'b", "`id`", "漢字"])
def test_a_command_takes_a_name_for_a_name(user: str) -> None:
    read = ir.load(csv_text([row(user, **OLD_KEY)]).encode(), as_of=GENERATED)

    words = fix_in(lines_of(ir.evaluate(read, select="ROT001")))

    assert words == ["aws", "iam", "create-access-key", "--user-name", user]


def test_a_long_command_goes_on_in_the_next_line() -> None:
    report = report_of(["x; rm -rf ~"])

    words = fix_in(lines_of(report))

    assert words == [
        *("aws", "iam", "enable-mfa-device", "--user-name", "x; rm -rf ~"),
        *("--serial-number", "SERIAL_NUMBER"),
        *("--authentication-code1", "CODE_1", "--authentication-code2", "CODE_2"),
    ]


def test_numbers_of_many_findings() -> None:
    report = report_of([f"user-{n}" for n in range(60)])
    report.findings["suppressed_by"] = pd.Series(
        ["accepted" if n < 10 else None for n in range(60)],
        dtype=report.findings["message"].dtype,
    )
    report.findings["status"] = report.findings["status"].where(
        report.findings.index < 50, "unknown"
    )

    lines = lines_of(report)

    assert lines[0] == "IAM report: account 111122223333, 3 users, 1 file read, as of 2026-01-15"
    assert lines[1] == ("40 findings: 14 critical, 13 high, 13 medium; 10 not known; 10 suppressed")
    at = line_of(lines, "MFA001   critical      Console user without MFA: 20, 7 of them critical")
    assert lines[at + 4] == "    ... and 17 more"


def test_the_worst_are_shown_first() -> None:
    lines = lines_of(report_of([f"user-{n:02}" for n in range(12)]))

    at = line_of(lines, "ROT001   critical      Old active access key: 6, 2 of them critical (")
    assert lines[at + 1 : at + 4] == ["    user-01", "    user-07", "    user-03"]


def test_accounts_are_named_where_there_are_several() -> None:
    rows = [row("a", **OLD_KEY), row("b", "444455556666", **OLD_KEY)]
    read = ir.load(csv_text(rows).encode(), as_of=GENERATED)

    lines = lines_of(ir.evaluate(read, select="ROT001"))

    assert lines[0] == "IAM report: 2 accounts, 2 users, 1 file read, as of 2026-01-15"
    at = line_of(lines, "ROT001   critical      Old active access key: 2 in 2 accounts (")
    assert lines[at + 1 : at + 3] == [
        "    111122223333  access key 1 of a is 2206 days old",
        "    444455556666  access key 1 of b is 2206 days old",
    ]


def test_moments_are_named_where_there_are_several() -> None:
    reports = [
        ir.load(csv_text([row("a", account)]).encode(), as_of=f"2026-01-{day}")
        for account, day in (("111122223333", "01"), ("444455556666", "02"))
    ]
    frame = pd.concat([read["credential_report"] for read in reports], ignore_index=True)

    lines = lines_of(ir.evaluate({"credential_report": frame}, select="ROT001"))

    assert lines[0] == (
        "IAM report: 2 accounts, 2 users, 0 files read, as of 2026-01-01 to 2026-01-02"
    )


def test_nothing_to_fix() -> None:
    read = ir.load(csv_text([row("a")]).encode(), as_of=GENERATED)

    lines = lines_of(ir.evaluate(read, select="ROT001"))

    assert lines[1] == "0 findings"
    assert "NOTHING TO FIX in what was judged" in lines


def test_nothing_is_not_known_and_no_problem() -> None:
    tables = tables_of(report_of([]))
    tables = replace(tables, scorecard=tables.scorecard.assign(next_step=""))

    text = to_text(tables, None, color=False, overwrite=False)

    assert text is not None
    assert text.splitlines()[-1].startswith("NOTHING TO FIX")


def test_a_rule_without_a_fix() -> None:
    report = report_of(["alice"])
    (mended,) = (r for r in report.rules if r.info.code == "MFA001")
    report.rules = (Rule(replace(mended.info, fix="", practice="mfa"), mended.function),)

    assert "    alice" in lines_of(report)
    assert not any(line.startswith("    fix: ") for line in lines_of(report))
    assert "fix the first" not in (report.to_markdown() or "")


def test_checks_without_an_answer() -> None:
    report = report_of([])
    codes = ["MFA001", "MFA002", "ROT001"]
    count = len(codes)
    report.checks = CHECKS.from_columns(
        {
            "code": codes,
            "reason": ["3 of 9 odd", "12 odd", None],
            "account_id": ["111122223333"] * count,
            "as_of": pd.to_datetime([GENERATED] * count, utc=True),
            "rule": codes,
            "practice": ["mfa"] * count,
            "severity": ["low"] * count,
            "status": ["unknown"] * count,
            **dict.fromkeys(("assessed", "failed", "unknown"), [1] * count),
        }
    )
    tables = tables_of(report)
    tables = replace(tables, scorecard=tables.scorecard.assign(next_step=""))

    text = to_text(tables, None, color=False, overwrite=False)

    assert text is not None
    assert text.splitlines()[-4:] == [
        "NOT KNOWN",
        "3 checks without an answer:",
        "         2  odd (MFA001, MFA002)",
        "         1  no reason given (ROT001)",
    ]


def test_no_rows_at_all() -> None:
    frames = {"credential_report": ir.load(csv_text().encode())["credential_report"].head(0)}

    lines = lines_of(ir.evaluate(frames))

    assert lines[:2] == ["IAM report: 0 accounts, 0 users, 0 files read", "0 findings"]


def test_problems() -> None:
    levels = ["info", "warning", "error"] * 10
    found = [Problem(level, "odd", f"file-{n}", f"problem {n}") for n, level in enumerate(levels)]
    found[1] = Problem("warning", "odd", "file-1", "problem 1", "line 7", "mend it")

    lines = lines_of(report_of([], found))

    at = lines.index("PROBLEMS WITH THE INPUT")
    assert lines[at + 1 : at + 6] == [
        "warning  odd  file-1, line 7",
        "         problem 1",
        "         help: mend it",
        "error    odd  file-2",
        "         problem 2",
    ]
    assert len([line for line in lines if line.startswith(("warning", "error"))]) == 20
    assert lines[-1] == "... and 10 notes of level info (odd)"


def test_more_problems_than_are_shown() -> None:
    found = [Problem("warning", "odd", f"file-{n}", "problem") for n in range(21)]
    more = [Problem("info", "odd", "file", "note")]

    assert lines_of(report_of([], found))[-1] == "... and 1 more problem"
    assert lines_of(report_of([], found + more))[-1] == (
        "... and 1 more problem and 1 note of level info (odd)"
    )
    assert lines_of(report_of([], more))[-2:] == [
        "PROBLEMS WITH THE INPUT",
        "1 note of level info (odd)",
    ]


def test_color() -> None:
    report = report_of(["alice"], problems_of(["alice"]))

    colored, plain = report.to_text(color=True), report.to_text()

    assert colored is not None
    assert "\x1b[31mhigh          \x1b[0mConsole user without MFA" in colored
    assert "\x1b[33mwarning  \x1b[0modd_name" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


def test_color_is_ours_alone() -> None:
    text = report_of(HOSTILE, problems_of(HOSTILE)).to_text(color=True)

    assert text is not None
    assert not CONTROL.search(re.sub(r"\x1b\[(?:1;31|31|32|33|0)m", "", text))


def test_file_holds_the_same(tmp_path: Path) -> None:
    report = report_of(HOSTILE)

    assert report.to_text(tmp_path / "report.txt") is None
    assert (tmp_path / "report.txt").read_bytes().decode() == report.to_text()
