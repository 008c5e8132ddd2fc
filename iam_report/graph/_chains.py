"""The best chain of hops from each principal to each goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from iam_report.graph._hops import Hop, evidence_of, hop_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iam_report.graph._graph import Graph
    from iam_report.graph._search import Detour, Link, Search, Tree


#: Stands for the node that a chain begins at.
ITSELF: Final = -1


class Chain(NamedTuple):
    """A chain, but for the names of its ends.

    Attributes:
        hops: Its hops.
        nodes: The nodes between its ends; ITSELF for who takes the next hop too.
        takers: For each hop the node that takes it; ITSELF for the first.
        target: The node that it leads to; None for the goal, ITSELF for that where it begins.
        made: Whether the target is made an administrator.
        is_unknown: Whether the export does not tell what the target may do.
        named: The node that the last hop names, where it is not the target.
    """

    hops: tuple[Hop, ...]
    nodes: tuple[int, ...]
    target: int | None
    made: bool
    is_unknown: bool = False
    named: int | None = None


class Rows(NamedTuple):
    """Chains as rows.

    Attributes:
        source: The node at which each begins.
        goal: The node that it leads to.
        level: How sure it is.
        chain: The chain, as a position in `chains`.
        chains: The distinct chains.
        reached: For each node how many goals it reaches; empty where that is not known.
        classes: For each node what is the same for nodes with the same edges.
        others: Gives for a node and a goal the IDs of all paths that lead there in one hop.
    """

    source: np.ndarray
    goal: np.ndarray
    level: np.ndarray
    chain: np.ndarray
    chains: list[Chain]
    reached: np.ndarray
    classes: np.ndarray
    others: Callable[[int, int], tuple[str, ...]]

    def only(self, kept: np.ndarray) -> Rows:
        """Return some of the rows."""
        return self._replace(
            source=self.source[kept],
            goal=self.goal[kept],
            level=self.level[kept],
            chain=self.chain[kept],
        )


class Chains:
    """Collects the best chains.

    Args:
        graph: The graph.
        search: The search that finds them.
    """

    def __init__(self, graph: Graph, search: Search) -> None:
        self._graph = graph
        self._search = search
        self._chains: list[Chain] = []
        self._numbers: dict[tuple[int, ...], int] = {}
        self._hops: list[Hop] = []
        self._hop_of: dict[tuple[tuple[int, ...], int, int], int] = {}
        self._hop_by_evidence: dict[tuple[object, ...], int] = {}
        self._alike: dict[int, list[np.ndarray]] = {}
        self._parts: list[tuple[np.ndarray, ...]] = []

    def add(
        self,
        tree: Tree,
        numbers: Sequence[int],
        goals: Sequence[int] | None,
        level: int,
        *,
        is_unknown: bool = False,
    ) -> None:
        """Add the chains from classes to goals.

        Args:
            tree: The tree.
            numbers: The classes.
            goals: The goals; each is reached alike. None for the goal that the tree leads to.
            level: How sure the chains are.
            is_unknown: Whether the export does not tell what the goals may do.
        """
        for number in numbers:
            for members in self._members(number):
                ends, chains = self._of(tree, number, int(members[0]), goals, is_unknown)
                count, width = len(members), len(ends)
                self._parts.append(
                    (
                        np.tile(members, width),
                        np.repeat(np.array(ends, dtype=np.int64), count),
                        np.full(count * width, level),
                        np.repeat(np.array(chains, dtype=np.int64), count),
                    )
                )

    def _members(self, number: int) -> list[np.ndarray]:
        """Return the nodes of a class, those apart whose policies are called otherwise."""
        if number not in self._alike:
            by_name: dict[object, list[int]] = {}
            for node in self._search.members[number].tolist():
                by_name.setdefault(self._graph.names.get(node), []).append(node)
            self._alike[number] = [np.array(nodes, np.int64) for nodes in by_name.values()]
        return self._alike[number]

    def rows(self, reached: np.ndarray | None = None) -> Rows:
        """Return all chains.

        Args:
            reached: For each node how many goals it reaches.
        """
        parts = self._parts or [(np.zeros(0, dtype=np.int64),) * 4]
        source, goal, level, chain = (np.concatenate(each) for each in zip(*parts, strict=True))
        known = np.zeros(0, np.int64) if reached is None else reached
        classes = np.full(len(self._graph.is_admin), -1)
        for number, members in enumerate(self._search.members):
            classes[members] = number
        return Rows(source, goal, level, chain, self._chains, known, classes, self._paths_to)

    def _paths_to(self, node: int, goal: int) -> tuple[str, ...]:
        number = self._search.class_of(node)
        return () if number is None else self._search.paths_to(number, goal)

    def _of(
        self,
        tree: Tree,
        number: int,
        node: int,
        goals: Sequence[int] | None,
        is_unknown: bool,  # noqa: FBT001  (as in `add`)
    ) -> tuple[Sequence[int], list[int]]:
        """Return the goals, and for each the number of the chain from a node of a class."""
        first = node
        head: list[int] = []
        nodes: list[int] = []
        step, steps = tree.steps[number], tree.steps
        while step.hops > 1:
            detour = self._search.links[step.link].detour
            if detour is not None:
                self._add_detour(detour, node, head, nodes)
                head.append(self._hop(detour.link, nodes[-1], node))
            else:
                self._add_before(step.link, node, head, nodes)
                head.append(self._hop(step.link, node, step.target))
            nodes.append(step.target)
            steps = tree.inside if step.is_inside else steps
            node = step.target
            following = self._search.class_of(node)
            if following is None:  # a chain that ends in a goal ends there
                raise AssertionError(node)
            step = steps[following]
        found = []
        ends = goals or [step.target]
        detour = self._search.links[step.link].detour
        if detour is not None:
            self._add_detour(detour, node, head, nodes)
        self._add_before(step.link, node, head, nodes)
        for goal in ends:
            number, actor, end = step.link, node, goal
            if detour is not None:
                number, actor, end = detour.link, nodes[-1], node
            hops = (*head, self._hop(number, actor, end))
            whole = (first, *nodes, *hops, -1 if is_unknown else 0)
            if whole not in self._numbers:
                self._numbers[whole] = len(self._chains)
                target, made = self._target(step.link, nodes)
                if detour is not None:
                    target = ITSELF if node == first else node
                each = tuple(self._hops[hop] for hop in hops)
                named = self._named(number, made=made)
                self._chains.append(Chain(each, tuple(nodes), target, made, is_unknown, named))
            found.append(self._numbers[whole])
        return ends, found

    def _add_before(self, number: int, node: int, head: list[int], nodes: list[int]) -> None:
        """Add the hops by which a node frees itself before that of a link."""
        before = self._search.links[number].hops()[:0:-1]
        head += [self._hop_by(link, node, node, (number, at)) for at, link in enumerate(before)]
        nodes += [ITSELF] * len(before)

    def _named(self, number: int, *, made: bool) -> int | None:
        """Return the group that a last hop makes administrators of: who joins it is the target."""
        link = self._search.links[number]
        if not made or link.group.is_self or not link.made:
            return None
        place = (link.made & -link.made).bit_length() - 1
        target = int(link.group.targets[place])
        return target if self._graph.is_group(target) else None

    def _add_detour(self, detour: Detour, node: int, head: list[int], nodes: list[int]) -> None:
        """Add the hops from a node to who helps it."""
        number = detour.search.class_of(node)
        while number is not None:
            step = detour.tree.steps[number]
            head.append(self._hop(step.link, node, step.target))
            nodes.append(step.target)
            if step.hops == 1:
                return
            node = step.target
            number = detour.search.class_of(node)

    def _target(self, number: int, nodes: Sequence[int]) -> tuple[int | None, bool]:
        """Return whom a last hop leads to, and whether it makes it an administrator.

        Who has joined a group that gives itself any permission has it too.
        """
        link = self._search.links[number]
        nodes = [node for node in nodes if node != ITSELF]
        if not link.group.makes_admin:
            return None, False
        if link.group.is_self:
            others = (node for node in reversed(nodes) if not self._graph.is_group(node))
            return next(others, ITSELF), True
        place = (link.made & -link.made).bit_length() - 1
        target = int(link.group.targets[place])
        if self._graph.is_group(target):  # it has joined the group
            return (nodes[-1] if nodes else ITSELF), True
        return target, True

    def _hop(self, number: int, node: int, target: int) -> int:
        """Return the number of a hop by a link."""
        return self._hop_by(self._search.links[number], node, target, (number,))

    def _hop_by(self, link: Link, node: int, target: int, name: tuple[int, ...]) -> int:
        """Return the number of a hop by a link that has such a name."""
        whole = name, node, target
        found = self._hop_of.get(whole)
        if found is None:
            actor, place = self._graph.places(link, node, target)
            key = name, node, evidence_of(link, actor, place)
            if key not in self._hop_by_evidence:
                self._hop_by_evidence[key] = len(self._hops)
                self._hops.append(hop_of(self._graph, link, actor, place))
            found = self._hop_of[whole] = self._hop_by_evidence[key]
        return found
