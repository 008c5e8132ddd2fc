r"""Wildcard patterns: `*` is any run of characters, also none, and `?` is one character.

Nothing else is special: neither `[`, `\` nor a newline. `*` passes over `/` and `:`. Case counts.
A character is one UTF-16 unit, as AWS counts: an emoji is two.

Patterns come from strangers, so nothing here goes back over the text: a pattern is a set of places,
one bit each, that moves with each character. Time is the length of the pattern times that of the
text, divided by the bits of a word.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

#: Stars that a pattern may hold. AWS's limits on the size of documents leave room for more, but
#: nobody writes them; a document with such a pattern is malformed.
MAX_STARS: Final = 256

#: Characters that a pattern may hold: no document of a principal is longer. A longer one is not
#: followed: with a `?` it matches only itself, it covers only itself, and it intersects everything.
MAX_LENGTH: Final = 10_240

_RUNS: Final = re.compile(r"[*?]{2,}")
_TO_LIKE: Final = str.maketrans({"*": "%", "?": "_", "%": r"\%", "_": r"\_"})

#: Longer patterns are left to the loop: the automaton that Arrow makes of them takes memory.
_MAX_LIKE: Final = 2_048

#: Cached are patterns up to this length, so that what is cached stays small.
_MAX_CACHED: Final = 256

#: Sets of places that `covers` looks at before it gives up.
_MAX_SETS: Final = 64


def collapse(pattern: str) -> str:
    """Return the shortest pattern that matches the same texts: `**?*` is `?*`."""
    return _RUNS.sub(_shortest_run, pattern)


def matches(pattern: str, text: str) -> bool:
    """Return whether the pattern matches the whole text.

    Examples:
        >>> matches("s3:Get*", "s3:GetObject")
        True
        >>> matches("user/?", "user/bob")
        False
    """
    if "?" not in pattern:
        return _matches_stars(pattern, text)
    if len(pattern) > MAX_LENGTH:
        return pattern == text
    places = _places(pattern)
    others = places.any
    here = 1
    for unit in _units(text):
        here = (here & places.of.get(unit, others)) << 1 | here & places.stars
        if not here:
            return False
    return bool(here >> places.end & 1)


def matches_many(
    pattern: str, texts: pa.Array | pa.ChunkedArray
) -> pa.BooleanArray | pa.ChunkedArray:
    """Return for each text whether the pattern matches it; null where the text is null."""
    short = collapse(pattern)
    if short == "*":
        return pc.greater_equal(pc.binary_length(texts), 0)
    if "*" not in short and "?" not in short and short.isascii():
        return pc.equal(texts, short)
    # Arrow reads a backslash before a wildcard wrongly, and counts code points.
    is_safe = (
        len(short) <= _MAX_LIKE
        and short.isascii()
        and "\\" not in short
        and ("?" not in short or pc.all(pc.string_is_ascii(texts)).as_py() is not False)
    )
    if is_safe:
        return pc.match_like(texts, short.translate(_TO_LIKE))
    return _match_one_by_one(pattern, texts)


def covers(pattern: str, other: str) -> bool:
    """Return whether the pattern matches each text that `other` matches.

    Examples:
        >>> covers("s3:*", "s3:Get*")
        True
        >>> covers("s3:Get*", "s3:G*")
        False

    The answer is exact, but for patterns made to hurt: it is then false.
    """
    if pattern == other:
        return True
    if max(len(pattern), len(other)) > MAX_LENGTH:
        return False
    if "*" not in other and "?" not in other:
        return matches(pattern, other)
    places = _places(pattern)
    sets = {1}
    for sign in _units(collapse(other)):
        if sign == "*":
            sets = _after_any_run(places, sets)
        else:
            step = places.any if sign == "?" else places.of.get(sign, places.any)
            sets = {_move(places, here, step) for here in sets}
        if 0 in sets:
            return False
    return all(here >> places.end & 1 for here in sets)


def intersects(a: str, b: str) -> bool:
    """Return whether some text is matched by both patterns.

    Examples:
        >>> intersects("a*", "*b")
        True
        >>> intersects("a*", "b*")
        False
    """
    if a == b or max(len(a), len(b)) > MAX_LENGTH:
        return True
    places = _places(b)
    everywhere = (2 << places.end) - 1
    here = 1
    for sign in _units(collapse(a)):
        if sign == "*":
            # The star of `a` takes what `b` wants: all places from the first one on.
            here = everywhere & -(here & -here)
        else:
            step = everywhere if sign == "?" else places.of.get(sign, places.any)
            here = (here & step) << 1 | here & places.stars
            if not here & everywhere:
                return False
    return bool(here >> places.end & 1)


class _Places(NamedTuple):
    """A pattern without its stars: place i stands before its i-th character."""

    end: int
    """The place behind the last character."""
    any: int
    """Bits of the places from which any character leads on: those of `?`."""
    of: dict[str, int]
    """For a character of the pattern, bits of the places from which it leads on."""
    stars: int
    """Bits of the places at which any character may be passed over."""


def _places(pattern: str) -> _Places:
    return _cached_places(pattern) if len(pattern) <= _MAX_CACHED else _new_places(pattern)


def _new_places(pattern: str) -> _Places:
    end = stars = any_unit = 0
    of: dict[str, int] = {}
    for sign in _units(collapse(pattern)):
        bit = 1 << end
        if sign == "*":
            stars |= bit
            continue
        end += 1
        if sign == "?":
            any_unit |= bit
        else:
            of[sign] = of.get(sign, 0) | bit
    return _Places(end, any_unit, {unit: bits | any_unit for unit, bits in of.items()}, stars)


_cached_places = lru_cache(maxsize=4_096)(_new_places)


def _move(places: _Places, here: int, step: int) -> int:
    """Return where a character leads, without the places that a later star makes needless."""
    here = (here & step) << 1 | here & places.stars
    stars = here & places.stars
    return here >> (stars.bit_length() - 1) << (stars.bit_length() - 1) if stars else here


def _after_any_run(places: _Places, sets: set[int]) -> set[int]:
    """Return where runs of characters of any length lead.

    A character that is not in the pattern leads to fewest places, so runs of it decide. Each set
    comes to rest, at the latest when its places have left the stretch between two stars.
    """
    found: set[int] = set()
    for first in sets:
        here = first
        while here not in found:
            found.add(here)
            if not here or len(found) > _MAX_SETS:
                return {0}
            here = _move(places, here, places.any)
    return {here for here in found if not any(o != here and o & here == o for o in found)}


def _matches_stars(pattern: str, text: str) -> bool:
    """Match a pattern without `?`: each piece as early as can be, the last one at the end."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    if not text.startswith(first):
        return False
    *middle, last = rest
    at = len(first)
    for piece in middle:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return len(text) - at >= len(last) and text.endswith(last)


def _match_one_by_one(
    pattern: str, texts: pa.Array | pa.ChunkedArray
) -> pa.BooleanArray | pa.ChunkedArray:
    distinct = pc.unique(texts)
    found = [None if text is None else matches(pattern, text) for text in distinct.to_pylist()]
    return pc.take(pa.array(found, pa.bool_()), pc.index_in(texts, distinct))


def _shortest_run(run: re.Match[str]) -> str:
    return "?" * run[0].count("?") + "*" * ("*" in run[0])


def _units(text: str) -> str:
    """Return the text with one character for each UTF-16 unit."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))
