"""Who is an administrator, whom boundaries and denies hold back, and who may do more."""

from __future__ import annotations

from copy import copy
from functools import cache, cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.access.decide import Signature
from iam_report.catalog.actions import catalogue
from iam_report.catalog.escalation_paths import escalation_paths
from iam_report.policy.action_sets import action_set, statement_set
from iam_report.policy.conditions import always_holds, never_holds
from iam_report.policy.resources import covers_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.graph._scope import Population
    from iam_report.policy.compiled import CompiledPolicy, CompiledStatement

#: Of ten known actions an administrator may do so many, besides all those of IAM.
NEARLY_ALL: Final = 9
_TEN: Final = 10

_IAM: Final = "iam:*"
_ADMINISTRATOR: Final = ":iam::aws:policy/AdministratorAccess"


@cache
def _all_of_iam() -> int:
    return action_set(_IAM)


@cache
def _escapes() -> tuple[int, ...]:
    """Sets of actions by which somebody makes an administrator of another, and becomes it."""
    return tuple(
        reduce(or_, (action_set(step.action) for step in path.steps))
        for path in escalation_paths().values()
        if path.yields == "administrator" and path.target != "self" and not path.needs
    )


def can_escape(actions: int) -> bool:
    """Return whether actions, on everything, let somebody become an administrator without limits.

    What is denied to itself is not denied to users and roles that it makes or changes.
    """
    return any(not escape & ~actions for escape in _escapes())


@cache
def _everything() -> int:
    return action_set("*")


def is_everything(actions: int) -> bool:
    """Return whether a set of actions makes an administrator of who may do them on everything."""
    count = len(catalogue().names)
    return has_iam(actions) and actions.bit_count() * _TEN >= count * NEARLY_ALL


def has_iam(actions: int) -> bool:
    """Return whether a set of actions holds all those of IAM."""
    return not _all_of_iam() & ~actions


class Powers:
    """What one document allows and denies, as sets of known actions.

    Attributes:
        sure: What it allows on every resource, whatever the request is like.
        possible: What it allows on some resource, perhaps under conditions.
        denied: What it denies on every resource, whatever the request is like.
    """

    def __init__(self, document: CompiledPolicy) -> None:
        self.sure = reduce(or_, map(_set, filter(_is_wide, document.allows)), 0)
        may = (
            s for s in document.allows if not any(never_holds(c.condition) for c in s.conditions)
        )
        self.possible = reduce(or_, map(_set, may), 0)
        self.denied = reduce(or_, map(_set, filter(_is_wide, document.denies)), 0)


def _set(statement: CompiledStatement) -> int:
    entries = statement.actions or ()
    if statement.is_not_action:
        return statement_set(None, entries, is_deny=statement.is_deny)
    return statement_set(entries, is_deny=statement.is_deny)


def _is_wide(statement: CompiledStatement) -> bool:
    """Return whether a statement is about every resource, whatever the request is like."""
    return (
        not statement.is_not_resource
        and any(map(covers_all, statement.resources or ()))
        and all(always_holds(each.condition) for each in statement.conditions)
    )


class Strength:
    """What all actors may do.

    Attributes:
        population: The actors.
        sets: Distinct sets of known actions that somebody may do.
        of_each: Which of them each actor may do.
        is_admin: Whether each actor is an administrator.
        is_blocked: Whether denies keep it from becoming an administrator, whatever it is allowed.
        is_capped: Whether its permissions boundary keeps it from becoming an administrator.
        would_be_admin: Whether it were an administrator without its boundary and these denies.
    """

    def __init__(self, population: Population) -> None:
        self.population = population
        self._powers = [Powers(document) for document in population.index.documents]
        count = len(population.arns)
        document, is_boundary = population.use_document, population.use_is_boundary
        signature = Signature(count)
        known = np.flatnonzero(document >= 0)
        keys = np.unique(
            np.stack([population.use_actor, document, is_boundary], axis=1)[known], axis=0
        )
        signature.add(keys[:, 0], keys[:, 1], keys[:, 2])
        signature.add(np.arange(count), population.is_bounded.astype(np.int64))
        _, first, self.of_each = np.unique(signature.sums, return_index=True, return_inverse=True)
        starts = np.searchsorted(keys[:, 0], np.arange(count + 1))
        rows = [keys[starts[at] : starts[at + 1], 1:].tolist() for at in first.tolist()]
        bounded = population.is_bounded[first].tolist()
        found = [self._of(own, is_bounded=b) for own, b in zip(rows, bounded, strict=True)]
        self.sets = [each[0] for each in found]
        flags = np.array([each[1:] for each in found], dtype=bool).reshape(len(found), 4)
        self.is_admin, self.is_blocked, self.is_capped, self.would_be_admin = flags[self.of_each].T
        self._add_known(population)

    def _add_known(self, population: Population) -> None:
        """Count those as administrators who have AWS's policy for it, whether or not it is there.

        https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
        """
        lost = np.flatnonzero((population.use_document < 0) & ~population.use_is_boundary)
        arns = population.policy_columns["policy_arn"].take(pa.array(lost))
        is_it = pc.fill_null(pc.ends_with(arns, _ADMINISTRATOR), fill_value=False)
        actors = population.use_actor[lost[np.asarray(is_it, dtype=bool)]]
        self.would_be_admin[actors] = True
        self.is_admin = self.would_be_admin & ~self.is_capped & ~self.is_blocked

    def _of(
        self, uses: Iterable[tuple[int, int]], *, is_bounded: bool
    ) -> tuple[int, bool, bool, bool, bool]:
        """Return what somebody with these uses of documents may do, and the four flags."""
        own = [self._powers[document] for document, is_boundary in uses if not is_boundary]
        caps = [self._powers[document] for document, is_boundary in uses if is_boundary]
        denied = _all_denied(own)
        sure = reduce(or_, (each.sure for each in own), 0)
        possible = reduce(or_, (each.possible for each in own), 0) & ~denied
        is_capped = False
        if is_bounded:
            limit = _all_denied(caps)
            possible &= reduce(or_, (each.possible for each in caps), 0) & ~limit
            covered = is_everything(reduce(or_, (each.sure for each in caps), 0))
            is_capped = not covered or not can_escape(_everything() & ~limit)
        is_blocked = not can_escape(_everything() & ~denied)
        would_be = is_everything(sure)
        is_admin = would_be and not is_capped and not is_blocked
        return possible, is_admin, is_blocked, is_capped, would_be

    def after(self, population: Population, actors: Iterable[int]) -> Strength:
        """Return the strength where policies of some actors differ; administrators stay these.

        Args:
            population: Who there is, with documents behind those that there were.
            actors: Whose policies differ.
        """
        found = copy(self)
        found.population = population
        more = population.index.documents[len(self._powers) :]
        found._powers = [*self._powers, *map(Powers, more)]  # noqa: SLF001  (its own kind)
        found.is_blocked, found.is_capped, found.would_be_admin = (
            each.copy() for each in (self.is_blocked, self.is_capped, self.would_be_admin)
        )
        for actor in actors:
            first, last = population.uses_of(actor)
            documents = population.use_document[first:last].tolist()
            uses = zip(documents, population.use_is_boundary[first:last].tolist(), strict=True)
            known = [use for use in uses if use[0] >= 0]
            is_bounded = bool(population.is_bounded[actor])
            _, _, *flags = found._of(known, is_bounded=is_bounded)  # noqa: SLF001
            found.is_blocked[actor], found.is_capped[actor], found.would_be_admin[actor] = flags
        return found

    @cached_property
    def strong_documents(self) -> frozenset[int]:
        """The documents that give all actions of IAM, and so everything."""
        return frozenset(at for at, p in enumerate(self._powers) if has_iam(p.sure))

    def blocking(self, uses: Iterable[int]) -> list[int]:
        """Return those of some documents that deny something on everything."""
        return [d for d in uses if d >= 0 and self._powers[d].denied]

    def is_admin_by(self, documents: Iterable[int]) -> bool:
        """Return whether documents alone make an administrator."""
        return self._of([(d, 0) for d in documents if d >= 0], is_bounded=False)[1]


def _all_denied(powers: Iterable[Powers]) -> int:
    return reduce(or_, (each.denied for each in powers), 0)
