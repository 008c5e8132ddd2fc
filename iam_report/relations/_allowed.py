"""Which actions each principal may do: worked out once for all that have the same documents."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.policy.grants import Grants
    from iam_report.relations._administrators import Uses

#: Spreads the bits of numbers, so that sums of them tell sets apart (splitmix64).
_MIX: Final = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def allowed(uses: Uses, grants: Mapping[int, Grants], count: int) -> tuple[list[int], np.ndarray]:
    """Return distinct sets of actions, and which of them each principal may do.

    An action is in the set if it is allowed on some resource, perhaps under conditions, and not
    denied on all resources.
    """
    kinds = uses.document * 2 + uses.is_boundary
    width = int(kinds.max(initial=0)) + 1
    distinct = np.unique(uses.principal * width + kinds)
    principal, kind = distinct // width, distinct % width
    _, first, of_each = np.unique(
        _hashes(principal, kind, count), return_index=True, return_inverse=True
    )
    starts, ends = (np.searchsorted(principal, first + i).tolist() for i in (0, 1))
    numbers: list[int] = kind.tolist()
    sets = [_set(numbers[a:b], grants) for a, b in zip(starts, ends, strict=True)]
    return sets, of_each


def _set(kinds: list[int], grants: Mapping[int, Grants]) -> int:
    """Return the actions that documents allow together."""
    own = [grants[kind // 2] for kind in kinds if not kind % 2]
    cap = [grants[kind // 2] for kind in kinds if kind % 2]
    denied = reduce(or_, (each.denied for each in (*own, *cap)), 0)
    found = reduce(or_, (each.allowed for each in own), 0) & ~denied
    return found & reduce(or_, (each.allowed for each in cap)) if cap else found


def _hashes(principal: np.ndarray, kind: np.ndarray, count: int) -> np.ndarray:
    """Return for each principal a number that stands for the set of its documents."""
    mixed = (kind.astype(np.uint64) + np.uint64(1)) * np.uint64(_MIX[0])
    for shift, factor in ((30, _MIX[1]), (27, _MIX[2])):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    found = np.zeros(count, dtype=np.uint64)
    np.add.at(found, principal, mixed ^ (mixed >> np.uint64(31)))
    return found
