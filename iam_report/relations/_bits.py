"""Counts over sets of actions, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from iam_report.catalog.actions import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

_AT_ONCE: Final = 256


def count_actions(sets: Sequence[int]) -> np.ndarray:
    """Return how many actions each set holds."""
    return np.array([bits.bit_count() for bits in sets], dtype=np.int64)


def count_services(sets: Sequence[int]) -> np.ndarray:
    """Return of how many services each set holds an action."""
    names = catalogue().names
    services = [name.partition(":")[0] for name in names]
    starts = [i for i, s in enumerate(services) if i == 0 or services[i - 1] != s]
    known: dict[int, int] = {}
    of_sets = np.array([known.setdefault(bits, len(known)) for bits in sets], dtype=np.int64)
    width = (len(names) + 7) // 8
    counts = [np.zeros(0, np.int64)]
    distinct = list(known)
    for start in range(0, len(distinct), _AT_ONCE):
        rows = b"".join(
            bits.to_bytes(width, "little") for bits in distinct[start : start + _AT_ONCE]
        )
        packed = np.frombuffer(rows, np.uint8).reshape(-1, width)
        flags = np.unpackbits(packed, axis=1, count=len(names), bitorder="little")
        counts.append(np.maximum.reduceat(flags, starts, axis=1).sum(axis=1, dtype=np.int64))
    return np.concatenate(counts)[of_sets]
