"""Who makes itself an administrator with the help of somebody that it can become.

A role may be allowed to put policies on users, and none of its own: who can assume it has the role
put one on itself. So can whoever else it is allowed to change, but only to the use of those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iam_report.graph._bits import Bits, places_in
from iam_report.graph._groups import CONFIDENCES, Group
from iam_report.graph._scope import GROUP
from iam_report.graph._search import Detour, Link, Search

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iam_report.graph._graph import Graph
    from iam_report.graph._search import Tree


class _Grant(NamedTuple):
    """Actors who can give the same others any permission, equally surely."""

    group: Group
    level: int
    mask: int
    helped: np.ndarray

    @property
    def helpers(self) -> np.ndarray:
        """The nodes of the actors."""
        found: np.ndarray = self.group.scope.who[self.group.actors]
        return found


def helped(graph: Graph, grants: Sequence[Group]) -> list[Link]:
    """Return the links of those who are helped, each followed by that by which they are.

    Args:
        graph: The graph.
        grants: Who can give any permission to whom.
    """
    has_edges = np.zeros(len(graph.is_admin), dtype=bool)
    for nodes in graph.sources:
        has_edges[nodes] = True
    wanted = [has_edges & each for each in graph.unsure]
    found: list[Link] = []
    listed = list(_of(grants, wanted))
    if not listed:
        return found
    everybody = np.unique(np.concatenate([each.helpers for each in listed]))
    helping = _Helping(Search(graph.links, graph.sources, graph.targets, everybody), everybody)
    for grant in listed:
        found += _links(graph, helping, grant, wanted, len(found))
    return found


class _Helping:
    """Finds who can become one of some helpers.

    Args:
        search: The search.
        everybody: All helpers.
    """

    def __init__(self, search: Search, everybody: np.ndarray) -> None:
        self.search = search
        #: Those who can become one of them all.
        self.nodes = self._nodes(search.reach(everybody.tolist(), len(CONFIDENCES) - 1))
        self._trees: dict[tuple[bytes, int], tuple[Tree, set[int]]] = {}

    def _nodes(self, tree: Tree) -> set[int]:
        each = [self.search.members[number] for number in tree.steps.classes()]
        return set(np.concatenate(each).tolist()) if each else set()

    def reach(self, helpers: np.ndarray, level: int) -> tuple[Tree, set[int]]:
        """Return the chains to some helpers that are so sure, and the nodes that have one."""
        key = helpers.tobytes(), level
        if key not in self._trees:
            tree = self.search.reach(helpers.tolist(), level)
            self._trees[key] = tree, self._nodes(tree)
        return self._trees[key]


def unsure(graph: Graph) -> list[np.ndarray]:
    """Return for each node whether no way to an administrator is so sure, for each confidence."""
    search = Search(graph.links, graph.sources, graph.targets, graph.admins)
    return [_unsure(graph, search, level) for level in range(len(CONFIDENCES))]


def _unsure(graph: Graph, search: Search, level: int) -> np.ndarray:
    found = np.ones(len(graph.is_admin), dtype=bool)
    for number in search.reach(graph.admins.tolist(), level).steps.classes():
        found[search.members[number]] = False
    found[: len(graph.population.kinds)] &= graph.population.kinds != GROUP
    found &= ~graph.is_admin
    return found


def _of(grants: Sequence[Group], wanted: Sequence[np.ndarray]) -> Iterator[_Grant]:
    for group in grants:
        for level, mask in group.levels():
            targets = group.targets[places_in(mask, len(group.targets))]
            there = targets[wanted[level][targets]]
            if len(there):
                yield _Grant(group, level, mask, there)


def _links(
    graph: Graph, helping: _Helping, grant: _Grant, wanted: Sequence[np.ndarray], behind: int
) -> Iterator[Link]:
    """Give the links of those whom helpers help and who can become one of them."""
    helpers = grant.helpers
    left = helping.nodes.intersection(grant.helped.tolist()) - set(helpers.tolist())
    scope = grant.group.scope
    number = len(graph.links) + behind
    for level in range(len(CONFIDENCES)):
        if not left:
            return
        tree, reached = helping.reach(helpers, level)
        nodes = np.array(sorted(left & reached), dtype=np.int64)
        nodes = nodes[wanted[max(level, grant.level)][nodes]]
        if not len(nodes):
            continue
        left -= set(nodes.tolist())
        sure = max(level, grant.level)
        bits = Bits(*(int(sure == each) for each in range(len(CONFIDENCES))))
        group = grant.group._replace(
            actors=np.searchsorted(scope.who, nodes),
            targets=nodes,
            bits=bits,
            is_self=True,
            is_grant=False,
            admins=0,
        )
        yield Link(group, sure, 1, Detour(helping.search, tree, number + 1))
        yield Link(grant.group, grant.level, grant.mask)
        number += 2
