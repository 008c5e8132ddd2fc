"""Where exports come from: URLs, and what may stand in a message."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import iam_report as ir
from iam_report.errors import shown
from tests.corpus.report import ACCOUNT, answer_text


def test_url() -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://exports/report.json", "wb") as stream:
        stream.write(answer_text().encode())

    for given in ("memory://exports/report.json", "memory:///exports/report.json"):
        assert ir.load(given).accounts["account_id"].tolist() == [ACCOUNT]
        assert ir.load(given)["exports"]["file"].tolist() == [given]


@pytest.mark.parametrize(
    "url", ["memory://nowhere/report.json", "memory://nowhere/*.json", "odd://x/y", "://"]
)
def test_url_that_cannot_be_read(url: str) -> None:
    pytest.importorskip("fsspec")

    with pytest.raises(ir.ExportError, match="cannot be read: ") as caught:
        ir.load(url)

    assert caught.value.file == url
    assert caught.value.code == "unreadable_file"


def test_url_without_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)

    with pytest.raises(ir.MissingExtraError) as caught:
        ir.load("s3://bucket/report.json")

    assert str(caught.value) == "`s3://bucket/report.json` is a URL: fsspec is needed to read it"
    assert caught.value.hint == "pip install 'iam_report[remote]'"


def test_progress(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")

    assert len(ir.load([answer_text().encode()], progress=True).accounts) == 1
    assert "1file" in capsys.readouterr().err


def test_progress_without_tqdm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)

    with pytest.raises(ir.MissingExtraError) as caught:
        ir.load(b"", progress=True)

    assert str(caught.value) == "a progress bar needs tqdm"
    assert caught.value.hint == "pip install 'iam_report[notebook]'"


def deep() -> list[Any]:
    """Return a list too deep to be written."""
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("plain", "plain"),
        ("zoë, 東京", "zoë, 東京"),
        ("two\nlines\t\x1b[2J\x9b", r"two\nlines\t\x1b[2J\x9b"),
        ("\ud800", r"\ud800"),
        ("right\u202eleft", r"right\u202eleft"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 77 + "..."),
        (None, "None"),
        ({"a": "\n"}, r"{'a': '\n'}"),
    ],
)
def test_what_may_stand_in_a_message(given: object, want: str) -> None:
    assert shown(given) == want


def test_what_cannot_be_written() -> None:
    assert shown(deep()) == "<list>"
    assert shown(10**5000) == "<int>"
