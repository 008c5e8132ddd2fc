"""escalation_edges: all single hops, as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.catalog.escalation_paths import escalation_paths
from iam_report.errors import IamReportError, shown
from iam_report.frames.escalation_edges import (
    CONFIDENCES,
    EDGE_YIELDS,
    ESCALATION_EDGES,
    PATH_CATEGORIES,
    TARGET_TYPES,
)
from iam_report.graph._bits import places_in
from iam_report.graph._graph import Graph, graph_of
from iam_report.graph._groups import NEEDS
from iam_report.graph._hops import TARGET, Hop, evidence_of, hop_of
from iam_report.graph._scope import GROUP
from iam_report.graph.escalations import accounts_of, chosen, kinds_of
from iam_report.schema import category

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from iam_report.graph._search import Link
    from iam_report.relations import Frames

#: So many edges are given at most.
MOST_EDGES: Final = 3_000_000

_TARGET, _ADMINISTRATOR = range(len(EDGE_YIELDS))
_LONGEST: Final = 200


def escalation_edges(
    snapshot: Frames,
    principals: str | Iterable[str] | None = None,
    *,
    service_control_policies: Any = None,
) -> pd.DataFrame:
    """Return by which paths each principal can get the rights of another one in one hop.

    Args:
        snapshot: A snapshot with authorization details.
        principals: ARNs, or names that only one user or role has, of those who take the hops; None
            for all.
        service_control_policies: As for `can`.

    Returns:
        An `escalation_edges` frame: one row for each principal, path and target, in the order of
        the snapshot, then of the catalogue of paths. Administrators take none.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: There is no such principal, an argument is wrong, or there are more than
            three million edges.

    Examples:
        >>> import iam_report as ir
        >>> snapshot = ir.load("sample_data")
        >>> edges = ir.escalation_edges(snapshot)  # doctest: +SKIP
        >>> edges.groupby("path_id").size()  # doctest: +SKIP
    """
    graph = graph_of(snapshot, service_control_policies)
    wanted = chosen(graph, principals)
    frame: pd.DataFrame = frame_of(graph, *edges_of(graph, wanted))
    return frame


def edges_of(
    graph: Graph, wanted: np.ndarray, *, with_groups: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return edges: for each its link, the node that takes it, and the node that it leads to.

    Args:
        graph: The graph.
        wanted: For each node whether its edges are wanted.
        with_groups: Whether what members of groups can do is among them.

    Raises:
        IamReportError: There are too many.
    """
    kinds = graph.population.kinds
    counted = 0
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for number, (link, nodes) in enumerate(zip(graph.links, graph.sources, strict=True)):
        if link.group.is_of_admins:
            continue
        sources = nodes[wanted[nodes] | (with_groups & (kinds[nodes] == GROUP))]
        if not len(sources):
            continue
        targets = _targets(link, sources)
        counted += len(sources) if link.group.is_self else len(sources) * len(targets)
        if counted > MOST_EDGES:
            raise IamReportError(
                f"there are more than {MOST_EDGES:,} edges",
                hint="name the `principals` whose edges you want; `escalations` needs no edges",
            )
        if link.group.is_self:
            source, target = sources, sources
        else:
            source, target = np.repeat(sources, len(targets)), np.tile(targets, len(sources))
        kept = (source != target) | link.group.is_self
        parts.append((np.full(int(kept.sum()), number), source[kept], target[kept]))
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    link_of, source, target = (np.concatenate(each) for each in zip(*parts, strict=True))
    return _distinct(graph, link_of, source, target)


def _distinct(
    graph: Graph, link_of: np.ndarray, source: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return edges in order, of those by the same path between the same two the surest."""
    names = list(escalation_paths())
    rank = np.array(
        [2 * names.index(li.group.path.id) + li.group.makes_admin for li in graph.links],
        dtype=np.int64,
    )[link_of]
    level = np.array([link.level for link in graph.links], dtype=np.int64)[link_of]
    order = np.lexsort((link_of, level, target, rank, source))
    key = np.stack([source, rank, target], axis=1)[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (key[1:] != key[:-1]).any(axis=1)
    kept = order[is_first]
    return link_of[kept], source[kept], target[kept]


def _targets(link: Link, sources: np.ndarray) -> np.ndarray:
    if link.group.is_self:
        return sources
    targets: np.ndarray = link.group.targets[places_in(link.targets, len(link.group.targets))]
    return targets


def frame_of(
    graph: Graph,
    link_of: np.ndarray,
    source: np.ndarray,
    target: np.ndarray,
    more: dict[str, np.ndarray] | None = None,
) -> Any:
    """Return edges as an `escalation_edges` frame, or its columns with others before them.

    Args:
        graph: The graph.
        link_of: For each edge its link.
        source: The node that takes it.
        target: The node that it leads to.
        more: Further columns; the columns are then given as they are.
    """
    population = graph.population
    hops, of_each = _hops(graph, link_of, source, target)
    at = pa.array(of_each)
    arns = pa.array(population.arns, pa.string())
    links = graph.links
    used = {number: links[number] for number in np.unique(link_of).tolist()}
    levels = np.array([link.level for link in links], dtype=np.int64)
    categories = [PATH_CATEGORIES.index(link.group.path.category) for link in links]
    yields = [_ADMINISTRATOR if link.group.makes_admin else _TARGET for link in links]
    classes = [_class(links[number]) if number in used else None for number in range(len(links))]

    def words(name: str, separator: str) -> pa.Array:
        each = [separator.join(getattr(hop, name)) or None for hop in hops]
        return pa.array(each, pa.string()).take(at)

    columns = {
        **{n: c.take(pa.array(source)) for n, c in population.key_columns.items()},
        **(more or {}),
        "source": arns.take(pa.array(source)),
        "source_type": category(population.kinds[source], TARGET_TYPES),
        "target": arns.take(pa.array(target)),
        "target_type": kinds_of(graph, target),
        "target_account": accounts_of(graph, target),
        "path_id": pa.array([hop.path_id for hop in hops], pa.string()).take(at),
        "category": category(np.array(categories, dtype=np.int64)[link_of], PATH_CATEGORIES),
        "yields": category(np.array(yields, dtype=np.int64)[link_of], EDGE_YIELDS),
        "confidence": category(levels[link_of], CONFIDENCES, ordered=True),
        "target_class": pa.array(classes, pa.string()).take(pa.array(link_of)),
        "actions": pa.array([", ".join(hop.actions) for hop in hops], pa.string()).take(at),
        "policies": words("policies", ", "),
        "statements": words("statements", ", "),
        "missing_context": words("missing", ", "),
        "needs": words("needs", "; "),
        "explanation": _explained(graph, hops, at, source, target),
    }
    return columns if more is not None else ESCALATION_EDGES.from_arrays(columns)


def _class(link: Link) -> str | None:
    """Return what the target is known by where a service has to have it already."""
    path = link.group.path
    if link.level != NEEDS or not path.exists or not path.trusts:
        return None
    return f"a role that trusts {' or '.join(path.trusts)}"


def _hops(
    graph: Graph, link_of: np.ndarray, source: np.ndarray, target: np.ndarray
) -> tuple[list[Hop], np.ndarray]:
    """Return the distinct hops in words, and which each edge is."""
    named, rank = _name_classes(graph, source)
    key = np.stack([link_of, rank, np.where(_is_self(graph, link_of), -1, target)], axis=1)
    _, first, of_each = np.unique(key, axis=0, return_index=True, return_inverse=True)
    hops: list[Hop] = []
    numbers: dict[tuple[object, ...], int] = {}
    found = np.zeros(len(first), dtype=np.int64)
    for place, edge in enumerate(first.tolist()):
        link = graph.links[int(link_of[edge])]
        node, other = int(source[edge]), int(target[edge])
        actor, at = graph.places(link, node, other)
        whole = (int(link_of[edge]), named[node], evidence_of(link, actor, at))
        if whole not in numbers:
            numbers[whole] = len(hops)
            hops.append(hop_of(graph, link, actor, at))
        found[place] = numbers[whole]
    return hops, found[of_each.ravel()]


def _is_self(graph: Graph, link_of: np.ndarray) -> np.ndarray:
    flags = np.array([link.group.is_self for link in graph.links], dtype=bool)
    return flags[link_of] if len(flags) else np.zeros(0, dtype=bool)


def _name_classes(graph: Graph, source: np.ndarray) -> tuple[dict[int, int], np.ndarray]:
    """Number nodes by what their policies are called, and return the number for each edge."""
    numbers: dict[object, int] = {}
    nodes, of_each = np.unique(source, return_inverse=True)
    named = {
        node: numbers.setdefault(graph.names.get(node), len(numbers)) for node in nodes.tolist()
    }
    ranks = np.array([named[node] for node in nodes.tolist()], dtype=np.int64)
    return named, ranks[of_each.ravel()]


def _explained(
    graph: Graph, hops: Sequence[Hop], at: pa.Array, source: np.ndarray, target: np.ndarray
) -> pa.Array:
    heads, tails, is_named = [], [], []
    for hop in hops:
        head, mark, tail = hop.text.partition(TARGET)
        heads.append(f" {head}")
        tails.append(tail)
        is_named.append(bool(mark))
    names = pa.array(
        [shown(a.rpartition("/")[2], _LONGEST) for a in graph.population.arns], pa.string()
    )
    goal = pc.if_else(
        pa.array(is_named, pa.bool_()).take(at), names.take(pa.array(target)), pa.scalar("")
    )
    return pc.binary_join_element_wise(
        names.take(pa.array(source)),
        pa.array(heads, pa.string()).take(at),
        goal,
        pa.array(tails, pa.string()).take(at),
        "",
    )
