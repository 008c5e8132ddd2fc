"""What is left of a permission where denies and permissions boundaries limit it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from iam_report.policy.action_sets import statement_set
from iam_report.policy.conditions import always_holds, never_holds
from iam_report.policy.patterns import covers, intersects
from iam_report.policy.resources import arns_intersect, covers_arns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.policy.compiled import CompiledStatement


class Grant(NamedTuple):
    """What is allowed: actions on resources.

    Attributes:
        actions: Patterns of actions in lower case.
        is_not_action: Whether it is all but these.
        resource: Pattern of resources.
        is_not_resource: Whether the resources are only some of those.
    """

    actions: tuple[str, ...]
    is_not_action: bool
    resource: str
    is_not_resource: bool


class Limits(NamedTuple):
    """What limits the permissions of a principal.

    Attributes:
        denies: The statements that deny.
        caps: The statements of the permissions boundary that allow; None without a boundary.
        is_open: Whether a policy that may deny cannot be read.
        is_cap_open: Whether the boundary cannot be read.
    """

    denies: tuple[CompiledStatement, ...]
    caps: tuple[CompiledStatement, ...] | None
    is_open: bool
    is_cap_open: bool

    @property
    def are_none(self) -> bool:
        """Whether nothing is limited."""
        return not self.denies and self.caps is None and not self.is_open


def left_of(grant: Grant, limits: Limits) -> bool | None:
    """Return whether all of a grant is left, nothing (False), or perhaps some (None)."""
    found: bool | None = None if limits.is_open or limits.is_cap_open else True
    for deny in limits.denies:
        if not _touches(deny, grant):
            continue
        if _is_sure(deny) and _covers(deny, grant):
            return False
        found = None
    if limits.caps is None or limits.is_cap_open:
        return found
    touching = [cap for cap in limits.caps if _touches(cap, grant)]
    if not touching:
        return False
    return found if any(_is_sure(cap) and _covers(cap, grant) for cap in touching) else None


def _is_sure(statement: CompiledStatement) -> bool:
    """Return whether a statement's conditions limit nothing."""
    return all(always_holds(each.condition) for each in statement.conditions)


@lru_cache(maxsize=65_536)
def _touches(statement: CompiledStatement, grant: Grant) -> bool:
    """Return whether a statement is about something of a grant, or may be."""
    if any(never_holds(each.condition) for each in statement.conditions):
        return False
    if not _actions_meet(statement, grant):
        return False
    entries = statement.resources or ()
    if statement.is_not_resource:
        return not any(covers_arns(entry, grant.resource) for entry in entries)
    return any(arns_intersect(entry, grant.resource) for entry in entries)


@lru_cache(maxsize=65_536)
def _covers(statement: CompiledStatement, grant: Grant) -> bool:
    """Return whether a statement is about all of a grant."""
    if not _actions_cover(statement, grant):
        return False
    entries = statement.resources or ()
    if statement.is_not_resource:
        return not any(arns_intersect(entry, grant.resource) for entry in entries)
    return any(covers_arns(entry, grant.resource) for entry in entries)


def _actions_meet(statement: CompiledStatement, grant: Grant) -> bool:
    if not statement.is_not_action and not grant.is_not_action:
        own, granted = _services(statement.actions), _services(grant.actions)
        if own is not None and granted is not None and own.isdisjoint(granted):
            return False
    ours, theirs = _set_of(statement), _set(grant.actions, grant.is_not_action)
    if ours & theirs or grant.is_not_action or statement.is_not_action:
        return bool(ours & theirs) or statement.is_not_action
    return any(intersects(a, b) for a in statement.actions or () for b in grant.actions)


def _actions_cover(statement: CompiledStatement, grant: Grant) -> bool:
    if not grant.is_not_action and not statement.is_not_action:
        return all(any(covers(a, b) for a in statement.actions or ()) for b in grant.actions)
    left = _set(grant.actions, grant.is_not_action) & ~_set_of(statement)
    return not left


@lru_cache(maxsize=16_384)
def _services(actions: tuple[str, ...] | None) -> frozenset[str] | None:
    """Return the services of patterns of actions; None where a pattern may be of any."""
    found = frozenset(each.partition(":")[0] for each in actions or ())
    return None if any("*" in each or "?" in each for each in found) else found


def _set_of(statement: CompiledStatement) -> int:
    return _set(statement.actions or (), statement.is_not_action)


@lru_cache(maxsize=16_384)
def _set(actions: Iterable[str], is_not_action: bool) -> int:  # noqa: FBT001  (by position to the cache)
    return statement_set(None, actions) if is_not_action else statement_set(actions)
