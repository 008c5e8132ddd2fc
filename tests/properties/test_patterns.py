"""Patterns against slow and obvious ways to say the same."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import Final

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iam_report.policy.patterns import collapse, covers, intersects, matches, matches_many

many = settings(max_examples=300, deadline=None)

#: Patterns of two letters. `c` stands for every other character.
PATTERNS: Final = st.text("ab*?", max_size=5)
WORDS: Final = tuple(
    "".join(letters) for size in range(8) for letters in itertools.product("abc", repeat=size)
)
#: All that could be special to one of the machines below.
ANY_TEXT: Final = st.text("ab*?%_\\.\n\r[]^$é\u2028/:", max_size=12)
ANY_PATTERN: Final = ANY_TEXT


@cache
def regex(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a regular expression, fit for short texts."""
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(c, re.escape(c)) for c in pattern), re.DOTALL)


@cache
def language(pattern: str) -> frozenset[str]:
    """Return the short words that the pattern matches."""
    return frozenset(word for word in WORDS if regex(pattern).fullmatch(word))


@many
@given(ANY_PATTERN, st.lists(ANY_TEXT, max_size=5))
@example("*\\", [".\\"])
@example("%\\?", ["%\\a"])
@example("_*", ["a", "_"])
def test_matches(pattern: str, texts: list[str]) -> None:
    expected = [bool(regex(pattern).fullmatch(text)) for text in texts]

    assert [matches(pattern, text) for text in texts] == expected
    assert matches_many(pattern, pa.array(texts, pa.string())).to_pylist() == expected


@many
@given(PATTERNS)
def test_matches_all_short_words(pattern: str) -> None:
    found = matches_many(pattern, pa.array(WORDS)).to_pylist()

    assert found == [word in language(pattern) for word in WORDS]


@many
@given(PATTERNS, PATTERNS)
@example("*a?*", "*a*a*")
@example("a?*b", "a*b")
def test_covers(pattern: str, other: str) -> None:
    # Where a pattern of five does not cover one of five, a word of seven shows it.
    assert covers(pattern, other) == (language(other) <= language(pattern))


@many
@given(PATTERNS, PATTERNS)
def test_intersects(a: str, b: str) -> None:
    # The shortest text of both is no longer than both without their stars.
    assert intersects(a, b) == any(
        regex(a).fullmatch(word) and regex(b).fullmatch(word)
        for word in map("".join, _shared_words(a, b))
    )


def _shared_words(a: str, b: str) -> itertools.chain[tuple[str, ...]]:
    longest = len((a + b).replace("*", ""))
    letters = sorted(set(a + b) - {"*", "?"}) or ["a"]
    return itertools.chain.from_iterable(
        itertools.product(letters, repeat=size) for size in range(longest + 1)
    )


@many
@given(ANY_PATTERN, st.data())
def test_more_stars_match_no_less(pattern: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(pattern)))
    wider = pattern[:at] + "*" + pattern[at + 1 :]

    assert covers(wider, pattern)
    assert intersects(pattern, wider)


@many
@given(ANY_PATTERN)
def test_itself(pattern: str) -> None:
    assert matches("*", pattern)
    assert matches(pattern, pattern)
    assert covers(pattern, collapse(pattern))
    assert covers(collapse(pattern), pattern)
    assert intersects(pattern, collapse(pattern))
