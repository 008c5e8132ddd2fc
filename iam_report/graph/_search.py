"""Chains of edges: who can become whom in many hops, and the best way there.

Actors with the same edges are one class, and targets of the same edges are one mask, so that the
search goes over classes and masks and not over pairs of principals. Sets are whole numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from iam_report.graph._bits import mask_of, places_in
from iam_report.graph._groups import CONFIDENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from iam_report.graph._groups import Group

#: How many targets are looked at in one go.
_AT_ONCE: Final = 1_024


class Detour(NamedTuple):
    """What comes before the hop of a link: a chain to who helps the actor.

    Attributes:
        search: The search that found the chains.
        tree: The chains.
        link: Number of the link by which the actor is helped at their end.
    """

    search: Search
    tree: Tree
    link: int


class Link(NamedTuple):
    """Edges of a group that are equally sure.

    Attributes:
        group: The group.
        level: How sure, as a place in CONFIDENCES.
        targets: Mask of the targets, over the group's own.
        detour: What comes before the hop.
        before: The hop by which the actor frees itself before it; it may have one before it, too.
    """

    group: Group
    level: int
    targets: int
    detour: Detour | None = None
    before: Link | None = None

    def hops(self) -> list[Link]:
        """Return the links of the hops, the last first."""
        return [self, *(self.before.hops() if self.before is not None else ())]

    @property
    def made(self) -> int:
        """Mask of the targets that a link makes administrators, who are none yet."""
        return self.targets & ~self.group.admins if self.group.makes_admin else 0


class Step(NamedTuple):
    """The first hop of a chain.

    Attributes:
        hops: How many hops the chain has.
        link: Number of the link.
        target: The node that the hop leads to.
        is_inside: Whether the chain goes on as that of its target in the tree of the search itself;
            it is False for the search that counts only some links, up to the one that counts.
    """

    hops: int
    link: int
    target: int
    is_inside: bool = True


class Steps:
    """For each class the first hop of its best chain, if it has one.

    Args:
        count: The number of classes.
    """

    def __init__(self, count: int) -> None:
        #: How many hops the chain of each class has; 0 for none.
        self.hops = np.zeros(count, dtype=np.int32)
        self._link, self._target = np.zeros((2, count), dtype=np.int32)
        self._is_inside = np.zeros(count, dtype=bool)

    def __setitem__(self, number: int, step: Step) -> None:
        """Set the first hop of a class."""
        self.hops[number] = step.hops
        self._link[number], self._target[number] = step.link, step.target
        self._is_inside[number] = step.is_inside

    def __getitem__(self, number: int) -> Step:
        """Return the first hop of a class."""
        link, target = int(self._link[number]), int(self._target[number])
        return Step(int(self.hops[number]), link, target, bool(self._is_inside[number]))

    def classes(self) -> list[int]:
        """Return the classes that have one."""
        found: list[int] = np.flatnonzero(self.hops).tolist()
        return found


class Tree(NamedTuple):
    """For each class the first hop of its best chain.

    Attributes:
        steps: The first hops.
        inside: Those of chains that begin where `is_inside` says.
    """

    steps: Steps
    inside: Steps


class Search:
    """Searches the graph.

    Args:
        links: The edges; of equally good ones the first is taken.
        sources: For each link the nodes that it leads from.
        targets: For each link the nodes that it leads to.
        goals: Nodes that are searched for.
    """

    def __init__(
        self,
        links: Sequence[Link],
        sources: Sequence[np.ndarray],
        targets: Sequence[np.ndarray],
        goals: np.ndarray,
    ) -> None:
        self.links = links
        node, link = _pairs(sources)
        starts = np.flatnonzero(np.diff(node, prepend=-1))
        of_nodes = np.split(link, starts[1:]) if len(starts) else []
        self._nodes = np.unique(np.concatenate([node, goals]).astype(np.int64))
        classes: dict[bytes, list[int]] = {}
        own: dict[bytes, np.ndarray] = {}
        for at, listed in zip(node[starts].tolist(), of_nodes, strict=True):
            key = listed.tobytes()
            classes.setdefault(key, []).append(at)
            own[key] = listed
        #: The nodes of each class, and its links.
        self.members = [np.array(each, dtype=np.int64) for each in classes.values()]
        self.links_of = [own[key].tolist() for key in classes]
        self._of_node = {at: c for c, each in enumerate(classes.values()) for at in each}
        self._sets = [mask_of(self._rank(each), len(self._nodes)) for each in self.members]
        self._paths: dict[int, dict[str, int]] = {}
        self._own_masks: dict[tuple[int, int], int] = {}
        self._lay_out_masks(targets)

    def _rank(self, nodes: np.ndarray) -> np.ndarray:
        """Return the places of nodes in sets."""
        return np.searchsorted(self._nodes, nodes)

    def _rank_of(self, node: int) -> int:
        return int(np.searchsorted(self._nodes, node))

    def _lay_out_masks(self, targets: Sequence[np.ndarray]) -> None:
        """Number the distinct sets of targets, and note which links and nodes have each."""
        numbers: dict[int, int] = {}
        found: dict[tuple[int, int], int] = {}
        self._mask_of_link = []
        for nodes in targets:
            key = id(nodes), len(nodes)
            if key not in found:
                there = nodes[np.isin(nodes, self._nodes)]
                found[key] = mask_of(self._rank(there), len(self._nodes))
            self._mask_of_link.append(numbers.setdefault(found[key], len(numbers)))
        self._masks = list(numbers)
        self._of_target = _transposed(self._masks, len(self._nodes))
        self._takers: list[dict[int, int]] = [{} for _ in CONFIDENCES]
        for number, listed in enumerate(self.links_of):
            for link in listed:
                for level in range(self.links[link].level, len(CONFIDENCES)):
                    takers = self._takers[level]
                    mask = self._mask_of_link[link]
                    takers[mask] = takers.get(mask, 0) | 1 << number

    def paths_to(self, number: int, goal: int) -> tuple[str, ...]:
        """Return the IDs of the paths by which a class gets to a goal in one hop, or makes one.

        Args:
            number: The class.
            goal: The goal, as a node.
        """
        if number not in self._paths:
            masks: dict[str, int] = {}
            for link in self.links_of[number]:
                if self.links[link].before is not None:
                    continue
                name = self.links[link].group.path.id
                there = self._masks[self._mask_of_link[link]] | self._own_mask(link)
                masks[name] = masks.get(name, 0) | there
            self._paths[number] = masks
        rank = self._rank_of(goal)
        return tuple(name for name, mask in self._paths[number].items() if mask >> rank & 1)

    def _own_mask(self, number: int) -> int:
        """Return the nodes whose policies a link changes."""
        link = self.links[number]
        if not link.group.makes_admin or link.group.is_self:
            return 0
        key = id(link.group.targets), link.targets
        if key not in self._own_masks:
            nodes = link.group.targets[places_in(link.targets, len(link.group.targets))]
            there = nodes[np.isin(nodes, self._nodes)]
            self._own_masks[key] = mask_of(self._rank(there), len(self._nodes))
        return self._own_masks[key]

    def class_of(self, node: int) -> int | None:
        """Return the class of a node; None for a node without links."""
        return self._of_node.get(node)

    def node(self, rank: int) -> int:
        """Return the node at a place of sets."""
        return int(self._nodes[rank])

    def goal_classes(self, goals: Iterable[int]) -> dict[int, list[int]]:
        """Return goals that the same links lead to, by that set of links."""
        found: dict[int, list[int]] = {}
        for goal in goals:
            found.setdefault(self._of_target[self._rank_of(goal)], []).append(goal)
        return found

    def reach(self, goals: Iterable[int], level: int) -> Tree:
        """Return for each class that reaches one of some goals the best chain.

        Args:
            goals: The goals.
            level: How sure hops have to be.
        """
        ranks = [self._rank_of(goal) for goal in goals]
        steps = self._spread({0: ranks}, level, None)
        return Tree(steps, steps)

    def reach_otherwise(self, goals: Iterable[int], level: int, plain: str) -> Tree:
        """Return the best chains that not only one path makes up.

        Args:
            goals: The goals.
            level: How sure hops have to be.
            plain: ID of the path that alone does not count.
        """
        inside = self.reach(goals, level).steps
        by_hops: dict[int, list[int]] = {0: [self._rank_of(goal) for goal in goals]}
        for number in inside.classes():
            ranks = self._rank(self.members[number]).tolist()
            by_hops.setdefault(int(inside.hops[number]), []).extend(ranks)
        is_other = [link.before is not None or link.group.path.id != plain for link in self.links]
        return Tree(self._spread(by_hops, level, is_other), inside)

    def _spread(
        self, frontiers: Mapping[int, Sequence[int]], level: int, counts: Sequence[bool] | None
    ) -> Steps:
        """Return which classes reach nodes that are so many hops from the goals, and how.

        Args:
            frontiers: Nodes by the hops that they are away.
            level: How sure hops have to be.
            counts: For each link whether it counts where it leads to these nodes; None for all.
        """
        found = Steps(len(self.members))
        takers, seen, hops = self._takers[level], 0, 0
        newest = 0
        last = max(frontiers, default=0)
        while newest or hops <= last:
            given = mask_of(frontiers.get(hops, ()), len(self._nodes))
            hops += 1
            reached = 0
            for frontier, test in ((given, counts), (newest, None)):
                for number in self._next(frontier, takers, seen | reached):
                    step = self._first(number, frontier, level, test)
                    if step is not None:
                        is_inside = counts is None or frontier is given
                        found[number] = Step(hops, *step, is_inside)
                        reached |= 1 << number
            seen |= reached
            newest = 0
            for number in _places(reached):
                newest |= self._sets[number]
        return found

    def _next(self, frontier: int, takers: Mapping[int, int], seen: int) -> Iterator[int]:
        """Give the classes from which a link leads into a set of nodes."""
        masks = 0
        for rank in _places(frontier):
            masks |= self._of_target[rank]
        classes = 0
        for mask in _places(masks):
            classes |= takers.get(mask, 0)
        yield from _places(classes & ~seen)

    def _first(
        self, number: int, frontier: int, level: int, counts: Sequence[bool] | None
    ) -> tuple[int, int] | None:
        """Return the first link of a class that leads into a set of nodes, and the node."""
        for link in self.links_of[number]:
            there = self._masks[self._mask_of_link[link]] & frontier
            is_it = self.links[link].level <= level and (counts is None or counts[link])
            if there and is_it:
                return link, self.node((there & -there).bit_length() - 1)
        return None


def _pairs(sources: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the nodes and links that belong together, by node, then link."""
    if not sources:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    node = np.concatenate(sources).astype(np.int64)
    link = np.repeat(np.arange(len(sources)), [len(each) for each in sources])
    order = np.lexsort((link, node))
    return node[order], link[order]


def _transposed(masks: Sequence[int], count: int) -> list[int]:
    """Return for each node the set of the masks that it is in."""
    size = max((count + 7) // 8, 1)
    octets = b"".join(mask.to_bytes(size, "little") for mask in masks)
    table = np.frombuffer(octets, np.uint8).reshape(len(masks), size)
    found: list[int] = []
    for first in range(0, size, _AT_ONCE // 8):
        part = np.unpackbits(table[:, first : first + _AT_ONCE // 8], axis=1, bitorder="little")
        packed = np.packbits(part.T, axis=1, bitorder="little")
        found += [int.from_bytes(row.tobytes(), "little") for row in packed]
    return found[:count]


def _places(mask: int) -> Iterator[int]:
    if mask:
        yield from places_in(mask, mask.bit_length()).tolist()
