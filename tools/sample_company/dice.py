"""Random draws that come out the same on every machine and with every Python.

They are read off SHA-256, which will not change, in whole numbers. Every user has dice of its own,
so that adding one user changes no other.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED: Final = "Example Ferries 2026"

T = TypeVar("T")


class Dice:
    """Dice that are seeded by the words that they are made for."""

    def __init__(self, *words: str) -> None:
        self._seed = "/".join((SEED, *words))
        self._draws = 0

    def chance(self, percent: int) -> bool:
        """Return true that many times out of a hundred."""
        return self._draw() % 100 < percent

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included; `low` if there is none."""
        return low + self._draw() % (max(low, high) - low + 1)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self._draw() % len(options)]

    def _draw(self) -> int:
        self._draws += 1
        digest = sha256(f"{self._seed}/{self._draws}".encode()).digest()
        return int.from_bytes(digest[:8], "big")
