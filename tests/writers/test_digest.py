"""What people are told of a report, apart from how it looks."""

from __future__ import annotations

import pandas as pd
import pytest

import iam_report as ir
from iam_report.frames.findings import FINDINGS
from iam_report.frames.problems import Problem
from iam_report.writers.digest import Digest, failing, serious
from tests.corpus.report import GENERATED, csv_text
from tests.writers.rows import report_of, tables_of


def digest_of(report: ir.Report) -> Digest:
    return Digest(tables_of(report))


def test_rules_that_fail_are_counted() -> None:
    found = digest_of(report_of([f"user-{n}" for n in range(12)])).broken

    assert [b.rule.info.code for b in found] == ["MFA001", "ROT001"]
    assert [(b.severity, b.findings, b.worst, b.accounts) for b in found] == [
        ("critical", 6, 2, 1),
        ("critical", 6, 2, 1),
    ]
    assert [finding["message"] for finding in found[0].shown] == ["user-10", "user-4", "user-0"]
    assert str(found[0].fix).startswith("aws iam enable-mfa-device --user-name user-10 ")


def test_the_worst_first_then_the_most() -> None:
    report = report_of([f"user-{n}" for n in range(5)])
    report.findings["severity"] = pd.Series(["high"] * 5, dtype=FINDINGS.dtypes["severity"])

    assert [b.findings for b in digest_of(report).broken] == [3, 2]


@pytest.mark.parametrize("evidence", ["", "no JSON", "[1]", '{"user": "\\ud800"}', "{}"])
def test_evidence_that_names_nobody_leaves_it_to_the_reader(evidence: str) -> None:
    report = report_of(["alice"])
    report.findings["evidence"] = pd.Series([evidence], dtype=FINDINGS.dtypes["evidence"])

    (broken,) = digest_of(report).broken

    assert "--user-name USER " in str(broken.fix)


def test_what_is_missing_is_named_once() -> None:
    missing = digest_of(ir.evaluate(ir.load(csv_text().encode(), as_of=GENERATED))).missing

    assert missing["aws iam get-account-password-policy"] == [5]
    assert missing["aws iam get-account-authorization-details"][:2] == [2, 3]


def test_checks_without_an_answer_are_counted_by_reason() -> None:
    report = ir.evaluate(
        ir.load(csv_text().encode(), as_of=GENERATED), select=["ROOT003", "ROT013"]
    )

    (unanswered,) = [u for u in digest_of(report).unanswered if "ROOT003" in u.codes]

    assert unanswered.checks == 1
    assert unanswered.reason == "not known; `aws iam list-virtual-mfa-devices` would tell"


def test_failing() -> None:
    findings = report_of(["a", "b", "c", "d"]).findings
    findings["status"] = findings["status"].where(findings.index < 3, "unknown")

    assert failing(findings).tolist() == [True, True, True, False]
    assert failing(findings, "high").tolist() == [True, True, False, False]
    assert failing(findings, "critical").tolist() == [False, True, False, False]
    findings["suppressed_by"] = pd.Series(["why"] * 4, dtype=FINDINGS.dtypes["suppressed_by"])
    assert not failing(findings).any()


def test_serious_problems_are_in_order() -> None:
    levels = ("info", "warning", "error", "warning")
    problems = report_of([], [Problem(level, "x", "f", "m") for level in levels]).problems

    assert serious(problems.iloc[::-1])["number"].tolist() == [2, 3, 4]
