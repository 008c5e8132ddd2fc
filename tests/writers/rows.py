"""Reports whose findings say what a test wants them to say."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

import iam_report as ir
from iam_report.frames.checks import CHECKS
from iam_report.frames.findings import FINDINGS
from iam_report.frames.problems import Problem, problems_frame
from iam_report.rules import all_rules
from iam_report.writers.tables import Tables
from tests.corpus.report import GENERATED, csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ACCOUNTS: Final = ("111122223333", "444455556666")
CODES: Final = ("MFA001", "ROT001")
RULES: Final = ("console_user_without_mfa", "access_key_not_rotated")
PRACTICES: Final = ("mfa", "rotation")
SEVERITIES: Final = ("high", "critical", "medium")

#: Text that means something to a shell, a spreadsheet, a terminal, a browser or Markdown.
HOSTILE: Final = (
    "plain",
    "",
    '=HYPERLINK("http://x.example")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "a;=1",
    'a\n"=1',
    "\uff1d1",
    "\x1b[2Jgone",
    "\x9b2Jgone",
    "\x00\x7f\x85",
    "\u202eevil",
    "x; rm -rf ~",
    "$(id) `id` 'id'",
    "--profile=evil",
    "~root",
    "file:///etc/passwd",
    "<script>alert(1)</script>",
    "<!--",
    '"><b>x',
    "| a | b |",
    "``` `",
    "**bold** [x](http://x.example) @someone #1",
    "two\nlines",
    "\u2028\u2029",
    "漢" * 64,
    "e\u0301" * 64,
    "\U0001f600" * 64,
    "x" * 600,
    "x " * 300,
    "\ufffd",
    "\\",
    "{user}",
    "%s",
)


def findings_of(texts: Sequence[str]) -> pd.DataFrame:
    """Return a `findings` frame with a row for each text, which stands in all columns of text."""
    count = len(texts)
    if not count:
        return FINDINGS.empty()
    return FINDINGS.from_columns(
        {
            "account_id": [ACCOUNTS[n % 2] for n in range(count)],
            "as_of": pd.to_datetime([GENERATED] * count, utc=True),
            "finding_id": [f"{n:016x}" for n in range(count)],
            "code": [CODES[n % 2] for n in range(count)],
            "rule": [RULES[n % 2] for n in range(count)],
            "practice": [PRACTICES[n % 2] for n in range(count)],
            "severity": [SEVERITIES[n % 3] for n in range(count)],
            "status": ["fail"] * count,
            "resource_type": ["AWS::IAM::User"] * count,
            "resource": list(texts),
            "message": list(texts),
            "evidence": [json.dumps({"user": text}, ensure_ascii=False) for text in texts],
            "suppressed_by": [None] * count,
        }
    )


@cache
def _read() -> ir.Snapshot:
    snapshot = ir.load(csv_text().encode(), as_of=GENERATED)
    assert len(snapshot.accounts) == 1
    return snapshot


@cache
def _scorecard() -> pd.DataFrame:
    return ir.Report(_read(), FINDINGS.empty(), CHECKS.empty(), all_rules(), {}).scorecard()


class QuickReport(ir.Report):
    """A report of no checks, whose scorecard is always the same and made once."""

    def scorecard(self, *, per_account: bool = False) -> pd.DataFrame:
        """Return the scorecard of all accounts."""
        assert not per_account
        return _scorecard()


def report_of(texts: Sequence[str], problems: Iterable[Problem] = ()) -> ir.Report:
    """Return a report with such findings, no checks, and these problems."""
    snapshot = copy(_read())  # with the accounts that it has found
    snapshot.problems = problems_frame(problems)
    return QuickReport(snapshot, findings_of(texts), CHECKS.empty(), all_rules(), {})


def tables_of(report: ir.Report) -> Tables:
    """Return the tables of a report, for writers to be called many times."""
    return Tables(
        findings=report.findings,
        checks=report.checks,
        scorecard=report.scorecard(),
        problems=report.problems,
        accounts=report.snapshot.accounts,
        rules=report.rules,
        files=report.snapshot["exports"]["file"].nunique(),
    )


def tables_with(texts: Sequence[str]) -> Tables:
    """Return the tables of a report with such findings, in less time."""
    return replace(_without_findings(), findings=findings_of(texts))


@cache
def _without_findings() -> Tables:
    return tables_of(report_of([]))


def problems_of(texts: Iterable[str]) -> list[Problem]:
    """Return a problem for each text, which stands in all its columns of text."""
    return [Problem("warning", "odd_name", text, text, text, text) for text in texts]


def shortened(text: str) -> str:
    """Return what a test of this text is called."""
    return ascii(text)[:30]
