"""Wildcard patterns: what they match, cover and share."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from iam_report.policy.patterns import (
    MAX_LENGTH,
    MAX_STARS,
    collapse,
    covers,
    intersects,
    matches,
    matches_many,
)

MATCHES = [
    # pattern, text, whether it matches
    ("", "", True),
    ("", "a", False),
    ("*", "", True),
    ("*", "any/text:at\nall", True),
    ("**", "a", True),
    ("?", "", False),
    ("?", "a", True),
    ("?", "ab", False),
    ("?", "\n", True),
    ("?*", "", False),
    ("*?", "a", True),
    ("*?*", "", False),
    ("a", "A", False),
    ("a*", "a", True),
    ("*a", "ba", True),
    ("*a", "ab", False),
    ("a*a", "a", False),
    ("a*a", "aa", True),
    ("*a*a", "a", False),
    ("a*b*c", "abbbc", True),
    ("a*b*c", "acb", False),
    ("s3:Get*", "s3:GetObject", True),
    ("s3:Get*", "s3:PutObject", False),
    ("arn:aws:s3:::logs/*", "arn:aws:s3:::logs/a/b:c", True),
    # nothing else is special
    ("[ab]", "a", False),
    ("[ab]", "[ab]", True),
    ("a.c", "abc", False),
    ("a%c", "abc", False),
    ("a_c", "abc", False),
    ("a%*", "a%bc", True),
    ("a%*", "abc", False),
    ("a_?", "a_c", True),
    ("a_?", "abc", False),
    ("(a|b)*", "a", False),
    ("*\\", ".\\", True),
    ("\\*", "\\a", True),
    ("\\*", "*", False),
    ("\\?", "\\a", True),
    ("*\\?", "a\\b", True),
    ("a\nb*", "a\nbc", True),
    ("a*b", "a\nb", True),
    # characters are UTF-16 units
    ("?", "é", True),
    ("*é", "caf\u00e9", True),
    ("*é?", "caf\u00e9s", True),
    ("?", "\U0001f600", False),
    ("??", "\U0001f600", True),
    ("a??b", "a\U0001f600b", True),
    ("a?b", "a\U0001f600b", False),
    ("\U0001f600?", "\U0001f600a", True),
    ("*\ud83d?", "\U0001f600", True),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), MATCHES)
def test_matches(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert matches(pattern, text) is expected
    assert matches_many(pattern, pa.array([text, None, text])).to_pylist() == [
        expected,
        None,
        expected,
    ]


def test_many_of_one_kind_or_another() -> None:
    texts = pa.chunked_array([["a", "\U0001f600"], [], [None, "ab", "a"]], pa.string())

    assert matches_many("?", texts).to_pylist() == [True, False, None, False, True]
    assert matches_many("a", texts).to_pylist() == [True, False, None, False, True]
    assert matches_many("*", texts).to_pylist() == [True, True, None, True, True]


@pytest.mark.parametrize("pattern", ["*", "a", "a*", "a?", "a\\*"])
def test_many_of_none(pattern: str) -> None:
    assert matches_many(pattern, pa.array([], pa.string())).to_pylist() == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", ""),
        ("a?b*c", "a?b*c"),
        ("***", "*"),
        ("a**b", "a*b"),
        ("*?", "?*"),
        ("*?*?", "??*"),
        ("??", "??"),
    ],
)
def test_collapse(pattern: str, expected: str) -> None:
    assert collapse(pattern) == expected


COVERS = [
    # pattern, other, whether the pattern covers it, and whether it covers the pattern
    ("*", "*", True, True),
    ("*", "", True, False),
    ("**", "*", True, True),
    ("*", "?", True, False),
    ("?*", "*", False, True),
    ("*?", "?*", True, True),
    ("*?*", "??", True, False),
    ("?", "a", True, False),
    ("?", "*", False, True),
    ("??", "?", False, False),
    ("a*", "ab*", True, False),
    ("a*", "*", False, True),
    ("*a*", "*aa*", True, False),
    ("a*b", "a?b", True, False),
    ("a?*b", "a*b", False, True),
    ("a?*b", "a??b", True, False),
    ("*a", "a*", False, False),
    ("*ab*", "*a*b*", False, True),
    ("*a?*", "*a*a*", True, False),
    ("*a??b", "*a*b", False, True),
    ("a*c", "abc", True, False),
    ("a", "A", False, False),
    ("é*", "éa*", True, False),
    ("??", "\U0001f600", True, False),
    ("?", "\U0001f600", False, False),
    ("s3:*", "s3:Get*", True, False),
    ("s3:Get*Acl", "s3:GetObjectAcl", True, False),
    ("s3:G*", "S3:Get*", False, False),
]


@pytest.mark.parametrize(("pattern", "other", "expected", "reverse"), COVERS)
def test_covers(
    pattern: str,
    other: str,
    expected: bool,  # noqa: FBT001 - a table
    reverse: bool,  # noqa: FBT001 - a table
) -> None:
    assert covers(pattern, other) is expected
    assert covers(other, pattern) is reverse


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "", True),
        ("", "*", True),
        ("", "?", False),
        ("*", "?", True),
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("a*b", "a?", True),
        ("ab*", "a?c", True),
        ("ab*", "?c*", False),
        ("*ab", "*ba", False),
        ("*ab*", "*ba*", True),
        ("a?", "a", False),
        ("?a*", "b?c", True),
        ("abc", "abc", True),
        ("abc", "abd", False),
        ("a", "A", False),
        ("?", "\U0001f600", False),
        ("*?", "\U0001f600", True),
        ("s3:Get*", "s3:*Acl", True),
        ("arn:aws:s3:::a/*", "arn:aws:s3:::b/*", False),
    ],
)
def test_intersects(a: str, b: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert intersects(a, b) is expected
    assert intersects(b, a) is expected


BOMBS = [
    # pattern, text
    ("*a" * 64 + "b", "a" * 2_048),
    ("*a" * MAX_STARS + "b", "a" * 2_048),
    ("*a?" * MAX_STARS + "b", "a" * 2_048),
    ("*" + "a?" * 1_000 + "b", "a" * 2_048),
    ("*" + "?" * 2_000 + "b", "a" * 2_048),
]


@pytest.mark.parametrize(("pattern", "text"), BOMBS)
def test_hostile_pattern_is_fast(pattern: str, text: str) -> None:
    start = time.perf_counter()

    assert not matches(pattern, text)
    assert not matches_many(pattern, pa.array([text]))[0].as_py()
    assert not covers(pattern, text)
    assert not covers(pattern, "*" + text)
    assert not intersects(pattern, text)

    # Far more than is needed; backtracking would take longer than anybody waits.
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("pattern", "other"),
    [
        ("*" + "a?????????" * 30, "*a" * 200),
        ("*" + "a?????????" * 30 + "*", "*a?" * 200),
        ("*a" + "?" * 300, "*a" * 250),
    ],
)
def test_covering_a_hostile_pattern_gives_up(pattern: str, other: str) -> None:
    start = time.perf_counter()

    assert not covers(pattern, other)

    assert time.perf_counter() - start < 1


def test_too_long_a_pattern_is_text() -> None:
    long = "*?" + "a" * MAX_LENGTH

    assert matches(long, long)
    assert not matches(long, "b" + "a" * MAX_LENGTH)
    assert matches("*" * MAX_LENGTH + "a", "b" * MAX_LENGTH + "a")
    assert not covers(long, "b" + "a" * MAX_LENGTH)
    assert covers(long, long)
    assert intersects(long, "b")
    assert matches_many(long, pa.array([long, "b"])).to_pylist() == [True, False]
