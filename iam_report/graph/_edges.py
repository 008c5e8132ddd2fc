"""From the catalogue of paths to edges: who can take which path to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from iam_report.catalog.escalation_paths import escalation_paths
from iam_report.graph._bits import NOTHING, Bits, places_in, surely
from iam_report.graph._candidates import NEW
from iam_report.graph._choices import CHOSEN
from iam_report.graph._columns import (
    Column,
    by_code,
    together,
)
from iam_report.graph._facts import NEEDS_BOUNDARY
from iam_report.graph._groups import Group
from iam_report.graph._scope import GROUP, ROLE, USER
from iam_report.graph._steps import Steps, by_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iam_report.catalog.escalation_paths import EscalationPath
    from iam_report.graph._facts import Causes
    from iam_report.graph._scope import Scope
    from iam_report.graph._strength import Strength
    from iam_report.graph._trusts import Trusts
    from iam_report.graph._verdicts import Abouts
    from iam_report.policy.sides import Labelled

_KINDS: Final = {"user": USER, "role": ROLE}

#: The path of joining a group.
JOINING: Final = "iam-013"


class EdgeMaker:
    """Makes the edges from the actors of one account.

    Args:
        scope: The account.
        abouts: Which statements are about which actions.
        strength: What everybody may do.
        trusts: The trust policies of all roles.
        scp: The service control policies of the account, by level; None for none.
        among: For each actor whether its edges are made; None for all.
        like: What made the edges before some policies lost statements: what a caller could choose
            is taken over from it.
    """

    steps: Steps

    def __init__(
        self,
        scope: Scope,
        abouts: Abouts,
        strength: Strength,
        trusts: Trusts,
        scp: Sequence[Sequence[Labelled]] | None,
        *,
        among: np.ndarray | None = None,
        like: EdgeMaker | None = None,
    ) -> None:
        among = np.ones(len(scope), dtype=bool) if among is None else among
        self.scope = scope
        self.trusts = trusts
        self.is_source = among & ~strength.is_admin[scope.who]
        before = None if like is None else like.steps
        self.steps = Steps(
            scope, abouts, strength, scp, trusts=trusts, among=self.is_source, like=before
        )

    def groups(self) -> Iterator[Group]:
        """Give all edges."""
        for path in escalation_paths().values():
            if path.id == self.steps.assuming.PATH:
                yield from self.steps.assuming.groups(path, self.is_source)
            else:
                yield from self._of_path(path)

    def _of_path(self, path: EscalationPath) -> Iterator[Group]:
        kinds = [_KINDS[caller] for caller in path.caller]
        if "user" in path.caller:
            kinds.append(GROUP)
        callers = self.is_source & np.isin(self.scope.kinds, kinds)
        if not (callers.any() and all(map(self.steps.is_possible, path.steps))):
            return
        choices = self.steps.choices.of(path)
        self.steps.chosen = ()
        if choices == [()]:
            yield from self._chosen_groups(path, callers)
            return
        depends = np.zeros(len(self.scope), dtype=bool)
        is_new = any(kind in NEW for step in path.steps for kind in step.on)
        depends[callers if is_new else []] = True  # without a choice its boundary is none
        for group in () if is_new else self._chosen_groups(path, callers):
            if group.depends_on(CHOSEN):
                depends[group.actors] = True
            else:
                yield group
        for chosen in choices if depends.any() else ():
            self.steps.chosen = chosen
            yield from self._chosen_groups(path, callers & depends)
        self.steps.chosen = ()

    def _chosen_groups(self, path: EscalationPath, callers: np.ndarray) -> Iterator[Group]:
        """Give the edges of a path, with what is chosen besides."""
        if path.target in ("self", "new"):
            yield from self._of_oneself(path, callers)
            return
        for service in path.trusts or ("",):
            yield from self._of_others(path, callers, service)

    def _of_oneself(self, path: EscalationPath, callers: np.ndarray) -> Iterator[Group]:
        """Give the edges of actors to themselves: what they then may do."""
        if path.yields == "without_boundary":
            yield from self._to_itself(path, callers & self.steps.facts.would_without_boundary)
        elif path.yields == "without_deny":
            held = self.steps.facts.held_back_by(ways_of(path))
            yield from self._to_itself(path, callers & held)
        elif path.target == "new":
            yield from self._to_itself(path, callers)
        else:
            free = ~(self.steps.facts.is_capped | self.steps.facts.is_unknown)
            yield from self._to_itself(path, callers & free)
            yield from self._to_itself(path, callers & self.steps.facts.is_unknown, is_unknown=True)
            bounded = callers & self.steps.facts.is_bounded_only
            if bounded.any():
                lift = self.steps.lift_own(bounded)
                yield from self._to_itself(path, bounded & (lift.codes > 0), lift)

    def _to_itself(
        self,
        path: EscalationPath,
        callers: np.ndarray,
        more: Column | None = None,
        *,
        is_unknown: bool = False,
    ) -> Iterator[Group]:
        """Give the edges of actors to themselves.

        Args:
            path: The path.
            callers: The actors.
            more: What they have to do besides.
            is_unknown: Whether their boundary, which may keep them from it, is not in the export.
        """
        columns = [] if more is None else [more]
        for kind, steps in by_kind(path):
            if not callers.any():
                return
            column = self.steps.own(path, kind, steps, callers)
            callers = callers & (column.codes > 0)
            columns.append(column)
        column = together(columns) if columns else _everybody(len(self.scope))
        for code, actors in by_code(column, callers):
            yield Group(
                path,
                self.scope,
                actors,
                self.scope.who[actors],
                Bits(0, 0, 1) if is_unknown else column.bits[code],
                makes_admin=True,
                is_self=True,
                parts=column.parts[code],
                facts={0: (NEEDS_BOUNDARY,)} if is_unknown else {},
            )

    def _of_others(
        self, path: EscalationPath, callers: np.ndarray, service: str
    ) -> Iterator[Group]:
        """Give the edges of actors to users, groups or roles."""
        scope = self.scope
        kind = {"user": USER, "role": ROLE, "group": GROUP}[path.target]
        allowed, causes = self.steps.facts.of(path, kind)
        if service:
            admitted = self.trusts.of_service(scope, service)
            allowed, causes = allowed & admitted.bits, {**causes, **admitted.causes}
        if kind == GROUP:
            callers = callers & (scope.kinds != GROUP)
            if path.caller == ("user",):  # it joins the group itself
                callers = callers & ~(self.steps.facts.is_capped | self.steps.facts.is_unknown)
        if path.yields == "without_boundary":
            allowed &= self.steps.facts.would_be(kind)
        if path.yields != "administrator":
            yield from self._to_targets(path, callers, service, kind, allowed, causes)
            return
        if kind == GROUP:
            allowed = allowed.within(~self.steps.facts.admins(kind))
        uncapped = self.steps.facts.uncapped(kind) | self.steps.freeing_itself(kind)
        unknown = places_in(uncapped.doubt, len(self.steps.resources(kind))).tolist()
        causes = {**causes, **dict.fromkeys(unknown, (NEEDS_BOUNDARY,))}
        yield from self._to_targets(path, callers, service, kind, allowed & uncapped, causes)
        capped = allowed.within(self.steps.facts.liftable(kind) & ~uncapped.sure)
        if capped.some:
            lift = self.steps.lift(kind, self.steps.resources(kind), callers)
            yield from self._to_targets(path, callers, service, kind, capped, causes, lift)

    def grants(self) -> Iterator[Group]:
        """Give who can give any permission to whom, without becoming them.

        That is of use to who is helped alone. They are the paths by which actors change themselves.
        """
        for path in escalation_paths().values():
            if path.target == "self" and path.yields == "administrator":
                yield from self._grants_by(path)
        joining = escalation_paths()[JOINING]
        step = replace_on(joining, "admin_group")
        yield from self._granted(step, USER, self.scope.kinds < GROUP)

    def _grants_by(self, path: EscalationPath) -> Iterator[Group]:
        for caller in path.caller:
            callers = self.is_source
            for chosen in self.steps.choices.of(path):
                self.steps.chosen = chosen
                yield from self._granted(path, _KINDS[caller], callers)

    def _granted(self, path: EscalationPath, kind: int, callers: np.ndarray) -> Iterator[Group]:
        if kind == ROLE and any(on == "own_group" for step in path.steps for on in step.on):
            return
        steps = [step for step in path.steps if _is_of(step.action, kind)]
        if len(steps) < len(path.steps):
            return
        uncapped = self.steps.facts.uncapped(kind) | self.steps.freeing_itself(kind)
        allowed = Bits(uncapped.sure & ~self.steps.facts.admins(kind), 0, 0)
        callers = callers & self.is_source
        words = {"self": "target", "own_group": "target_group"}
        others = path._replace(
            steps=tuple(s._replace(on=tuple(words.get(on, on) for on in s.on)) for s in path.steps)
        )
        for group in self._to_targets(others, callers, "", kind, allowed, {}):
            yield group._replace(path=path, is_grant=True)

    def _to_targets(
        self,
        path: EscalationPath,
        callers: np.ndarray,
        service: str,
        kind: int,
        allowed: Bits,
        causes: Causes,
        more: Column | None = None,
    ) -> Iterator[Group]:
        resources = self.steps.resources(kind)
        columns = [] if more is None else [more]
        for on, steps in by_kind(path):
            if not (allowed.some and callers.any()):
                return
            column = self.steps.towards(path, on, steps, callers, resources, service)
            callers = callers & (column.codes > 0)
            columns.append(column)
        if "trust_rewritten" in path.facts:
            columns.append(self.steps.assuming.after_rewriting(resources, callers))
        column = together(columns)
        targets = self.scope.who[self.scope.of_kind(kind)]
        for code, actors in by_code(column, callers):
            bits = column.bits[code] & allowed
            if len(actors) == 1:
                at = resources.place.get(self.scope.arns[int(actors[0])])
                bits = bits if at is None else bits.within(~(1 << at))
            if bits.some:
                yield Group(
                    path,
                    self.scope,
                    actors,
                    targets,
                    bits,
                    makes_admin=path.yields != "target",
                    is_self=False,
                    parts=column.parts[code],
                    facts=causes,
                    admins=self.steps.facts.admins(kind),
                )


def replace_on(path: EscalationPath, word: str) -> EscalationPath:
    """Return a path whose steps are on something else."""
    return path._replace(
        yields="administrator", steps=tuple(step._replace(on=(word,)) for step in path.steps)
    )


def _is_of(action: str, kind: int) -> bool:
    """Return whether an action of IAM is not on principals of the other kind."""
    return ("User" if kind == ROLE else "Role") not in action


def ways_of(path: EscalationPath) -> tuple[str, ...]:
    """Return how the policies came to the caller that a path takes away."""
    name = path.steps[0].action
    if name == "iam:RemoveUserFromGroup":
        return "group attached", "group inline"
    way = "attached" if "Detach" in name else "inline"
    return (f"group {way}" if "GroupPolicy" in name else way,)


def _everybody(count: int) -> Column:
    """Return the column of a path without steps."""
    return Column(np.ones(count, dtype=np.int64), [NOTHING, surely(1)], [(), ()])
