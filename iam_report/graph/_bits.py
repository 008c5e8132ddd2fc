"""Three-valued answers about many resources at once, as whole numbers with a bit for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable


class Bits(NamedTuple):
    """For which resources something is so; the three are disjoint.

    Attributes:
        sure: It is so.
        cond: It is so if condition keys that are not known have certain values.
        doubt: It may be so, for another reason.
    """

    sure: int
    cond: int
    doubt: int

    @property
    def some(self) -> int:
        """For which it is so, or may be."""
        return self.sure | self.cond | self.doubt

    def __and__(self, other: Bits) -> Bits:
        """Return for which both are so."""
        some = self.some & other.some
        sure = self.sure & other.sure
        doubt = some & (self.doubt | other.doubt)
        return Bits(sure, some & ~sure & ~doubt, doubt)

    def __or__(self, other: Bits) -> Bits:
        """Return for which one is so."""
        sure = self.sure | other.sure
        doubt = (self.doubt | other.doubt) & ~sure
        return Bits(sure, (self.cond | other.cond) & ~sure & ~doubt, doubt)

    def but(self, other: Bits) -> Bits:
        """Return for which this is so and the other is not."""
        some = self.some & ~other.sure
        sure = self.sure & ~other.some
        doubt = some & (self.doubt | other.doubt)
        return Bits(sure, some & ~sure & ~doubt, doubt)

    def within(self, mask: int) -> Bits:
        """Return what is so for the resources of a mask."""
        return Bits(self.sure & mask, self.cond & mask, self.doubt & mask)


NOTHING: Final = Bits(0, 0, 0)


def surely(mask: int) -> Bits:
    """Return that something is so for the resources of a mask."""
    return Bits(mask, 0, 0)


def doubtful(mask: int) -> Bits:
    """Return that something may be so for the resources of a mask."""
    return Bits(0, 0, mask)


def mask_of(places: Iterable[int] | np.ndarray, count: int) -> int:
    """Return the mask of the resources at some places, of so many."""
    flags = np.zeros(count, dtype=bool)
    flags[np.asarray(places, dtype=np.int64)] = True
    return mask_of_flags(flags)


def mask_of_flags(flags: np.ndarray) -> int:
    """Return the mask of the resources whose flag is set."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def flags_of(mask: int, count: int) -> np.ndarray:
    """Return for each of so many resources whether it is in a mask."""
    octets = np.frombuffer(mask.to_bytes((count + 7) // 8, "little"), np.uint8)
    return np.unpackbits(octets, count=count, bitorder="little").astype(bool)


def places_in(mask: int, count: int) -> np.ndarray:
    """Return the places of the resources that are in a mask, rising."""
    return np.flatnonzero(flags_of(mask, count))
