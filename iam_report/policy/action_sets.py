"""Sets of actions, and which actions a pattern of a policy names.

A set is a whole number: bit i stands for the i-th action of the catalogue. So `a & b` is what both
allow, `a & ~b` what only the first does, and `bits.bit_count()` how many actions there are. A set
holds known actions only: a pattern that names none is not harmless, it is unknown.

How AWS reads a pattern: case does not count, `*` is any run of characters and `?` is one. A pattern
with a blank, a comma or nothing behind the colon names no action. AWS says nothing of wildcards in
front of the colon, save that `*` alone is every action, and refuses some of them. Here they stand
for the services that they match (`*:Get*` for the Get actions of each), since of an Allow it is
careful to assume more; of a Deny, `statement_set` assumes less. `*:*` is every action.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from iam_report.catalog import facts
from iam_report.catalog.actions import ActionCatalogue, catalogue
from iam_report.policy.patterns import collapse, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    #: Every action that the catalogue knows.
    ALL: int

_WILDCARDS: Final = re.compile(r"[*?]+")
_NEVER: Final = re.compile(r"[\s,]")

#: The service in front of a colon, but for `*` alone.
_SERVICE: Final = re.compile(r"(?!\*$)[a-z0-9*?.-]+")

#: Sorts behind every character that a name may hold.
_AFTER: Final = "\x7f"

#: Patterns that are remembered, up to a length. A set takes up to 3 kB.
MAX_REMEMBERED: Final = 16_384
_MAX_SERVICES: Final = 256
_MAX_LENGTH: Final = 256


def action_set(pattern: str) -> int:
    """Return the known actions that a pattern names.

    Examples:
        >>> actions_of(action_set("sts:AssumeRole?ith*"))
        ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity']
        >>> action_set("sts: AssumeRole")
        0
    """
    return _matcher(catalogue()).find(pattern)


def action_sets(patterns: Iterable[str]) -> list[int]:
    """Return the known actions that each of the patterns names."""
    find = _matcher(catalogue()).find
    return [find(pattern) for pattern in patterns]


def actions_of(bits: int) -> list[str]:
    """Return the actions of a set as AWS writes them, in alphabetical order."""
    display = catalogue().display
    return [display[place] for place in places_of(bits)]


def places_of(bits: int) -> list[int]:
    """Return where in the catalogue the actions of a set are."""
    octets = np.frombuffer(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), np.uint8)
    found: list[int] = np.flatnonzero(np.unpackbits(octets, bitorder="little")).tolist()
    return found


def statement_set(
    actions: Iterable[str] | None,
    not_actions: Iterable[str] | None = None,
    *,
    is_deny: bool = False,
) -> int:
    """Return the known actions that a statement is about.

    What AWS does not define, wildcards in front of the colon, is read so that an Allow is about
    more and a Deny about less.

    Args:
        actions: The patterns of `Action`; None where the statement has none.
        not_actions: The patterns of `NotAction`; None where the statement has none. A pattern that
            names nothing takes nothing away.
        is_deny: Whether the effect is Deny.
    """
    if actions is not None:
        return _union_of(actions, is_wide=not is_deny)
    if not_actions is not None:
        return _matcher(catalogue()).all & ~_union_of(not_actions, is_wide=is_deny)
    return 0


def _union_of(patterns: Iterable[str], *, is_wide: bool) -> int:
    """Return what patterns name; without what AWS does not define, unless `is_wide`."""
    find = _matcher(catalogue()).find
    return _union(find(p) for p in patterns if is_wide or _is_defined(p))


def _is_defined(pattern: str) -> bool:
    """Return whether AWS defines a pattern: no wildcard is in the service, or it is all."""
    service, _, action = pattern.partition(":")
    return not _WILDCARDS.search(service) or not f"{service}{action}".strip("*")


def expand_actions(patterns: str | Iterable[str]) -> pd.DataFrame:
    """Return the actions that patterns of a policy name, such as `s3:Get*`.

    Args:
        patterns: A pattern, or several; case does not count.

    Returns:
        A frame with a row per action that the catalogue knows, in alphabetical order, with the
        columns `action`, `access_level`, `resource_types` and `condition_keys`; lists in the last
        two. An action without resource types takes only the resource `*`. Global condition keys
        that every action has are left out.

    Examples:
        >>> expand_actions("iam:PassR*")["action"].tolist()
        ['iam:PassRole']
    """
    given = [patterns] if isinstance(patterns, str) else patterns
    table = catalogue().rows(places_of(statement_set(given)))
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def is_known_service(prefix: str) -> bool:
    """Return whether the catalogue knows a service; case does not count."""
    return prefix.isascii() and prefix.lower() in catalogue().services


def unknown_patterns(patterns: Iterable[str]) -> list[str]:
    """Return the patterns that name no known action: misspelt, or newer than the catalogue."""
    find = _matcher(catalogue()).find
    return [pattern for pattern in patterns if not find(pattern)]


def full_services(patterns: Iterable[str]) -> list[str]:
    """Return the services of which one of the patterns names everything, in lower case.

    That is `s3:*`, in whatever spelling, but not what only comes to the same, such as a list of all
    actions. A service that the catalogue does not know is given too. `*` alone, or `*:*`, names
    every service and none in particular: nothing is given for it.

    Examples:
        >>> full_services(["S3:*", "ec2:Describe*", "*"])
        ['s3']
    """
    found: set[str] = set()
    for pattern in patterns:
        service, _, action = collapse(pattern.lower()).partition(":")
        if action not in ("*", "?*") or not pattern.isascii() or not _SERVICE.fullmatch(service):
            continue
        if _WILDCARDS.search(service):
            found.update(name for name in catalogue().services if matches(service, name))
        else:
            found.add(service)
    return sorted(found)


def class_set(name: str) -> int:
    """Return the actions of a named class, such as `pass_role`.

    The classes are those of `facts.action_classes()`.
    """
    return statement_set(facts.action_classes()[name].actions)


def level_set(level: str) -> int:
    """Return the actions of an access level, such as `Permissions management`."""
    return _level_set(catalogue(), level)


@lru_cache(maxsize=16)
def _level_set(known: ActionCatalogue, level: str) -> int:
    return _bits([place for place, found in enumerate(known.levels) if found == level])


class _Matcher:
    """Finds actions of a catalogue by patterns."""

    def __init__(self, known: ActionCatalogue) -> None:
        self.all: Final = (1 << len(known.names)) - 1
        self._known = known
        self._names = _Names(known.names)
        self._longest = max(map(len, known.names), default=0)
        self._cached = lru_cache(maxsize=MAX_REMEMBERED)(self._find)
        self._actions_of = lru_cache(maxsize=_MAX_SERVICES)(self._of_services)

    def find(self, pattern: str) -> int:
        """Return the set of a pattern."""
        return (self._cached if len(pattern) <= _MAX_LENGTH else self._find)(pattern)

    def _find(self, pattern: str) -> int:
        if len(pattern) - pattern.count("*") > self._longest or not pattern.isascii():
            return 0
        pattern = collapse(pattern.lower())
        service, colon, action = pattern.partition(":")
        if not colon:
            return self.all if pattern == "*" else 0
        if not service or not action or _NEVER.search(pattern):
            return 0
        if _WILDCARDS.search(service):
            return self._across(action) & self._actions_of(service)
        if not _WILDCARDS.search(action):
            place = self._known.index.get(pattern)
            return 0 if place is None else 1 << place
        first, last, places = self._names.find(pattern, *self._known.services.get(service, (0, 0)))
        return _bits(places) if places is not None else (1 << last) - (1 << first)

    def _across(self, action: str) -> int:
        """Find actions of all services."""
        names, places_of_names = self._by_action
        first, last, found = names.find(action, 0, len(names.sorted))
        chosen = places_of_names[first:last] if found is None else places_of_names[found]
        return _bits(sorted(chosen.tolist()))

    def _of_services(self, pattern: str) -> int:
        """Return all actions of the services that a pattern matches."""
        services = self._known.services.items()
        return _union((1 << b) - (1 << a) for name, (a, b) in services if matches(pattern, name))

    @cached_property
    def _by_action(self) -> tuple[_Names, np.ndarray]:
        """The actions in the order of their names without the service, and their places."""
        names = [name.partition(":")[2] for name in self._known.names]
        order = sorted(range(len(names)), key=names.__getitem__)
        return _Names([names[place] for place in order]), np.array(order, np.int64)


class _Names:
    """Names in order, to be searched for patterns."""

    def __init__(self, names: Sequence[str]) -> None:
        self.sorted: Final = names
        self._text = "\n".join(names)
        self._starts = [0, *accumulate(len(name) + 1 for name in names)]

    def find(self, pattern: str, first: int, last: int) -> tuple[int, int, list[int] | None]:
        """Return where in a part of the names those are that begin as the pattern does.

        The third is None if the pattern matches them all, else the places that it matches. Tried
        are the names that hold the longest text in the pattern.
        """
        prefix, *later = _WILDCARDS.split(pattern)
        first = bisect_left(self.sorted, prefix, first, last)
        last = bisect_left(self.sorted, prefix + _AFTER, first, last)
        if pattern == f"{prefix}*":
            return first, last, None
        literal = max(later, key=len, default=pattern)
        found = []
        end = self._starts[last]
        at = self._text.find(literal, self._starts[first], end)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            if matches(pattern, self.sorted[place]):
                found.append(place)
            at = self._text.find(literal, self._starts[place + 1], end)
        return first, last, found


@lru_cache(maxsize=2)
def _matcher(known: ActionCatalogue) -> _Matcher:
    return _Matcher(known)


def _union(sets: Iterable[int]) -> int:
    found = 0
    for bits in sets:
        found |= bits
    return found


def _bits(places: Sequence[int]) -> int:
    """Return the set of rising places."""
    if not places:
        return 0
    octets = bytearray(places[-1] // 8 + 1)
    for place in places:
        octets[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(octets, "little")


if not TYPE_CHECKING:  # pragma: no branch - mypy alone takes the other

    def __getattr__(name: str) -> int:
        """Return ALL, which is not made before it is asked for."""
        if name == "ALL":
            return _matcher(catalogue()).all
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
