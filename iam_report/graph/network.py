"""escalation_graph: nodes and edges together, to be drawn or handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from iam_report.graph._graph import Graph, graph_of
from iam_report.graph._scope import ACTORS
from iam_report.graph.edges import edges_of, frame_of
from iam_report.graph.escalation_graph import EscalationGraph
from iam_report.graph.escalations import chosen
from iam_report.schema import as_series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.relations import Frames


def escalation_graph(
    snapshot: Frames,
    principals: str | Iterable[str] | None = None,
    *,
    service_control_policies: Any = None,
) -> EscalationGraph:
    """Return the graph of who can get the rights of whom, to be drawn or given to other tools.

    Args:
        snapshot: A snapshot with authorization details.
        principals: ARNs, or names that only one user or role has, of those who are asked about;
            hops of whom they can become are in the graph, too. None for all.
        service_control_policies: As for `can`.

    Returns:
        The graph; its nodes are the principals that have an edge, and all administrators.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: As for `escalation_edges`.

    Examples:
        >>> import iam_report as ir
        >>> graph = ir.escalation_graph(ir.load("sample_data"))  # doctest: +SKIP
        >>> graph.to_svg("escalations.svg")  # doctest: +SKIP
    """
    graph = graph_of(snapshot, service_control_policies)
    link_of, source, target = edges_of(graph, _reached(graph, chosen(graph, principals)))
    edges = frame_of(graph, link_of, source, target)
    population = graph.population
    is_node = graph.is_admin[: len(population.arns)].copy()
    is_node[source] = is_node[target] = True
    nodes = pa.array(is_node.nonzero()[0])
    arns = pa.array(population.arns, pa.string())
    columns = {
        **{n: c.take(nodes) for n, c in population.key_columns.items()},
        "arn": arns.take(nodes),
        "kind": pa.array(ACTORS, pa.string()).take(pa.array(population.kinds[is_node])),
        "is_admin": pa.array(graph.is_admin[: len(population.arns)][is_node]),
    }
    frame = pd.DataFrame({name: as_series(column) for name, column in columns.items()})
    return EscalationGraph(frame, edges)


def _reached(graph: Graph, wanted: np.ndarray) -> np.ndarray:
    """Return for each node whether it is one of some, or one that they can get to.

    Administrators take no hops; groups do, for their members.
    """
    found = wanted.copy()
    newest = wanted
    while newest.any():
        following = np.zeros(len(found), dtype=bool)
        for nodes, leads in zip(graph.sources, graph.targets, strict=True):
            if newest[nodes].any():
                following[leads] = True
        newest = following & ~found & ~graph.is_admin
        found |= newest
    return found
