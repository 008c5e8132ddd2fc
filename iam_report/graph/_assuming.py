"""Who may assume which role: what policies allow, and whom trust policies let in."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from iam_report.graph._bits import NOTHING, Bits, doubtful, mask_of, mask_of_flags
from iam_report.graph._columns import Column, by_code, moved, of_targets, same_place, settled
from iam_report.graph._groups import Choice, Group, Part
from iam_report.graph._scope import GROUP
from iam_report.graph._trusts import ASSUME, Answer
from iam_report.graph._verdicts import BY_TRUST, UNREAD_POLICY, Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.catalog.escalation_paths import EscalationPath
    from iam_report.graph._resources import Resources
    from iam_report.graph._scope import Scope
    from iam_report.graph._trusts import Trusts
    from iam_report.graph._verdicts import Asker, Verdicts
    from iam_report.policy.causes import Cause

#: Up to so many pairs of a role and an actor are decided one by one.
_FEW: Final = 50

#: For each actor and role that is decided by itself how, and why that is not known.
_Single = dict[int, dict[int, tuple[Bits, tuple["Cause", ...]]]]


class Assuming:
    """Who of an account may assume which roles, of it and of others.

    Args:
        scope: The account.
        trusts: The roles.
        asker: What policies allow.
        among: For each actor whether it is looked at.
    """

    #: The path that this is.
    PATH: Final = "sts-001"

    def __init__(self, scope: Scope, trusts: Trusts, asker: Asker, among: np.ndarray) -> None:
        self._among = among
        self._scope = scope
        self._trusts = trusts
        self._asker = asker
        self._columns: dict[int, Column] = {}

    def groups(self, path: EscalationPath, sources: np.ndarray) -> Iterator[Group]:
        """Give the edges by taking on roles.

        Args:
            path: The path.
            sources: For each actor whether it is looked at; administrators are too, for the roles
                of other accounts.
        """
        column, causes = self._all
        others = [a != self._scope.account for a in self._trusts.accounts]
        outside = mask_of(np.flatnonzero(others), len(others))
        for among, mask in ((sources, -1), (~sources, outside)):
            for code, actors in by_code(column, among):
                bits = column.bits[code].within(mask)
                if len(actors) == 1:
                    at = self._place_of(int(self._scope.who[actors[0]]))
                    bits = bits.within(~(1 << at)) if at >= 0 else bits
                if bits.some:
                    yield Group(
                        path,
                        self._scope,
                        actors,
                        self._trusts.actors,
                        bits,
                        makes_admin=False,
                        is_self=False,
                        parts=column.parts[code],
                        facts=causes[code],
                    )

    def _place_of(self, actor: int) -> int:
        at = int(np.searchsorted(self._trusts.actors, actor))
        return at if at < len(self._trusts.actors) and self._trusts.actors[at] == actor else -1

    def column(self, resources: Resources) -> Column:
        """Return the column of assuming roles of the account.

        Args:
            resources: The roles.
        """
        key = id(resources)
        if key not in self._columns:
            places = [resources.place.get(arn, -1) for arn in self._trusts.roles.arns]
            at = np.array(places, dtype=np.int64)
            self._columns[key] = moved(self._all[0], at, len(resources))
        return self._columns[key]

    def after_rewriting(self, resources: Resources, callers: np.ndarray) -> Column:
        """Return the column of assuming roles whose trust policy names who asks."""
        question = Question(ASSUME, resources, granted=BY_TRUST)
        return of_targets(ASSUME, self._asker.ask(question, callers))

    @cached_property
    def _all(self) -> tuple[Column, list[dict[int, tuple[Cause, ...]]]]:
        """The column for all roles, and by its numbers why trust policies may not let in."""
        roles, scope = self._trusts.roles, self._scope
        verdicts = self._asker.ask(Question(ASSUME, roles), self._among)
        admitted = self._trusts.of_account(scope)
        singles = self._singles(verdicts)
        own = [account == scope.account for account in self._trusts.accounts]
        free = mask_of_flags(self._trusts.lets_in_everybody & np.array(own, dtype=bool))
        question = Question(ASSUME, roles, granted=BY_TRUST)
        let_in = self._asker.ask(question, (scope.kinds != GROUP) & (free > 0) & self._among)
        found = Column(np.zeros(len(scope), dtype=np.int64), [NOTHING], [()])
        causes: list[dict[int, tuple[Cause, ...]]] = [{}]
        numbers: dict[tuple[int, int, object], int] = {}
        concerned = np.flatnonzero(verdicts.of_each | let_in.of_each).tolist()
        for actor in sorted({*concerned, *singles}):
            single = singles.get(actor)
            code = int(verdicts.of_each[actor])
            by_trust = int(let_in.of_each[actor])
            key = code, by_trust, None if single is None else tuple(sorted(single.items()))
            if key not in numbers:
                verdict = verdicts.each[code]
                other = let_in.each[by_trust]
                bits = settled(verdict, verdict.bits) | settled(other, other.bits).within(free)
                bits &= admitted.bits
                why = dict(admitted.causes)
                for place, (answer, reasons) in (single or {}).items():
                    bits = bits.within(~(1 << place)) | answer
                    why[place] = reasons
                numbers[key] = len(found.bits) if bits.some else 0
                if bits.some:
                    found.bits.append(bits)
                    ways = (verdict, other) if by_trust else (verdict,)
                    choices = tuple(Choice(ASSUME, way, same_place) for way in ways)
                    found.parts.append((Part(choices),))
                    causes.append(why)
            found.codes[actor] = numbers[key]
        return found, causes

    def _singles(self, verdicts: Verdicts) -> _Single:
        """Return what is decided for an actor and a role by themselves."""
        found: _Single = {}
        pairs = {place: set(actors) for place, actors in self._trusts.named(self._scope).items()}
        of_each, each = verdicts.of_each, verdicts.each
        odd = mask_of(np.flatnonzero(~self._trusts.is_plain), len(self._trusts.roles))
        for code, verdict in enumerate(each):
            mask = verdict.bits.some & odd
            if mask:
                actors = np.flatnonzero(of_each == code).tolist()
                for place in _places(mask):
                    pairs.setdefault(place, set()).update(actors)
        for place, wanted in pairs.items():
            self._decide(found, place, sorted(wanted))
        return found

    def _decide(self, found: _Single, place: int, actors: list[int]) -> None:
        scope = self._scope
        actors = [a for a in actors if scope.kinds[a] != GROUP and self._among[a]]
        if len(actors) <= _FEW:
            distinct = [self._trusts.decide(scope, actor, place) for actor in actors]
            of_each = list(range(len(actors)))
        else:
            distinct, of_everybody = self._trusts.decide_all(place)
            of_each = of_everybody[scope.who[actors]].tolist()
        told = [(each.bits(1 << place), each.causes) for each in map(Answer, distinct)]
        unread = scope.is_open | scope.is_cap_open
        for actor, number in zip(actors, of_each, strict=True):
            bits, causes = told[number]
            if unread[actor] and bits.cond:
                bits, causes = doubtful(bits.cond), (UNREAD_POLICY,)
            found.setdefault(actor, {})[place] = bits, causes


def _places(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
