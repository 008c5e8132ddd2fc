"""What somebody can do once its permissions boundary, or policies of its own that deny, are gone.

Who may take them away is another afterwards: it can take paths that it could not. So its edges are
made again, as they are then, and those that lead further count with the hop before them.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from iam_report.graph._assuming import Assuming
from iam_report.graph._changes import AboutsAfter, Change, population_after, scope_after
from iam_report.graph._edges import EdgeMaker
from iam_report.graph._freeing import Ways, freeing_paths
from iam_report.graph._groups import CERTAIN, Group
from iam_report.graph._search import Link
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iam_report.catalog.escalation_paths import EscalationPath
    from iam_report.graph._freeing import Way
    from iam_report.graph._graph import Graph
    from iam_report.graph._scope import Population
    from iam_report.graph._strength import Strength
    from iam_report.graph._verdicts import Abouts

_REWRITING: Final = "iam:CreatePolicyVersion"

#: So many times an actor frees itself, by different paths: a deny may keep a boundary in place.
_ROUNDS: Final = 2


def freed(graph: Graph, makers: Sequence[EdgeMaker]) -> list[Link]:
    """Return the links that actors have once they have freed themselves, each with the hop before.

    Those who surely become administrators anyway have none.

    Args:
        graph: The graph.
        makers: What made its edges, for each account.
    """
    found: list[Link] = []
    for maker in makers:
        state = _State(maker, graph.abouts, graph.strength)
        found += _Freeing(graph, state, rounds=_ROUNDS).links()
    return found


class _State(NamedTuple):
    """An account, as it is or once some actors have freed themselves.

    Attributes:
        maker: What makes its edges.
        abouts: Which statements are about which actions.
        strength: What everybody may do.
    """

    maker: EdgeMaker
    abouts: Abouts
    strength: Strength


class _Freeing:
    """Frees the actors of an account.

    Args:
        graph: The graph.
        state: The account.
        rounds: So many times an actor frees itself at most.
        last: ID of the path by which actors have freed themselves already.
    """

    def __init__(self, graph: Graph, state: _State, *, rounds: int, last: str = "") -> None:
        self._graph = graph
        self._state = state
        self._rounds = rounds
        self._last = last
        self._maker = state.maker
        self._ways = Ways(state.maker, state.abouts)
        self._scope = state.maker.scope
        self._population = self._scope.population

    def links(self) -> list[Link]:
        """Return the links of all that can free themselves, once first."""
        found, more = [], []
        for path in freeing_paths():
            for ways in self._ways.by(path) if path.id != self._last else ():
                wanted = [way for way in ways if self._is_wanted(way)]
                if wanted:
                    state = self._after(path, wanted)
                    new = self._links(state.maker.groups(), wanted)
                    found += new
                    if self._rounds > 1:
                        more.append((path, wanted, state, new))
        return [*found, *chain.from_iterable(self._again(*each) for each in more)]

    def _is_wanted(self, way: Way) -> bool:
        """Return whether somebody has no way to an administrator that is as sure."""
        return bool(self._graph.unsure[way.hop.level][self._scope.who[way.actor]])

    def _again(
        self, path: EscalationPath, ways: list[Way], state: _State, links: list[Link]
    ) -> Iterator[Link]:
        """Give the links of actors who free themselves once more.

        Those who then surely make administrators need not.
        """
        for link in links:
            if link.made and link.level == CERTAIN:
                state.maker.is_source[link.group.actors] = False
        if not state.maker.is_source.any():
            return
        again = _Freeing(self._graph, state, rounds=self._rounds - 1, last=path.id)
        for link in again.links():
            for hop, actors in _by_hop(ways):
                yield from _with_hop(link, hop, actors)

    def _links(self, groups: Iterable[Group], ways: list[Way]) -> list[Link]:
        """Return the links of actors who have freed themselves, where they lead further.

        Args:
            groups: The edges that they have then.
            ways: How they freed themselves.
        """
        by_hop = _by_hop(ways)
        found: list[Link] = []
        for group in groups:
            for level, mask in group.levels():
                for hop, actors in by_hop:
                    left = self._led_further(group, max(level, hop.level), mask, actors)
                    found += _with_hop(Link(group, level, mask), hop, left)
        return found

    def _led_further(self, group: Group, level: int, mask: int, actors: np.ndarray) -> np.ndarray:
        """Return those of some actors whom edges lead further than they get without."""
        left = np.intersect1d(group.actors, actors)
        for old in self._before.get(_kind(group), ()):
            if len(left) and old.level <= level and not mask & ~old.targets:
                left = np.setdiff1d(left, old.group.actors)
        return left

    @cached_property
    def _before(self) -> dict[tuple[object, ...], list[Link]]:
        """The links of the account as it is, by what their masks are about."""
        found: dict[tuple[object, ...], list[Link]] = {}
        for link in self._graph.links:
            is_own = link.group.scope.number == self._scope.number
            if is_own and not link.group.is_of_admins:
                found.setdefault(_kind(link.group), []).append(link)
        return found

    def _after(self, path: EscalationPath, ways: list[Way]) -> _State:
        """Return the account once actors have freed themselves; edges are made of theirs alone."""
        before, state = self._scope, self._state
        actors = np.array([way.actor for way in ways], dtype=np.int64)
        nodes = before.who[actors]
        uses = np.array(sorted(use for way in ways for use in way.uses), dtype=np.int64)
        change = Change(uses, -1, -1, None, nodes)
        population = population_after(self._population, change)
        if path.yields == "without_boundary":
            strong = self._maker.steps.facts.strong_policies
            _unbind(population, nodes, path.steps[0].action, strong[0])
        scope = scope_after(before, population, change, {w.actor: w.groups for w in ways})
        among = np.zeros(len(before), dtype=bool)
        among[actors] = True
        abouts = AboutsAfter(state.abouts, len(self._population.index.documents), change)
        strength = state.strength.after(population, nodes.tolist())
        trusts = self._maker.trusts.after(population)
        levels = self._graph.levels_of(scope)
        maker = EdgeMaker(scope, abouts, strength, trusts, levels, among=among, like=self._maker)
        return _State(maker, abouts, strength)


def _by_hop(ways: Sequence[Way]) -> list[tuple[Link, np.ndarray]]:
    """Return the hops by which actors free themselves, and which actors take each."""
    found: dict[int, tuple[Link, list[int]]] = {}
    for way in ways:
        found.setdefault(id(way.hop), (way.hop, []))[1].append(way.actor)
    return [(hop, np.array(actors, dtype=np.int64)) for hop, actors in found.values()]


def _with_hop(link: Link, hop: Link, actors: np.ndarray) -> list[Link]:
    """Return the link of some actors alone with a hop before it and what is before it already."""
    group = link.group
    left = np.intersect1d(group.actors, actors)
    if not len(left):
        return []
    targets = group.scope.who[left] if group.is_self else group.targets
    first = hop if link.before is None else link.before._replace(before=hop)
    group = group._replace(actors=left, targets=targets)
    return [Link(group, max(link.level, hop.level), link.targets, before=first)]


def _kind(group: Group) -> tuple[object, ...]:
    """Return what the mask of a group is about."""
    if group.is_self:
        return (True,)
    return False, group.makes_admin, group.path.target, group.path.id == Assuming.PATH


def _unbind(population: Population, actors: np.ndarray, action: str, strong: str) -> None:
    """Take the boundary away from some actors of a copy of the population.

    The policy that it was stays the boundary, where a new version of it allows everything.
    """
    index = population.index
    flags = np.zeros(len(population.arns), dtype=bool)
    flags[actors] = True
    population.is_bounded = population.is_bounded & ~flags
    population.is_cap_open = population.is_cap_open & ~flags
    vars(index)["is_bounded"] = population.is_bounded[: population.count]
    if action == _REWRITING:
        return
    column = as_arrow(index.principals["permissions_boundary"])
    names = np.array(column.to_pylist(), dtype=object)
    names[actors] = None if "Delete" in action else strong
    array = pd.arrays.ArrowExtensionArray(pa.chunked_array([pa.array(names, pa.string())]))
    index.principals = index.principals.assign(permissions_boundary=array)
