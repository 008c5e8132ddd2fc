"""EscalationGraph: who can become whom, as a graph for other programs and for the eye."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from iam_report.errors import IamReportError, did_you_mean, shown
from iam_report.graph._drawing import drawn
from iam_report.graph._drawing_hops import FOCUSES
from iam_report.graph._graph_files import dot, graphml, networkx_graph, save
from iam_report.graph._graph_parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from iam_report.graph._graph_parts import Parts

PathLike: TypeAlias = str | os.PathLike[str]

_ADMINISTRATORS: Final = FOCUSES[0]


class EscalationGraph:
    """Principals, and the hops by which one gets the rights of another one.

    Attributes:
        nodes: Users, roles and groups: `account_id`, `as_of`, `arn`, `kind` and `is_admin`.
        edges: Hops: the frame `escalation_edges`.

    Files and pictures show each account at its latest moment.
    """

    __slots__ = ("_parts", "edges", "nodes")

    def __init__(self, nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
        self.nodes = nodes
        self.edges = edges
        self._parts: Parts | None = None

    def __repr__(self) -> str:
        admins = int(self.nodes["is_admin"].fillna(value=False).sum())
        return (
            f"<EscalationGraph: {len(self.nodes):,} nodes, {admins:,} of them administrators, "
            f"{len(self.edges):,} edges>"
        )

    def _repr_svg_(self) -> str:
        """Return the picture that a notebook shows."""
        return drawn(self._numbered(), _ADMINISTRATORS)

    def to_networkx(self) -> Any:
        """Return the graph as a `networkx.MultiDiGraph`.

        Nodes are ARNs. Attributes are the columns of the frames; those that are null are left out,
        and moments are ISO 8601 text, so that networkx can write them to any format.

        Raises:
            MissingExtraError: networkx is not installed.
        """
        return networkx_graph(self._numbered())

    def to_graphml(self, path: PathLike | None = None, *, overwrite: bool = False) -> str | None:
        """Return the graph as GraphML, or save it: for Gephi, yEd, Cytoscape or networkx.

        `networkx.read_graphml(path, force_multigraph=True)` gives what `to_networkx` gives. A
        character that XML cannot hold is spelt out.

        Raises:
            IamReportError: The file exists and `overwrite` is false, or it cannot be written.
        """
        return _delivered(graphml(self._numbered()), path, overwrite=overwrite)

    def to_dot(self, path: PathLike | None = None, *, overwrite: bool = False) -> str | None:
        """Return the graph in the language of Graphviz, or save it.

        Raises:
            IamReportError: The file exists and `overwrite` is false, or it cannot be written.
        """
        return _delivered(dot(self._numbered()), path, overwrite=overwrite)

    def to_svg(
        self,
        path: PathLike | None = None,
        *,
        focus: str = _ADMINISTRATORS,
        overwrite: bool = False,
    ) -> str | None:
        """Return a picture as SVG, or save it.

        Principals stand in columns by their hops to the nearest administrator. Those who get the
        same by the same paths are one node; of a large graph, what matters to most principals is
        shown, and the picture says what is not.

        Args:
            path: The file; None returns the text.
            focus: `administrators` shows the chains that end at administrators; `stronger` shows
                all hops.
            overwrite: Whether a file may be replaced.

        Raises:
            IamReportError: The focus is not one of these; the file exists and `overwrite` is
                false, or it cannot be written.
        """
        if focus not in FOCUSES:
            raise IamReportError(
                f"unknown focus `{shown(focus)}`",
                hint=did_you_mean(str(focus), FOCUSES) or f"use one of {', '.join(FOCUSES)}",
            )
        return _delivered([drawn(self._numbered(), focus)], path, overwrite=overwrite)

    def _numbered(self) -> Parts:
        if self._parts is None:
            self._parts = parts_of(self.nodes, self.edges)
        return self._parts


def _delivered(chunks: Iterable[str], path: PathLike | None, *, overwrite: bool) -> str | None:
    if path is None:
        return "".join(chunks)
    save(chunks, path, overwrite=overwrite)
    return None
