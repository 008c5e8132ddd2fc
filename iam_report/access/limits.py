"""What is left of a permission where denies and permissions boundaries limit it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from iam_report.access.decide import spread
from iam_report.policy.action_sets import statement_set
from iam_report.policy.conditions import always_holds, never_holds
from iam_report.policy.patterns import collapse, covers, intersects
from iam_report.policy.resources import arns_intersect, covers_arns, has_variable, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from iam_report.policy.compiled import CompiledStatement

#: Answers of arrays: all is left, nothing is, and perhaps some.
ALL, NOTHING, SOME = 1, 0, -1

#: Grants that are looked at in one go: each with all that limits it.
_AT_ONCE: Final = 1 << 17

#: Patterns of which is remembered what they are.
_REMEMBERED: Final = 16_384

_NO_ACTION: Final = re.compile(r"[\s,]")
_WILDCARD: Final = re.compile(r"[*?]")

#: Patterns of actions in lower case, and whether it is all but these.
_Actions: TypeAlias = "tuple[tuple[str, ...], bool]"

#: Patterns of resources, whether it is all but these, and whether `${...}` is a variable in them.
_Resources: TypeAlias = "tuple[tuple[str, ...], bool, bool]"


class Grant(NamedTuple):
    """What is allowed: actions on resources.

    Attributes:
        actions: Patterns of actions in lower case.
        is_not_action: Whether it is all but these.
        resource: Pattern of resources; `*` where it is all but some.
        with_variables: Whether `${...}` in it is a variable.
    """

    actions: tuple[str, ...]
    is_not_action: bool
    resource: str
    with_variables: bool


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


def of_itself(statement: CompiledStatement, action: str, resource: str) -> int:
    """Return what a statement says of an action and a resource, were there no other statement.

    Args:
        statement: The statement.
        action: One of its patterns of actions; any text where it has `NotAction`.
        resource: One of its patterns of resources; any text where it has `NotResource`.

    Returns:
        ALL, NOTHING, or SOME where that depends on the request or AWS does not say.
    """
    entries = statement.actions or () if statement.is_not_action else (action.lower(),)
    where = statement.resources or () if statement.is_not_resource else (resource,)
    if (
        _is_never(statement)
        or any(_is_no_arn(each) for each in where)
        or (statement.is_not_resource and any(collapse(each) == "*" for each in where))
        or (statement.is_not_action and any(_is_all(each) for each in entries))
        or (not statement.is_not_action and names_nothing(entries[0]))
    ):
        return NOTHING
    is_sure = _is_sure(statement) and all(is_defined(e) or names_nothing(e) for e in entries)
    return ALL if is_sure else SOME


@lru_cache(maxsize=_REMEMBERED)
def names_nothing(pattern: str) -> bool:
    """Return whether a pattern of actions names no action there could be.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    _, colon, name = pattern.partition(":")
    return not _is_all(pattern) and (not colon or not name or bool(_NO_ACTION.search(pattern)))


@lru_cache(maxsize=_REMEMBERED)
def is_defined(pattern: str) -> bool:
    """Return whether AWS defines a pattern: no wildcard is before its colon, or it is all."""
    service, _, name = pattern.partition(":")
    return not _WILDCARD.search(service) or not (service + name).strip("*")


def left_of(
    limits: Sequence[Limits], grants: Sequence[Grant], limit: np.ndarray, grant: np.ndarray
) -> np.ndarray:
    """Return what is left of grants where they are limited.

    Args:
        limits: The distinct limits.
        grants: The distinct grants.
        limit: Of each question the position of the limits.
        grant: Of each question the position of the grant.

    Returns:
        ALL, NOTHING or SOME for each question.
    """
    what = _Grants(grants)
    denies = _Statements([each.denies for each in limits])
    caps = _Statements([() if each.is_cap_open else each.caps or () for each in limits])
    is_open = np.array([each.is_open or each.is_cap_open for each in limits], dtype=bool)
    is_capped = np.array([each.caps is not None and not each.is_cap_open for each in limits], bool)
    found = np.empty(len(limit), dtype=np.int8)
    for first in range(0, len(limit), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        own, asked = limit[part], grant[part]
        touched, denied = denies.reach(what, own, asked)
        allowed, covered = caps.reach(what, own, asked)
        capped = is_capped[own]
        is_unsure = is_open[own] | touched | (capped & ~covered)
        is_nothing = denied | (capped & ~allowed)
        found[part] = np.where(is_nothing, NOTHING, np.where(is_unsure, SOME, ALL))
    return found


class _Numbers:
    """Numbers for what is told apart."""

    def __init__(self) -> None:
        self.of: dict[Any, int] = {}

    def array(self, values: Iterable[Any]) -> np.ndarray:
        """Return the number of each value."""
        numbers = self.of
        return np.array([numbers.setdefault(v, len(numbers)) for v in values], dtype=np.int64)

    @property
    def values(self) -> list[Any]:
        """The values in the order of their numbers."""
        return list(self.of)


class _Grants:
    """Grants, and the numbers of their actions and resources."""

    def __init__(self, grants: Sequence[Grant]) -> None:
        actions, resources = _Numbers(), _Numbers()
        self.action = actions.array((g.actions, g.is_not_action) for g in grants)
        self.resource = resources.array(
            (g.resource, g.with_variables and has_variable(g.resource)) for g in grants
        )
        self.actions: list[_Actions] = actions.values
        self.resources: list[tuple[str, bool]] = resources.values


class _Statements:
    """The statements of each of several limits, and the numbers of their actions and resources."""

    def __init__(self, lists: Sequence[tuple[CompiledStatement, ...]]) -> None:
        listed = [[each for each in statements if not _is_never(each)] for statements in lists]
        distinct, actions, resources = _Numbers(), _Numbers(), _Numbers()
        self._order = distinct.array(chain.from_iterable(listed))
        ends = np.cumsum([0, *map(len, listed)])
        self._starts, self._ends = ends[:-1], ends[1:]
        statements: list[CompiledStatement] = distinct.values
        self._is_sure = np.array([_is_sure(each) for each in statements], dtype=bool)
        self._action = actions.array((s.actions or (), s.is_not_action) for s in statements)
        self._resource = resources.array(
            (s.resources or (), s.is_not_resource, s.with_variables) for s in statements
        )
        self._actions: list[_Actions] = actions.values
        self._resources: list[_Resources] = resources.values

    def reach(
        self, what: _Grants, limit: np.ndarray, grant: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return of which grants statements are about some, and of which one is about all.

        Args:
            what: The grants.
            limit: Of each question the position of the limits.
            grant: Of each question the position of the grant.
        """
        at, statement = spread(self._order, self._starts[limit], self._ends[limit])
        asked = grant[at]

        def keep(test: Callable[[Any, Any], bool], of: str) -> np.ndarray:
            ours, theirs = getattr(self, f"_{of}")[statement], getattr(what, of)[asked]
            values = getattr(self, f"_{of}s"), getattr(what, f"{of}s")
            return _each_pair(test, ours, theirs, *values)

        for test, of in ((_actions_meet, "action"), (_resources_meet, "resource")):
            kept = keep(test, of)
            at, statement, asked = at[kept], statement[kept], asked[kept]
        some = np.zeros(len(limit), dtype=bool)
        some[at] = True
        kept = self._is_sure[statement]
        at, statement, asked = at[kept], statement[kept], asked[kept]
        for test, of in ((_actions_cover, "action"), (_resources_cover, "resource")):
            kept = keep(test, of)
            at, statement, asked = at[kept], statement[kept], asked[kept]
        everything = np.zeros(len(limit), dtype=bool)
        everything[at] = True
        return some, everything


def _each_pair(
    test: Callable[[Any, Any], bool],
    ours: np.ndarray,
    theirs: np.ndarray,
    our_values: Sequence[Any],
    their_values: Sequence[Any],
) -> np.ndarray:
    """Return what a test says of pairs of values, each pair being tried once."""
    width = max(len(their_values), 1)
    distinct, of_each = np.unique(ours * width + theirs, return_inverse=True)
    found = [
        test(our_values[a], their_values[b])
        for a, b in zip((distinct // width).tolist(), (distinct % width).tolist(), strict=True)
    ]
    answers: np.ndarray = np.array(found, dtype=bool)[of_each]
    return answers


def _is_sure(statement: CompiledStatement) -> bool:
    """Return whether a statement's conditions limit nothing."""
    return all(always_holds(each.condition) for each in statement.conditions)


def _is_never(statement: CompiledStatement) -> bool:
    return any(never_holds(each.condition) for each in statement.conditions)


def _is_all(pattern: str) -> bool:
    """Return whether a pattern of actions is nothing but stars, which AWS takes for everything."""
    return bool(pattern) and not pattern.strip("*")


@lru_cache(maxsize=_REMEMBERED)
def _is_no_arn(pattern: str) -> bool:
    """Return whether an entry of `Resource` is one that matches nothing."""
    return parts_of(pattern) is None and collapse(pattern) != "*"


def _actions_meet(ours: _Actions, theirs: _Actions) -> bool:
    """Return whether a statement is about some action of a grant, or may be."""
    (entries, is_not), (granted, is_not_granted) = ours, theirs
    if is_not:
        sure = [each for each in entries if is_defined(each) and not names_nothing(each)]
        if is_not_granted:
            return not any(map(_is_all, sure))
        return not all(any(covers(each, wanted) for each in sure) for wanted in granted)
    if not is_not_granted and _are_of_other_services(entries, granted):
        return False
    named = [each for each in entries if not names_nothing(each)]
    if is_not_granted:
        return not all(any(covers(left, each) for left in granted) for each in named)
    return any(intersects(each, wanted) for each in named for wanted in granted)


def _actions_cover(ours: _Actions, theirs: _Actions) -> bool:
    """Return whether a statement is about all actions of a grant for certain."""
    (entries, is_not), (granted, is_not_granted) = ours, theirs
    if is_not:
        named = [each for each in entries if not names_nothing(each)]
        if is_not_granted:
            return all(any(covers(left, each) for left in granted) for each in named)
        return not any(intersects(each, wanted) for each in named for wanted in granted)
    sure = [each for each in entries if is_defined(each) and not names_nothing(each)]
    if is_not_granted:
        known = _set(granted, is_not_action=True)
        return any(map(_is_all, sure)) or bool(known and not known & ~_set(entries))
    return all(any(covers(each, wanted) for each in sure) for wanted in granted)


def _resources_meet(ours: _Resources, theirs: tuple[str, bool]) -> bool:
    """Return whether a statement is about some resource of a grant, or may be."""
    entries, is_not, with_variables = ours
    if not is_not:
        return any(arns_intersect(each, theirs[0]) for each in entries if not _is_no_arn(each))
    if any(map(_is_no_arn, entries)):
        return False
    return not any(_covers(each, theirs, with_variables=with_variables) for each in entries)


def _resources_cover(ours: _Resources, theirs: tuple[str, bool]) -> bool:
    """Return whether a statement is about all resources of a grant for certain."""
    entries, is_not, with_variables = ours
    if is_not:
        return not any(arns_intersect(each, theirs[0]) for each in entries)
    return any(
        _covers(each, theirs, with_variables=with_variables)
        for each in entries
        if not _is_no_arn(each)
    )


def _covers(entry: str, granted: tuple[str, bool], *, with_variables: bool) -> bool:
    """Return whether an entry of `Resource` matches all that a grant is about.

    The same text is not the same where it is a variable in one document only.
    """
    resource, is_variable = granted
    if has_variable(entry) and is_variable != with_variables:
        return False
    return covers_arns(entry, resource)


def _are_of_other_services(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Return whether no pattern of actions is of a service that is among the others'."""
    own, others = _services(ours), _services(theirs)
    return own is not None and others is not None and own.isdisjoint(others)


@lru_cache(maxsize=_REMEMBERED)
def _services(actions: tuple[str, ...]) -> frozenset[str] | None:
    """Return the services of patterns of actions; None where a pattern may be of any."""
    found = frozenset(each.partition(":")[0] for each in actions)
    return None if any(_WILDCARD.search(each) for each in found) else found


@lru_cache(maxsize=1_024)
def _set(actions: tuple[str, ...], *, is_not_action: bool = False) -> int:
    """Return the known actions of a grant by `NotAction`, or those that are certainly named."""
    return statement_set(None, actions) if is_not_action else statement_set(actions, is_deny=True)
