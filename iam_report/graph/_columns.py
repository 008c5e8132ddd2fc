"""What each actor can do of one step of a path, towards all targets of the path at once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iam_report.graph._bits import NOTHING, Bits, mask_of, places_in
from iam_report.graph._groups import Choice, Part
from iam_report.graph._verdicts import UNREAD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iam_report.graph._verdicts import Verdict, Verdicts


class Column(NamedTuple):
    """What each actor can do of a step.

    Attributes:
        codes: For each actor a number; 0 is nothing.
        bits: By the number, towards which targets.
        parts: By the number, what lets it.
    """

    codes: np.ndarray
    bits: list[Bits]
    parts: list[tuple[Part, ...]]


def same_place(_: int, target: int) -> int:
    """Return the place of a resource that is the target."""
    return target


def settled(verdict: Verdict, bits: Bits) -> Bits:
    """Return bits of which what AWS's documentation leaves open counts as conditional.

    What is not known since a policy is not in the export stays a doubt.
    """
    if any(hit.document == UNREAD for hit in verdict.hits):
        return bits
    return Bits(bits.sure, bits.cond | bits.doubt, 0)


def of_targets(action: str, verdicts: Verdicts) -> Column:
    """Return the column of a step whose resource is the target."""
    bits = [settled(v, v.bits) for v in verdicts.each]
    parts: list[tuple[Part, ...]] = [
        (Part((Choice(action, v, same_place),)),) for v in verdicts.each
    ]
    return Column(verdicts.of_each, bits, parts)


def any_of_own(column: Column, masks: Sequence[int]) -> Column:
    """Return a column about resources as one that holds if it does for one of an actor's own.

    Args:
        column: The column.
        masks: For each actor which resources are its own.
    """
    numbers: dict[tuple[int, int], int] = {}
    found = Column(np.zeros(len(column.codes), dtype=np.int64), [NOTHING], [()])
    for actor in np.flatnonzero(column.codes).tolist():
        code = int(column.codes[actor])
        mask = masks[actor] & column.bits[code].some
        if not mask:
            continue
        key = code, mask
        if key not in numbers:
            numbers[key] = len(found.bits)
            own = column.bits[code].within(mask)
            place = _always(first_place(own))
            found.bits.append(spread_bits(own, 1))
            found.parts.append(tuple(_moved(part, place) for part in column.parts[code]))
        found.codes[actor] = numbers[key]
    return found


def first_place(bits: Bits) -> int:
    """Return the first place where something is so, the surest; -1 for none."""
    for mask in (bits.sure, bits.cond, bits.doubt):
        if mask:
            return (mask & -mask).bit_length() - 1
    return -1


def spread_bits(bits: Bits, everything: int) -> Bits:
    """Return what is so of every target, if it is so of one resource."""
    if bits.sure:
        return Bits(everything, 0, 0)
    if bits.cond:
        return Bits(0, everything, 0)
    return Bits(0, 0, everything) if bits.doubt else NOTHING


def mapped(column: Column, owners: Sequence[int]) -> Column:
    """Return a column about resources as one about the targets that each belongs to.

    Args:
        column: A column whose bits stand for resources.
        owners: For each resource the mask of its targets.
    """
    bits = [_mapped(each, owners) for each in column.bits]
    parts = [
        tuple(_moved(part, _by_owner(each, owners)) for part in own)
        for each, own in zip(column.bits, column.parts, strict=True)
    ]
    return Column(column.codes, bits, parts)


def _moved(part: Part, place: Callable[[int, int], int]) -> Part:
    """Return a step whose targets are found from others."""
    return Part(tuple(each._replace(place=_after(each.place, place)) for each in part.choices))


def _after(
    inner: Callable[[int, int], int], outer: Callable[[int, int], int]
) -> Callable[[int, int], int]:
    def place(actor: int, target: int) -> int:
        between = outer(actor, target)
        return between if between < 0 else inner(actor, between)

    return place


def _mapped(bits: Bits, owners: Sequence[int]) -> Bits:
    found = NOTHING
    for at in places_in(bits.some, len(owners)).tolist():
        found |= Bits(*(owners[at] if mask >> at & 1 else 0 for mask in bits))
    return found


def moved(column: Column, places: np.ndarray, count: int) -> Column:
    """Return a column about some resources as one about others.

    Args:
        column: The column.
        places: For each of its resources the place among the others, or -1.
        count: The number of the others.
    """
    back = np.full(count, -1)
    back[places[places >= 0]] = np.flatnonzero(places >= 0)

    def place(_: int, target: int) -> int:
        return int(back[target])

    def move(mask: int) -> int:
        if not mask:
            return 0
        there = places[places_in(mask, len(places))]
        return mask_of(there[there >= 0], count)

    bits = [Bits(*map(move, each)) for each in column.bits]
    return Column(
        column.codes, bits, [tuple(_moved(p, place) for p in own) for own in column.parts]
    )


def any_of(column: Column, everything: int) -> Column:
    """Return a column about resources as one that holds if it does for one of them."""
    bits = [spread_bits(each, everything) for each in column.bits]
    parts = [
        tuple(_moved(part, _always(first_place(each))) for part in own)
        for each, own in zip(column.bits, column.parts, strict=True)
    ]
    return Column(column.codes, bits, parts)


def _always(place: int) -> Callable[[int, int], int]:
    return lambda _, __: place


def only_for(column: Column, mask: int, everything: int) -> Column:
    """Return a column of a step that has to be taken for some targets alone.

    Args:
        column: The step.
        mask: The targets that it has to be taken for.
        everything: All targets.
    """

    def place(_: int, target: int) -> int:
        return target if mask >> target & 1 else -1

    others = Bits(everything & ~mask, 0, 0)
    bits = [NOTHING, *(each.within(mask) | others for each in column.bits)]
    parts: list[tuple[Part, ...]] = [
        (),
        *(tuple(_moved(p, place) for p in o) for o in column.parts),
    ]
    return Column(column.codes + 1, bits, parts)


def by_code(column: Column, among: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Return the numbers of a column that some actors have, and which actors have each."""
    actors = np.flatnonzero(among & (column.codes > 0))
    actors = actors[np.argsort(column.codes[actors], kind="stable")]
    codes, starts = np.unique(column.codes[actors], return_index=True)
    return (
        list(zip(codes.tolist(), np.split(actors, starts[1:]), strict=True)) if len(codes) else []
    )


def _by_owner(bits: Bits, owners: Sequence[int]) -> Callable[[int, int], int]:
    """Return what gives the resource by which there is an edge to a target, the surest."""

    def place(_: int, target: int) -> int:
        mine = sum(1 << at for at, owner in enumerate(owners) if owner >> target & 1)
        return first_place(bits.within(mine))

    return place


def together(columns: Sequence[Column], *, either: bool = False) -> Column:
    """Return a column of what can be done if all steps of a path can.

    Args:
        columns: The steps.
        either: Whether one of them is enough.
    """
    if len(columns) == 1:
        return columns[0]
    codes = np.stack([column.codes for column in columns], axis=1)
    chosen = np.flatnonzero((codes > 0).any(axis=1) if either else (codes > 0).all(axis=1))
    distinct, of_chosen = np.unique(codes[chosen], axis=0, return_inverse=True)
    found = Column(np.zeros(len(codes), dtype=np.int64), [NOTHING], [()])
    numbers = np.zeros(len(distinct), dtype=np.int64)
    for number, row in enumerate(distinct.tolist()):
        each = [column.bits[code] for column, code in zip(columns, row, strict=True)]
        parts = [column.parts[code] for column, code in zip(columns, row, strict=True)]
        bits = each[0]
        for other in each[1:]:
            bits = bits | other if either else bits & other
        if not bits.some:
            continue
        numbers[number] = len(found.bits)
        found.bits.append(bits)
        found.parts.append(_merged(parts) if either else tuple(chain.from_iterable(parts)))
    found.codes[chosen] = numbers[of_chosen.ravel()]
    return found


def _merged(parts: Sequence[tuple[Part, ...]]) -> tuple[Part, ...]:
    """Return as one step what is one step each way."""
    choices = chain.from_iterable(part.choices for own in parts for part in own)
    return (Part(tuple(choices)),)
