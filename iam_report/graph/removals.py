"""escalation_removals: which single change ends most escalations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from iam_report.errors import IamReportError, shown
from iam_report.frames.escalation_removals import ESCALATION_REMOVALS, REMOVAL_KINDS
from iam_report.graph._chain_texts import Texts
from iam_report.graph._chains import Chains
from iam_report.graph._changes import Changes
from iam_report.graph._graph import graph_of
from iam_report.graph._groups import CONDITIONAL, NEEDS
from iam_report.graph._removables import Bounds, Removal
from iam_report.graph.escalations import chosen
from iam_report.schema import category

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.graph._graph import Graph
    from iam_report.graph._search import Search
    from iam_report.relations import Frames


def escalation_removals(
    snapshot: Frames, top: int = 20, *, service_control_policies: Any = None
) -> pd.DataFrame:
    """Return which single changes end most escalations to administrators.

    A change is a statement taken out of a policy, a policy taken away from a user, role or group,
    a user taken out of a group, or a statement taken out of the trust policy of a role. For each
    the edges that it can alter are made again, so that what other policies still allow counts:
    whoever can become an administrator in two independent ways is ended by neither. Statements of
    the policies of AWS, which nobody can change, statements that deny, and permissions boundaries
    are left out. Who is an administrator stays as it is: taking the permissions of administrators
    away is no way of protecting them.

    Args:
        snapshot: A snapshot with authorization details. A credential report tells passwords and
            access keys of users.
        top: How many changes are given at most.
        service_control_policies: As for `can`.

    Returns:
        An `escalation_removals` frame: one row for each change that ends at least one chain,
        those that end most first; of equal ones a statement before an attachment, before a
        membership, before a trust. Counted are the rows of `escalations` that are `certain` or
        `conditional`; one is ended where nothing, not even what another export would have to
        show, is left.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: It is no snapshot, or an argument is wrong.

    Examples:
        >>> import iam_report as ir
        >>> snapshot = ir.load("sample_data")
        >>> found = ir.escalation_removals(snapshot, 5)  # doctest: +SKIP
        >>> found[["kind", "arn", "policy", "broken"]]  # doctest: +SKIP
    """
    if not isinstance(top, int) or isinstance(top, bool) or top < 1:
        raise IamReportError(f"`top` is `{shown(top)}`", hint="give a whole number from 1")
    graph = graph_of(snapshot, service_control_policies)
    ranking = _Ranking(graph)
    return _frame(graph, ranking, ranking.best(top))


class _Broken(NamedTuple):
    """What a removal ends; the best comes first.

    Attributes:
        broken: The number of pairs of a principal and an administrator, negative.
        principals: The number of principals that can become none then, negative.
        removal: The removal.
        example: One of the pairs.
    """

    broken: int
    principals: int
    removal: Removal
    example: tuple[int, int]


class _Ranking:
    """Finds the removals that end most.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._is_source = chosen(graph, None)
        search = graph.search_edges(graph.admins)
        self._bounds = Bounds(graph, search, graph.admins, self._is_source)
        self._before = self._reached(search, CONDITIONAL)
        self._changes = Changes(graph)

    def sid(self, removal: Removal) -> str | None:
        """Return the ID of the statement that is taken away; None without one."""
        statement = self._changes.statement(removal)
        return statement and statement.sid

    def best(self, top: int) -> list[_Broken]:
        """Return the removals that end most, most first."""
        bounds = self._bounds
        order = sorted(
            (-pairs, -len(bounds.sources[removal]), removal)
            for removal, pairs in bounds.pairs.items()
        )
        found: list[_Broken] = []
        for bound in order:
            if len(found) == top and bound > found[-1][:3]:
                break
            broken = self._broken(bound[2])
            if broken is not None:
                found = sorted([*found, broken])[:top]
        return found

    def _broken(self, removal: Removal) -> _Broken | None:
        """Return what a removal ends; None for nothing."""
        after = self._reached(self._changes.search_after(removal, self._graph.admins), NEEDS)
        is_broken = self._before & ~after
        pairs = np.argwhere(is_broken)
        if not len(pairs):
            return None
        lost = self._before.any(axis=1) & ~after.any(axis=1)
        source, goal = pairs[0].tolist()
        example = source, int(self._graph.admins[goal])
        return _Broken(-len(pairs), -int(lost.sum()), removal, example)

    def _reached(self, search: Search, level: int) -> np.ndarray:
        """Return for each node and goal whether there is a chain that is so sure."""
        goals = self._graph.admins
        found = np.zeros((len(self._is_source), len(goals)), dtype=bool)
        for listed in search.goal_classes(goals.tolist()).values():
            tree = search.reach(listed[:1], level)
            classes = tree.steps.classes()
            if classes:
                nodes = np.concatenate([search.members[number] for number in classes])
                nodes = nodes[self._is_source[nodes]]
                found[np.ix_(nodes, np.searchsorted(goals, listed))] = True
        return found


def _frame(graph: Graph, ranking: _Ranking, found: list[_Broken]) -> pd.DataFrame:
    population = graph.population
    removals = [each.removal for each in found]
    scopes = np.array([each.scope for each in removals], dtype=np.int64)
    keys = [population.keys[scope] for scope in scopes.tolist()]
    names = ("account_id", "as_of")
    columns = population.key_columns
    return ESCALATION_REMOVALS.from_arrays(
        {
            **{n: pa.array([key[i] for key in keys], columns[n].type) for i, n in enumerate(names)},
            "rank": pa.array(np.arange(1, len(found) + 1)),
            "kind": category(np.array([r.kind for r in removals], np.int64), REMOVAL_KINDS),
            "arn": pa.array([r.arn for r in removals], pa.string()),
            "policy": pa.array([r.policy or None for r in removals], pa.string()),
            "policy_arn": pa.array(
                [r.policy_arn if ":policy/" in r.policy_arn else None for r in removals],
                pa.string(),
            ),
            "group": pa.array([r.group or None for r in removals], pa.string()),
            "statement": pa.array(
                [r.statement if r.statement >= 0 else None for r in removals], pa.int64()
            ),
            "sid": pa.array([ranking.sid(r) for r in removals], pa.string()),
            "broken": pa.array([-each.broken for each in found], pa.int64()),
            "principals": pa.array([-each.principals for each in found], pa.int64()),
            "example": _examples(graph, [each.example for each in found]),
        }
    )


def _examples(graph: Graph, pairs: list[tuple[int, int]]) -> pa.Array:
    """Return the best chain of each of some pairs of a principal and a goal in words."""
    search = graph.search_edges(graph.admins)
    chains = Chains(graph, search)
    for source, goal in pairs:
        number = search.class_of(source)
        trees = enumerate(search.reach([goal], level) for level in range(NEEDS))
        level, tree = next(each for each in trees if number in each[1].steps.classes())
        chains.add(tree, [] if number is None else [number], [goal], level)
    rows = chains.rows()
    found = {
        pair: at
        for at, pair in enumerate(zip(rows.source.tolist(), rows.goal.tolist(), strict=True))
    }
    at = np.array([found[pair] for pair in pairs], dtype=np.int64)
    return Texts(graph, rows.only(at)).explanations()
