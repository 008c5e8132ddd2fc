"""Which actions a statement allows on every resource of a kind, such as all roles or objects."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.catalog.actions import catalogue
from iam_report.policy.action_sets import statement_set
from iam_report.policy.patterns import covers, intersects
from iam_report.policy.resources import covers_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.catalog.actions import ActionCatalogue

_VARIABLE: Final = re.compile(r"\$\{[^{}]*\}")
_WILD: Final = re.compile(r"[*?]")
_STARS: Final = re.compile(r"[*?]+")
_SERVICE, _REGION, _PARTS = 2, 3, 6
_ACCOUNT: Final = re.compile(r"[0-9]{12}")

_MAX_CACHED: Final = 16_384


_is_every: Final = lru_cache(maxsize=_MAX_CACHED)(covers_all)


class _Kind(NamedTuple):
    """A kind of resources: the last parts of their ARNs as patterns, and the actions on them."""

    region: str
    account: str
    last: str
    actions: int


def every_action() -> int:
    """Return the set of all known actions."""
    return _every(catalogue())


@lru_cache(maxsize=2)
def _every(known: ActionCatalogue) -> int:  # noqa: ARG001  (a part of the key)
    return statement_set(("*",))


def wide_actions(resources: Iterable[str]) -> int:
    """Return the actions that `Resource` allows on every resource of a kind."""
    known = catalogue()
    return _union(_wide(known, each) for each in resources if _may_be_wide(each))


def is_every(resources: Iterable[str]) -> bool:
    """Return whether `Resource` is every resource."""
    return any(_is_every(each) for each in resources if _may_be_wide(each))


def _may_be_wide(pattern: str) -> bool:
    """Return whether a pattern has a wildcard, or too few parts, which are then wildcards."""
    return "*" in pattern or pattern.count(":") < _PARTS - 1


def wide_actions_outside(not_resources: Iterable[str]) -> int:
    """Return the actions that `NotResource` leaves on every resource of a kind."""
    known = catalogue()
    left = every_action()
    for pattern in not_resources:
        parts = _VARIABLE.sub("*", pattern).split(":", _PARTS - 1)
        if len(parts) <= _SERVICE or _WILD.search(parts[_SERVICE]) or parts[0] != "arn":
            return 0
        tail = [*parts[_REGION:], "*", "*", "*"]
        kinds = _kinds(known).get(parts[_SERVICE], ())
        left &= ~_union(k.actions for k in kinds if all(map(intersects, tail, k[:-1])))
    return left


def wide_service(pattern: str) -> str:
    """Return the service of which a pattern covers every resource of a kind, or nothing."""
    is_wide = _wide(catalogue(), pattern)
    return pattern.split(":", 3)[_SERVICE] if is_wide and pattern.count(":") > 1 else ""


def with_resource(known: ActionCatalogue) -> int:
    """Return the actions that can be limited to some resources."""
    return _with_resource(known)


@lru_cache(maxsize=_MAX_CACHED)
def _wide(known: ActionCatalogue, pattern: str) -> int:
    """Return the actions of which a pattern covers every resource of some kind.

    All of one region, or of one account, are every one.
    """
    if _is_every(pattern):
        return every_action()
    parts = pattern.split(":", _PARTS - 1)
    if parts[0] != "arn":
        return 0
    _, _, service, region, account, last = parts + ["*"] * (_PARTS - len(parts))
    if "*" not in last or not (_STARS.fullmatch(account) or _is_account(account)):
        return 0
    if _WILD.search(service):
        return every_action() if service == last == "*" else 0
    first = _WILD.split(last, maxsplit=1)[0]
    return _union(
        kind.actions
        for kind in _kinds(known).get(service, ())
        if kind.last.startswith(first)
        and _is_any(region, kind.region)
        and _is_any(account, kind.account)
        and covers(last, kind.last)
    )


def _is_any(part: str, of_kind: str) -> bool:
    """Return whether a region or account in a pattern is any, or one, of those of a kind."""
    return bool(part) if of_kind else not part or bool(_STARS.fullmatch(part))


def _is_account(text: str) -> bool:
    return not text or _ACCOUNT.fullmatch(text) is not None


@lru_cache(maxsize=2)
def _kinds(known: ActionCatalogue) -> dict[str, list[_Kind]]:
    """Return by the service in their ARNs the kinds of resources; not those of a single one."""
    found: dict[str, list[_Kind]] = {}
    for (service, name), actions in _by_type(known).items():
        entry = known.resources[service].get(name)
        parts = _VARIABLE.sub("?*", entry.arn).split(":", _PARTS - 1) if entry else []
        if len(parts) == _PARTS and "*" in parts[-1]:
            region, account, last = parts[_REGION:]
            found.setdefault(parts[_SERVICE], []).append(_Kind(region, account, last, actions))
    return found


@lru_cache(maxsize=2)
def _by_type(known: ActionCatalogue) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], list[int]] = {}
    for place, (name, kinds) in enumerate(zip(known.names, known.resource_types, strict=True)):
        for kind in kinds:
            found.setdefault((name.partition(":")[0], kind), []).append(place)
    return {key: _bits(places) for key, places in found.items()}


@lru_cache(maxsize=2)
def _with_resource(known: ActionCatalogue) -> int:
    return _bits([place for place, kinds in enumerate(known.resource_types) if kinds])


def _bits(places: list[int]) -> int:
    return _union(1 << place for place in places)


def _union(sets: Iterable[int]) -> int:
    found = 0
    for bits in sets:
        found |= bits
    return found
