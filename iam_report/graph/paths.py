"""paths: all ways from one principal to another, hop by hop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from iam_report.access.can import principal_at
from iam_report.errors import IamReportError
from iam_report.frames.escalation_steps import ESCALATION_STEPS
from iam_report.graph._bits import places_in
from iam_report.graph._graph import Graph, graph_of
from iam_report.graph._groups import CONFIDENCES
from iam_report.graph._reach import adjacency, reaching
from iam_report.graph.edges import edges_of, frame_of

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.relations import Frames

#: So many ways that have not come to an end are followed.
_MOST: Final = 200_000


def paths(
    snapshot: Frames,
    source: str,
    target: str,
    *,
    max_hops: int = 4,
    limit: int = 100,
    service_control_policies: Any = None,
) -> pd.DataFrame:
    """Return the ways from one principal to another: the surest first, then those of fewest hops.

    No way passes the same principal twice, or passes an administrator of the account that it
    starts in.

    Args:
        snapshot: A snapshot with authorization details.
        source: ARN of a user or role, or a name that only one has.
        target: The same, or a group; of several of a name the one in the account of `source`. That
            of `source` for the ways in which it makes itself an administrator.
        max_hops: How many hops a way has at most.
        limit: How many ways are given at most.
        service_control_policies: As for `can`.

    Returns:
        An `escalation_steps` frame: one row for each way and hop; empty if there is no way. Paths
        of the same hop between the same two are ways of their own. An administrator takes no hops.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: There is no such principal, or an argument is wrong.

    Examples:
        >>> import iam_report as ir
        >>> snapshot = ir.load("sample_data")
        >>> ir.paths(snapshot, "prototype-shop", "anton.fairwater")  # doctest: +SKIP
    """
    for name, value in (("max_hops", max_hops), ("limit", limit)):
        if not isinstance(value, int) or value < 1:
            raise IamReportError(f"`{name}` is `{value}`", hint="give a whole number from 1")
    graph = graph_of(snapshot, service_control_policies)
    start = principal_at(graph.population.index, source)
    end = _end(graph, start, target)
    link_of, sources, targets = _between(graph, start, end, max_hops)
    ways = _ways((link_of, sources, targets), graph, start, end, max_hops, limit)
    edges = np.array([edge for way in ways for edge in way], dtype=np.int64)
    counts = [len(way) for way in ways]
    number = np.repeat(np.arange(1, len(ways) + 1), counts)
    hop = np.concatenate([[], *(np.arange(1, count + 1) for count in counts)]).astype(np.int64)
    columns = frame_of(
        graph,
        link_of[edges],
        sources[edges],
        targets[edges],
        {"path": pa.array(number, pa.int64()), "hop": pa.array(hop, pa.int64())},
    )
    key = graph.population.key_columns
    own = {n: c.take(pa.array(np.full(len(edges), start))) for n, c in key.items()}
    return ESCALATION_STEPS.from_arrays({**columns, **own})


def _end(graph: Graph, start: int, target: str) -> int:
    """Return who is meant as the end; of several of a name the one in the account of the start."""
    population = graph.population
    if target in population.arns:  # a group, too
        return int(np.flatnonzero(np.array(population.arns, dtype=object) == target)[-1])
    wanted = f"/{target}"
    scope = population.scope == population.scope[start]
    own = np.flatnonzero(scope[: population.count])
    mine = [at for at in own.tolist() if population.arns[at].endswith(wanted)]
    if len(mine) == 1 and not target.startswith("arn:"):
        return int(mine[0])
    return principal_at(population.index, target)


def _between(
    graph: Graph, start: int, end: int, max_hops: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the edges that may be on a way: those near enough to both ends."""
    count = len(graph.is_admin)
    near = _near(graph, end, max_hops)
    wanted = np.zeros(count, dtype=bool)
    frontier = np.zeros(count, dtype=bool)
    frontier[start] = True
    for left in range(max_hops, 0, -1):
        frontier &= (near >= 0) & (near <= left)
        wanted |= frontier
        following = np.zeros(count, dtype=bool)
        for nodes, leads in zip(graph.sources, graph.targets, strict=True):
            if frontier[nodes].any():
                following[leads] = True
        frontier = following & ~wanted
    link_of, sources, targets = edges_of(graph, wanted, with_groups=True)
    kept = (near[targets] >= 0) & ((targets == end) | (sources != targets)) & wanted[sources]
    made = np.array([graph.links[n].group.makes_admin for n in link_of.tolist()], dtype=bool)
    kept &= ~made | (targets == end)
    return link_of[kept], sources[kept], targets[kept]


def _near(graph: Graph, end: int, max_hops: int) -> np.ndarray:
    """Return for each node how many hops it is from the end; -1 for no way."""
    count, links = len(graph.is_admin), len(graph.links)
    up = [(nodes, np.full(len(nodes), count + n)) for n, nodes in enumerate(graph.sources)]
    down = []
    for number, (link, nodes) in enumerate(zip(graph.links, graph.sources, strict=True)):
        leads = graph.targets[number]
        if link.group.makes_admin:
            leads = (
                nodes
                if link.group.is_self
                else link.group.targets[places_in(link.targets, len(link.group.targets))]
            )
            leads = leads[leads == end]
        down.append((np.full(len(leads), count + number), leads))
    pairs = [*up, *down]
    sources = np.concatenate([np.zeros(0, np.int64), *(a for a, _ in pairs)]).astype(np.int64)
    targets = np.concatenate([np.zeros(0, np.int64), *(b for _, b in pairs)]).astype(np.int64)
    edges = adjacency(count + links, sources, targets)
    found = reaching(count + links, sources, targets, np.array([end]), edges=edges)[:count]
    near: np.ndarray = np.where(found < 0, -1, found // 2)
    near[near > max_hops] = -1
    return near


def _ways(
    edges: tuple[np.ndarray, np.ndarray, np.ndarray],
    graph: Graph,
    start: int,
    end: int,
    max_hops: int,
    limit: int,
) -> list[tuple[int, ...]]:
    """Return the ways as edges, with fewest hops first, then surest, then by the catalogue."""
    link_of, sources, targets = edges
    leaving: dict[int, list[int]] = {}
    for edge, source in enumerate(sources.tolist()):
        leaving.setdefault(source, []).append(edge)
    levels = [graph.links[number].level for number in link_of.tolist()]
    found: list[tuple[int, ...]] = []
    for level in range(len(CONFIDENCES)):
        kept = {n: [e for e in each if levels[e] <= level] for n, each in leaving.items()}
        partial: list[tuple[tuple[int, ...], int, frozenset[int]]] = [
            ((), start, frozenset({start}))
        ]
        for _ in range(max_hops):
            partial, ended = _one_hop(partial, kept, targets, end)
            found += [way for way in ended if max(levels[e] for e in way) == level]
        if len(found) >= limit:
            break
    return found[:limit]


def _one_hop(
    partial: list[tuple[tuple[int, ...], int, frozenset[int]]],
    leaving: dict[int, list[int]],
    targets: np.ndarray,
    end: int,
) -> tuple[list[tuple[tuple[int, ...], int, frozenset[int]]], list[tuple[int, ...]]]:
    """Return the ways that go on, one hop further, and those that end."""
    further: list[tuple[tuple[int, ...], int, frozenset[int]]] = []
    ended: list[tuple[int, ...]] = []
    for way, node, passed in partial:
        for edge in leaving.get(node, ()):
            reached = int(targets[edge])
            if reached == end:
                ended.append((*way, edge))
            elif reached not in passed and len(further) < _MOST:
                further.append(((*way, edge), reached, passed | {reached}))
    return further, ended
