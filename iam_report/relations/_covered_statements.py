"""Statements that say nothing which another statement of the document does not say already."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow.compute as pc

from iam_report.policy.action_sets import statement_set
from iam_report.policy.patterns import covers
from iam_report.policy.resources import covers_arns

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from iam_report.relations._statement_facts import Statement, Texts

#: Statements and patterns beyond which a document is not looked at: nobody writes so many, and the
#: time is the product of both.
_MAX_STATEMENTS: Final = 60
_MAX_PATTERNS: Final = 600

_KEY: Final = ("account_id", "as_of", "document")


def covered_by(rows: pa.Table, statements: list[Statement]) -> list[str]:
    """Return for each statement the position of one that makes it needless; or nothing.

    Of two that say the same the later one is needless.

    Args:
        rows: The statements, those of a document together.
        statements: The same, decoded.
    """
    found = [""] * len(statements)
    numbers = rows["statement"].to_pylist()
    starts = _starts(rows)
    for start, end in pairwise([*starts, len(statements)]):
        together = statements[start:end]
        if 1 < len(together) <= _MAX_STATEMENTS and sum(map(_count, together)) <= _MAX_PATTERNS:
            for ours, theirs in _needless(together).items():
                found[start + ours] = str(numbers[start + theirs])
    return found


def _starts(rows: pa.Table) -> list[int]:
    """Return where the statements of each document begin."""
    if not len(rows):
        return []
    is_first = np.zeros(len(rows) - 1, dtype=bool)
    for name in _KEY:
        column = rows[name]
        is_first |= np.asarray(pc.not_equal(column[1:], column[:-1]), dtype=bool)
    return [0, *(np.flatnonzero(is_first) + 1).tolist()]


def _count(statement: Statement) -> int:
    return sum(len(patterns or ()) for patterns in statement[1:5])


def _needless(statements: list[Statement]) -> dict[int, int]:
    """Return which statements are needless, and which of the others covers each."""
    found: dict[int, int] = {}
    sets = [statement_set(each.actions, each.not_actions) for each in statements]
    for ours, theirs in permutations(range(len(statements)), 2):
        if ours in found or theirs in found or sets[ours] & ~sets[theirs]:
            continue
        if _covers(statements[theirs], statements[ours]) and (
            ours > theirs or not _covers(statements[ours], statements[theirs])
        ):
            found[ours] = theirs
    return found


def _covers(wide: Statement, narrow: Statement) -> bool:
    """Return whether one statement says all that the other does."""
    return (
        wide.effect == narrow.effect
        and (not wide.conditions or wide.conditions == narrow.conditions)
        and _all_covered(narrow.resources, wide.resources, covers_arns)
        and _all_covered(wide.not_resources, narrow.not_resources, covers_arns)
        and _all_covered(_lower(narrow.actions), _lower(wide.actions), covers)
        and _all_covered(_lower(wide.not_actions), _lower(narrow.not_actions), covers)
    )


def _all_covered(
    narrow: Texts | None, wide: Texts | None, test: Callable[[str, str], bool]
) -> bool:
    """Return whether each pattern of `narrow` is covered by one of `wide`, or both are absent."""
    if narrow is None or wide is None:
        return narrow is wide
    others = set(wide)
    return all(each in others or any(test(w, each) for w in wide) for each in narrow)


def _lower(patterns: Texts | None) -> Texts | None:
    return None if patterns is None else tuple(pattern.lower() for pattern in patterns)
