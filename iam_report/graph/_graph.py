"""The graph of a snapshot: all edges, made once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from iam_report.access.asking import scp_by_account
from iam_report.catalog.escalation_paths import escalation_paths
from iam_report.graph._bits import places_in
from iam_report.graph._edges import EdgeMaker
from iam_report.graph._freed import freed
from iam_report.graph._groups import Group
from iam_report.graph._helpers import helped, unsure
from iam_report.graph._scope import GROUP, Population, Scope
from iam_report.graph._search import Link, Search
from iam_report.graph._strength import Strength
from iam_report.graph._trusts import Trusts
from iam_report.graph._verdicts import Abouts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iam_report.policy.sides import Labelled
    from iam_report.relations import Frames

#: The path of assuming a role.
ASSUMING: Final = "sts-001"

_graphs: WeakKeyDictionary[Frames, Graph] = WeakKeyDictionary()


def graph_of(snapshot: Frames, service_control_policies: Any = None) -> Graph:
    """Return the graph of a snapshot; without policies of the organization it is made once.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: It is no snapshot, or the policies are none.
    """
    if service_control_policies is not None:
        return Graph(snapshot, service_control_policies)
    population = None if snapshot in _graphs else Graph(snapshot, None)
    if population is not None:
        _graphs[snapshot] = population
    return _graphs[snapshot]


class Graph:
    """Users, roles and groups, and the edges between them.

    Nodes are the positions in the population, and behind them one for each account and moment: an
    administrator of it, made by changing somebody's policies.

    Attributes:
        population: The users, roles and groups.
        strength: What they may do.
        abouts: Which statements are about which actions.
        links: The edges.
        is_admin: For each node whether it is an administrator.
    """

    def __init__(self, snapshot: Frames, service_control_policies: Any) -> None:
        scp = scp_by_account(service_control_policies)
        self.population = Population(snapshot)
        self.strength = Strength(self.population)
        self._first_made = len(self.population.arns)
        self._trusts = Trusts(self.population, scp)
        self.abouts = Abouts(self.population.index)
        self._scp = scp
        self._makers: list[EdgeMaker] = []
        groups = [g for scope in self.population.scopes for g in self._of_scope(scope)]
        self.links = [
            Link(group, level, mask) for group in groups for level, mask in group.levels()
        ]
        made = np.ones(len(self.population.scopes), dtype=bool)
        self.is_admin = np.concatenate([self.strength.is_admin, made])
        self.is_admin[: self._first_made] &= ~self.population.is_service_linked

    def trusts_of(self, scope: Scope) -> Trusts:
        """Return the trust policies of the roles that an account can take on."""
        is_last = self._is_last(scope)
        return self._trusts if is_last else Trusts(self.population, self._scp, scope)

    def levels_of(self, scope: Scope) -> Sequence[Sequence[Labelled]] | None:
        """Return the service control policies of an account, by level."""
        found: Sequence[Sequence[Labelled]] | None
        found = self._scp.get(scope.account, self._scp.get(None))
        return found

    def _of_scope(self, scope: Scope) -> Iterator[Group]:
        trusts = self.trusts_of(scope)
        maker = EdgeMaker(scope, self.abouts, self.strength, trusts, self.levels_of(scope))
        self._makers.append(maker)
        yield from maker.groups()
        bits, causes = trusts.outside(scope)
        admins = np.flatnonzero(self.strength.is_admin[scope.who] & (scope.kinds != GROUP))
        if bits.some:
            yield Group(
                escalation_paths()[ASSUMING],
                scope,
                admins,
                trusts.actors,
                bits,
                makes_admin=False,
                is_self=False,
                parts=(),
                facts=causes,
                is_of_admins=True,
            )

    def _is_last(self, scope: Scope) -> bool:
        return bool(self.population.index.moments[scope.account] == scope.moment)

    def made(self, scope: int) -> int:
        """Return the node of an administrator that is made in an account."""
        return self._first_made + scope

    def is_made(self, node: int) -> bool:
        """Return whether a node is an administrator that is made."""
        return node >= self._first_made

    def is_group(self, node: int) -> bool:
        """Return whether a node is a group: what each of its members can do."""
        return node < self._first_made and bool(self.population.kinds[node] == GROUP)

    @cached_property
    def sources(self) -> list[np.ndarray]:
        """The nodes that each link leads from."""
        return self.sources_of(self.links)

    @cached_property
    def targets(self) -> list[np.ndarray]:
        """The nodes that each link leads to; the same array where they are the same."""
        return self.targets_of(self.links)

    def sources_of(self, links: Sequence[Link]) -> list[np.ndarray]:
        """Return the nodes that each of some links leads from."""
        found = []
        for link in links:
            group = link.group
            nodes = group.scope.who[[] if group.is_grant else group.actors]
            if group.is_of_admins:
                nodes = np.append(nodes, self.made(group.scope.number))
            found.append(nodes)
        return found

    def targets_of(self, links: Sequence[Link]) -> list[np.ndarray]:
        """Return the nodes that each of some links leads to; one array where they are the same."""
        made = [np.array([self.made(s.number)]) for s in self.population.scopes]
        nobody = np.zeros(0, dtype=np.int64)
        kept: dict[tuple[int, int], np.ndarray] = {}
        found = []
        for link in links:
            group = link.group
            if group.makes_admin:
                found.append(made[group.scope.number] if link.made else nobody)
                continue
            key = id(group.targets), link.targets
            if key not in kept:
                kept[key] = group.targets[places_in(link.targets, len(group.targets))]
            found.append(kept[key])
        return found

    def search_edges(self, goals: np.ndarray) -> Search:
        """Return a search for goals by edges alone, without those who are helped or freed."""
        return Search(self.links, self.sources, self.targets, goals)

    def search(self, goals: np.ndarray) -> Search:
        """Return a search for goals."""
        more = [*self.helped, *self.freed]  # numbers of those who help count from the edges
        return Search(
            [*self.links, *more],
            [*self.sources, *self.sources_of(more)],
            [*self.targets, *self.targets_of(more)],
            goals,
        )

    @cached_property
    def freed(self) -> list[Link]:
        """Links of those who have taken away their boundary, or policies of their own that deny."""
        return freed(self, self._makers)

    @cached_property
    def unsure(self) -> list[np.ndarray]:
        """By confidence, for each node whether it has no way so sure to an administrator."""
        return unsure(self)

    @cached_property
    def helped(self) -> list[Link]:
        """Links of those who make themselves administrators with somebody's help.

        They can become who may give them any permission. Each is followed by the link by which they
        are helped, which leads from nobody.
        """
        grants = [group for maker in self._makers for group in maker.grants()]
        return helped(self, grants) if grants else []

    @cached_property
    def admins(self) -> np.ndarray:
        """The nodes of administrators, and of those that can be made."""
        return np.flatnonzero(self.is_admin)

    @cached_property
    def unknown(self) -> np.ndarray:
        """The nodes of those who may be administrators: their policies are not all there."""
        population, strength = self.population, self.strength
        is_open = population.is_open | (population.is_cap_open & strength.would_be_admin)
        is_it = is_open & ~strength.is_admin & ~population.is_service_linked
        return np.flatnonzero(is_it)

    @cached_property
    def names(self) -> dict[int, object]:
        """For each node with links what the policies are called that decide for it."""
        population = self.population
        links = [*self.links]
        for each in self.freed:
            links += each.hops()
        documents = sorted(
            {
                hit.document
                for group in {id(link.group): link.group for link in links}.values()
                for part in group.parts
                for choice in part.choices
                if choice.verdict is not None
                for hit in choice.verdict.hits
                if hit.side == "allow" and hit.document >= 0
            }
        )
        wanted = np.zeros(len(population.index.documents) + 1, dtype=bool)
        wanted[documents] = True
        found: dict[int, list[tuple[int, str]]] = {}
        for use in np.flatnonzero(wanted[population.use_document]).tolist():
            actor, document = int(population.use_actor[use]), int(population.use_document[use])
            if not population.use_is_boundary[use]:
                names = found.setdefault(actor, [])
                names.append((document, population.policy_names[use]))
        return {actor: tuple(names) for actor, names in found.items()}

    def places(self, link: Link, node: int, target: int) -> tuple[int, int]:
        """Return the place of an actor in its account, and that of a target in a link's group.

        A link that makes an administrator leads to whom it is made of, or to the actor.
        """
        group = link.group
        actor = 0 if self.is_made(node) else int(np.searchsorted(group.scope.who, node))
        if group.is_self:
            return actor, 0
        if group.makes_admin and self.is_made(target):
            return actor, (link.made & -link.made).bit_length() - 1
        return actor, int(np.searchsorted(group.targets, target))
