"""Which actions a statement allows on every resource of a kind, such as all roles or objects."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from iam_report.catalog.actions import catalogue
from iam_report.policy.action_sets import statement_set
from iam_report.policy.patterns import covers
from iam_report.policy.resources import covers_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.catalog.actions import ActionCatalogue

_VARIABLE: Final = re.compile(r"\$\{[^{}]*\}")
_WILD: Final = re.compile(r"[*?]")
_STARS: Final = re.compile(r"[*?]+")
_PARTS: Final = 6
_ACCOUNT: Final = re.compile(r"[0-9]{12}")

_MAX_CACHED: Final = 16_384


_is_every: Final = lru_cache(maxsize=_MAX_CACHED)(covers_all)


def every_action() -> int:
    """Return the set of all known actions."""
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
    """Return the actions that `NotResource` leaves on every resource of a kind.

    Those are the actions on kinds whose service is in none of the ARNs.
    """
    left = every_action()
    for pattern in not_resources:
        parts = pattern.split(":", 3)
        if len(parts) < 3 or _WILD.search(parts[2]) or parts[0] != "arn":  # noqa: PLR2004
            return 0
        left &= ~_actions_on(catalogue()).get(parts[2], 0)
    return left


def wide_service(pattern: str) -> str:
    """Return the service of which a pattern covers every resource of a kind, or nothing."""
    is_wide = _wide(catalogue(), pattern)
    return pattern.split(":", 3)[2] if is_wide and pattern.count(":") > 1 else ""


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
    ours = f"{'' if not region else '*'}:{'' if not account else '*'}:{last}"
    first = _WILD.split(last, maxsplit=1)[0]
    kinds = _kinds(known).get(service, ())
    return _union(b for every, b in kinds if _last(every).startswith(first) and covers(ours, every))


def _last(kind: str) -> str:
    return kind.split(":", 2)[2]


def _is_account(text: str) -> bool:
    return text in ("", "aws") or _ACCOUNT.fullmatch(text) is not None


@lru_cache(maxsize=2)
def _kinds(known: ActionCatalogue) -> dict[str, list[tuple[str, int]]]:
    """Return by the service in their ARNs the kinds of resources, and the actions on each.

    A kind is a pattern of the last three parts of the ARN.
    """
    found: dict[str, dict[str, int]] = {}
    for (service, kind), bits in _by_type(known).items():
        entry = known.resources[service].get(kind)
        parts = _VARIABLE.sub("*", entry.arn).split(":", 3) if entry else []
        if len(parts) <= 3 or "*" not in parts[3].split(":", 2)[-1]:  # noqa: PLR2004
            continue
        kinds = found.setdefault(parts[2], {})
        kinds[parts[3]] = kinds.get(parts[3], 0) | bits
    return {service: list(kinds.items()) for service, kinds in found.items()}


@lru_cache(maxsize=2)
def _actions_on(known: ActionCatalogue) -> dict[str, int]:
    """Return the actions on resources by the service in their ARNs."""
    return {service: _union(bits for _, bits in kinds) for service, kinds in _kinds(known).items()}


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
