"""Who can take away its permissions boundary, or policies of its own that deny, and how."""

from __future__ import annotations

from functools import cache, cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from iam_report.catalog.escalation_paths import escalation_paths
from iam_report.graph._columns import Column, by_code, together
from iam_report.graph._edges import ways_of
from iam_report.graph._groups import NEEDS, Group
from iam_report.graph._scope import ROLE, USER
from iam_report.graph._search import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iam_report.catalog.escalation_paths import EscalationPath
    from iam_report.graph._edges import EdgeMaker
    from iam_report.graph._verdicts import Abouts

#: The condition key of the policy that is detached.
_POLICY: Final = "iam:policyarn"

_LEAVING: Final = "iam:RemoveUserFromGroup"

_KINDS: Final = {"user": USER, "role": ROLE}

#: So many things are taken away from an actor, and so many choices of them are tried.
_MOST: Final = 6


class _Thing(NamedTuple):
    """A policy that denies and that is taken away, or a group that has one and is left.

    Attributes:
        uses: The uses of policies that end, as positions in the population.
        arn: ARN of the policy that is detached; empty for none.
        group: Place of the group by which it comes; -1 for none.
        is_left: Whether the group is left.
        is_pure: Whether nothing that is allowed ends with it.
    """

    uses: tuple[int, ...]
    arn: str = ""
    group: int = -1
    is_left: bool = False
    is_pure: bool = False


class Way(NamedTuple):
    """How an actor frees itself.

    Attributes:
        actor: Its place in the account.
        hop: The hop.
        uses: The uses of policies that end.
        groups: Mask of the groups that it leaves.
    """

    actor: int
    hop: Link
    uses: tuple[int, ...]
    groups: int = 0


@cache
def freeing_paths() -> tuple[EscalationPath, ...]:
    """Return the paths by which actors free themselves, each of one step."""
    return tuple(
        path
        for path in escalation_paths().values()
        if path.target == "self" and path.yields.startswith("without_")
    )


class Ways:
    """Finds how the actors of an account can free themselves.

    Args:
        maker: What makes the edges of the account.
        abouts: Which statements are about which actions.
    """

    def __init__(self, maker: EdgeMaker, abouts: Abouts) -> None:
        self._maker = maker
        self._steps = maker.steps
        self._scope = maker.scope
        self._population = maker.scope.population
        self._abouts = abouts
        self._matters: dict[int, bool] = {}

    def by(self, path: EscalationPath) -> Iterator[list[Way]]:
        """Give how actors free themselves by a path: each list has one way for each actor."""
        if not all(map(self._steps.is_possible, path.steps)):
            return
        kinds = [_KINDS[caller] for caller in path.caller]
        callers = self._maker.is_source & np.isin(self._scope.kinds, kinds)
        if path.yields == "without_boundary":
            yield self._of_boundary(path, callers)
        else:
            yield from self._of_denies(path, callers)

    def _of_boundary(self, path: EscalationPath, callers: np.ndarray) -> list[Way]:
        """Return how actors get rid of their boundary."""
        scope = self._scope
        callers = callers & scope.is_bounded & ~scope.is_cap_open
        hops = self._hops(path, callers)
        return [
            Way(
                actor,
                hop,
                tuple(int(scope.uses[i]) for i in scope.uses_of(actor) if scope.is_boundary[i]),
            )
            for actor, hop in hops.items()
        ]

    def _of_denies(self, path: EscalationPath, callers: np.ndarray) -> Iterator[list[Way]]:
        """Give how actors get rid of policies that deny: for each one choice of them after another.

        What denies may be needed for what it allows besides, so that not all of them go.
        """
        things = self._things(path, callers)
        loose: dict[int, list[tuple[_Thing, Link]]] = {}
        for each in zip_longest(*things.values()):
            mine = {a: thing for a, thing in zip(things, each, strict=True) if thing is not None}
            for actor, hop in self._hops_for(path, mine).items():
                loose.setdefault(actor, []).append((mine[actor], hop))
        choices = {actor: _choices(listed) for actor, listed in loose.items()}
        for chosen in zip_longest(*choices.values()):
            ways = zip(choices, chosen, strict=True)
            yield [_way(actor, choice) for actor, choice in ways if choice is not None]

    def _things(self, path: EscalationPath, callers: np.ndarray) -> dict[int, list[_Thing]]:
        """Return for actors what a path can take away from them."""
        scope, columns = self._scope, self._population.policy_columns
        if not callers.any():
            return {}
        is_it = callers[scope.actor_of_use] & self._denies[scope.document] & ~scope.is_boundary
        places = [at for at in np.flatnonzero(is_it).tolist() if self._is_about(at)]
        uses = scope.uses[places].tolist()
        taken = pa.array(uses, pa.int64())
        via, arns = (columns[name].take(taken).to_pylist() for name in ("via", "policy_arn"))
        ways = ways_of(path)
        found: dict[int, dict[_Thing, None]] = {}
        for at, use, way, arn in zip(places, uses, via, arns, strict=True):
            actor = int(scope.actor_of_use[at])
            if way not in ways or len(found.get(actor, ())) == _MOST:
                continue
            thing = self._thing(path, actor, use, arn)
            found.setdefault(actor, {})[thing] = None
        return {actor: list(each) for actor, each in found.items()}

    def _thing(self, path: EscalationPath, actor: int, use: int, arn: str) -> _Thing:
        """Return what goes with a use of a policy."""
        action = path.steps[0].action
        population, uses = self._population, [use]
        group, groups = -1, population.policy_columns["group"]
        if "own_group" in path.steps[0].on:
            name = groups[use].as_py()
            group = self._groups.get(name, -1)
            if action == _LEAVING:
                own = range(*population.uses_of(int(self._scope.who[actor])))
                uses = [each for each in own if groups[each].as_py() == name]
        documents = population.use_document[uses].tolist()
        known = population.index.documents
        is_pure = all(each >= 0 and not known[each].allows for each in documents)
        arn = arn if "Detach" in action and self._steps.is_asked(action, _POLICY) else ""
        return _Thing(tuple(uses), arn, group, action == _LEAVING, is_pure)

    @cached_property
    def _groups(self) -> dict[str, int]:
        arns = self._scope.groups.arns
        return {arn.rpartition("/")[2]: at for at, arn in enumerate(arns)}

    @cached_property
    def _denies(self) -> np.ndarray:
        """For each document whether it denies anything; the last is for one that is not known."""
        documents = self._population.index.documents
        return np.array([*(bool(each.denies) for each in documents), False], dtype=bool)

    def _is_about(self, at: int) -> bool:
        """Return whether what is denied by a use of a policy is needed for any path."""
        document = int(self._scope.document[at])
        if document not in self._matters:
            of = self._abouts.of
            self._matters[document] = any(
                each.is_deny
                for path in escalation_paths().values()
                for step in path.steps
                for each in of(step.action).get(document, ())
            )
        return self._matters[document]

    def _hops_for(self, path: EscalationPath, things: dict[int, _Thing]) -> dict[int, Link]:
        """Return the hops of actors who can take a thing away, one each."""
        by_arn: dict[str, list[int]] = {}
        for actor, thing in things.items():
            by_arn.setdefault(thing.arn, []).append(actor)
        masks = [0] * len(self._scope)
        for actor, thing in things.items():
            masks[actor] = 1 << thing.group if thing.group >= 0 else 0
        found: dict[int, Link] = {}
        for arn, actors in by_arn.items():
            callers = np.zeros(len(self._scope), dtype=bool)
            callers[actors] = True
            found |= self._hops(path, callers, arn, masks)
        return found

    def _hops(
        self,
        path: EscalationPath,
        callers: np.ndarray,
        arn: str = "",
        groups: Sequence[int] = (),
    ) -> dict[int, Link]:
        """Return the hops of actors who can take a path, unless only an export would tell.

        Args:
            path: The path.
            callers: The actors.
            arn: The policy that is detached.
            groups: For each actor the mask of the groups that it is about.
        """
        if not callers.any():
            return {}
        steps, context = self._steps, ((_POLICY, (arn,)),) if arn else ()
        step, columns = path.steps[0], []
        for chosen in steps.choices.of(path):
            steps.chosen = (*chosen, *context)
            if "own_group" in step.on:
                columns.append(steps.of_groups(step.action, callers, groups))
            else:
                columns.append(steps.own(path, step.on[0], path.steps, callers))
        column: Column = together(columns, either=True)
        found: dict[int, Link] = {}
        for code, actors in by_code(column, callers):
            group = Group(
                path,
                self._scope,
                actors,
                self._scope.who[actors],
                column.bits[code],
                makes_admin=True,
                is_self=True,
                parts=column.parts[code],
                facts={},
            )
            level = min((level for level, _ in group.levels()), default=NEEDS)
            if level < NEEDS:
                found |= dict.fromkeys(actors.tolist(), Link(group, level, 1))
        return found


def _choices(things: Sequence[tuple[_Thing, Link]]) -> list[list[tuple[_Thing, Link]]]:
    """Return which of some things somebody may take away: all, those that only deny, or one."""
    pure = [each for each in things if each[0].is_pure]
    listed = [pure, [*things], *([each] for each in things)]
    distinct = {tuple(thing for thing, _ in each): each for each in listed if each}
    return list(distinct.values())[:_MOST]


def _way(actor: int, things: Sequence[tuple[_Thing, Link]]) -> Way:
    """Return how an actor frees itself of some things, as surely as of the least sure one."""
    hop = max((hop for _, hop in things), key=lambda hop: hop.level)
    uses = tuple(dict.fromkeys(use for thing, _ in things for use in thing.uses))
    groups = 0
    for thing, _ in things:
        groups |= 1 << thing.group if thing.is_left and thing.group >= 0 else 0
    return Way(actor, hop, uses, groups)
