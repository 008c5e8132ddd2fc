"""Text for a terminal: no control characters, nothing wider than the line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam_report.writers.plain import WIDTH, clean, count, cut, width, wrap

TEXTS = st.text(st.characters() | st.sampled_from("漢\u202e\x1b\x9b\n\t \U0001f600"), max_size=300)


def columns(text: str) -> int:
    """Return how many columns a terminal needs at most, combining characters not counted."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(bool(unicodedata.combining(c)) for c in text)


@given(TEXTS)
def test_clean_leaves_one_line_of_what_can_be_seen(text: str) -> None:
    line = clean(text)

    assert line.isprintable()
    assert line == line.strip()
    assert clean(line) == line


def test_clean() -> None:
    assert clean(" a\tb\r\nc\x1b[2J\x9b\u202e\u200b\u2028d ") == (
        r"a b  c\x1b[2J\x9b\u202e\u200b d"
    )
    assert clean(7) == "7"


@given(TEXTS, st.integers(4, 60))
def test_cut_is_no_wider_than_wanted(text: str, wanted: int) -> None:
    line = cut(text, wanted)

    assert columns(line) <= width(line) <= wanted
    assert line == clean(text) or line.endswith("...")


def test_cut() -> None:
    assert cut("alice", 5) == "alice"
    assert cut("alice and bob", 9) == "alice..."
    assert cut("漢字漢字", 7) == "漢字..."


@given(TEXTS, st.integers(1, 4))
def test_wrap_is_no_wider_than_the_line(text: str, wanted: int) -> None:
    lines = wrap(text, indent="    ", lines=wanted)

    assert len(lines) <= wanted
    assert all(columns(line) <= WIDTH and line.startswith("    ") for line in lines)


def test_wrap() -> None:
    assert wrap("", indent="  ", lines=2) == []
    assert wrap("x " * 100, indent="  ", lines=2) == [
        "  " + "x " * 48 + "x",
        "  " + "x " * 46 + "x ...",
    ]


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 users"), (1, "1 user"), (1234, "1,234 users")]
)
def test_count(number: int, expected: str) -> None:
    assert count(number, "user") == expected
