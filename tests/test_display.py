"""What a notebook shows: text that stays text, and nothing that runs or is fetched."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser

import pandas as pd
import pytest

import iam_report as ir
from iam_report.frames.problems import Problem, problems_frame
from iam_report.writers.plain import clean, cut
from tests.corpus.report import GENERATED, csv_text, row
from tests.writers.rows import HOSTILE, problems_of, report_of, shortened

ARN = 'arn:aws:iam::111122223333:user/"><b>x<!--/eve'
MARKUP = (
    "</td></table>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;",
    "]]>",
)

#: All elements there are, and all attributes they have.
ELEMENTS = {"div", "p", "strong", "span", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"style"}


class Page(HTMLParser):
    """Elements, attributes and text of a page, as a browser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.attributes: set[tuple[str, str | None]] = set()
        self.texts: list[str] = []
        self.others: list[str] = []
        self.stack: list[str] = []
        self.feed(page)
        self.close()
        self.texts = [text.strip("\n") for text in self.texts]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element."""
        self.elements[tag] += 1
        self.attributes |= set(attrs)
        self.stack.append(tag)
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave the element that was entered last."""
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        """Add to the text of the last element."""
        self.texts[-1] += data

    def handle_comment(self, data: str) -> None:
        """Keep a comment."""
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        """Keep a declaration."""
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        """Keep a processing instruction."""
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        """Keep a declaration of an unknown kind."""
        self.others.append(data)


def page_of(shown: ir.Report | ir.Snapshot) -> Page:
    """Return the page, which is made of known elements, closed in order, and of nothing else."""
    page = Page(shown._repr_html_())

    assert page.stack == []
    assert page.others == []
    assert set(page.elements) <= ELEMENTS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert not any(re.search(r"url|expression|@import", str(v)) for _, v in page.attributes)
    return page


def snapshot_of(arn: str) -> ir.Snapshot:
    """Return a snapshot of a user with this ARN and a console password, without MFA."""
    cells = row("eve", password_enabled="true") | {"arn": arn}
    return ir.load(csv_text([cells]).encode(), as_of=GENERATED)


def test_arn_of_a_report_is_text() -> None:
    harmless = page_of(ir.evaluate(snapshot_of("arn:aws:iam::111122223333:user/eve")))

    page = page_of(ir.evaluate(snapshot_of(ARN)))

    assert ARN in page.texts
    assert page.elements == harmless.elements


def test_names_of_a_snapshot_are_text() -> None:
    frames = snapshot_of(ARN).read
    shown = [
        page_of(
            ir.Snapshot({**frames, name: frames["exports"]}, problems_frame(problems_of([name])))
        )
        for name in (ARN, "eve")
    ]

    assert [page.texts.count(name) for page, name in zip(shown, (ARN, "eve"), strict=True)] == [
        4,
        4,
    ]
    assert shown[0].elements == shown[1].elements
    assert any(ARN in text for text in shown[0].texts if text.startswith("Rows of its frames"))


@cache
def _harmless() -> Page:
    return page_of(report_of(["x"], problems_of(["x"])))


@pytest.mark.parametrize("text", [*HOSTILE, *MARKUP, ARN], ids=shortened)
def test_any_text_of_a_report_is_text(text: str) -> None:
    page = page_of(report_of([text], problems_of([text])))

    assert page.elements == _harmless().elements
    assert page.texts.count(cut(text, 300)) >= 6
    assert all(clean(found) == found.strip() for found in page.texts)


def test_a_report() -> None:
    page = page_of(report_of(["alice"], problems_of(["alice"])))

    assert page.elements["table"] == 3
    assert "IAM report: account 111122223333, 3 users, 1 file read, as of 2026-01-15" in page.texts
    assert "1 finding: 1 high" in page.texts
    assert "The worst 1 of 1 findings" in page.texts
    assert "Problems with the input" in page.texts


def test_a_report_without_findings_and_problems() -> None:
    page = page_of(report_of([]))

    assert page.elements["table"] == 1
    assert "Problems with the input" not in page.texts


def test_the_worst_findings_are_shown() -> None:
    page = page_of(report_of([f"user-{n:02}" for n in range(60)]))

    shown = [text for text in page.texts if text.startswith("user-")]
    assert "The worst 20 of 60 findings" in page.texts
    assert set(shown) == {f"user-{n:02}" for n in range(1, 60, 3)}


def test_what_is_suppressed_or_not_known_is_not_shown() -> None:
    report = report_of(["alice", "bob", "carol"])
    report.findings["status"] = report.findings["status"].where(
        report.findings.index != 1, "unknown"
    )
    report.findings["suppressed_by"] = pd.Series(
        [None, None, "accepted"], dtype=report.findings["message"].dtype
    )

    page = page_of(report)

    assert "alice" in page.texts
    assert not {"bob", "carol"} & set(page.texts)
    assert "1 finding: 1 high; 1 not known; 1 suppressed" in page.texts


def test_more_problems_than_are_shown() -> None:
    serious = [Problem("error", "odd", f"file-{n}", "problem") for n in range(25)]
    notes = [Problem("info", "odd", "file", "note")] * 2

    page = page_of(report_of([], serious + notes))

    assert [text for text in page.texts if text.startswith("file-")] == [
        f"file-{n}" for n in range(20)
    ]
    assert "... and 7 problems in the frame `problems`" in page.texts
    assert "2 problems in the frame `problems`" in page_of(report_of([], notes)).texts


def test_a_snapshot() -> None:
    page = page_of(snapshot_of("arn:aws:iam::111122223333:user/eve"))

    assert "Snapshot of 1 account" in page.texts
    assert {"111122223333", "2026-01-15 12:00", "1", "credential_report"} <= set(page.texts)
    assert any("credential_report 1" in text for text in page.texts)


def test_a_snapshot_of_many_accounts() -> None:
    rows = [row("a", f"{n:012}") for n in range(22)]

    page = page_of(ir.load(csv_text(rows).encode(), as_of=GENERATED))

    assert "Snapshot of 22 accounts" in page.texts
    assert "... and 2 more" in page.texts
    assert f"{19:012}" in page.texts
    assert f"{20:012}" not in page.texts


def test_a_snapshot_without_users_and_frames() -> None:
    exports = snapshot_of("arn:aws:iam::111122223333:user/eve")["exports"]

    assert "111122223333" in page_of(ir.Snapshot({"exports": exports})).texts
    assert "Snapshot of 0 accounts" in page_of(ir.Snapshot({})).texts


def test_repr_of_a_report() -> None:
    assert repr(report_of(["alice"], problems_of(["x"]))) == (
        "<Report of account 111122223333, 3 users, 1 file read, as of 2026-01-15; "
        "1 finding: 1 high; 1 problem>"
    )
