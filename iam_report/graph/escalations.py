"""escalations: who can become an administrator, or somebody stronger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from iam_report.access.can import principal_at
from iam_report.errors import IamReportError, did_you_mean, shown
from iam_report.frames.escalation_edges import CONFIDENCES, SOURCE_TYPES
from iam_report.frames.escalations import ESCALATIONS
from iam_report.graph._chain_texts import Texts
from iam_report.graph._chains import Chains, Rows
from iam_report.graph._graph import Graph, graph_of
from iam_report.graph._groups import DETAILS, NEEDS
from iam_report.graph._scope import ACTORS, GROUP
from iam_report.schema import category

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from iam_report.graph._search import Search, Tree
    from iam_report.relations import Frames

#: What is searched for.
TARGETS: Final = ("administrators", "stronger")

#: A chain that is less sure is worse, however short; no chain is that long.
_LEVEL: Final = 1 << 20
_NONE: Final = len(CONFIDENCES) * _LEVEL

_UNREAD: Final = (
    " has policies, or is in groups, that the export does not hold; what they let it do is not "
    "known"
)


def escalations(
    snapshot: Frames,
    principals: str | Iterable[str] | None = None,
    *,
    targets: str = "administrators",
    limit: int | None = 100,
    service_control_policies: Any = None,
) -> pd.DataFrame:
    """Return who can become an administrator, in one hop or many, and how.

    A hop is one of the published paths of privilege escalation (`docs/catalog.md`): a principal
    changes its own permissions, takes over a user or role, or passes a role to a service that it
    controls. Both sides count: resources, conditions, denies and boundaries of who takes it, trust
    policies, boundaries and access keys of whom it leads to. Administrators are what is searched
    for; they have no rows, and a chain ends at the first of an account.

    Args:
        snapshot: A snapshot with authorization details. A credential report tells passwords and
            access keys of users; without it some rows need it.
        principals: ARNs, or names that only one user or role has; None for all.
        targets: `administrators`; or `stronger` for everybody who may do what the principal may
            not.
        limit: How many rows a principal has at most: those of the best chains; `reachable` tells
            how many there are in all. None for all.
        service_control_policies: As for `can`.

    Returns:
        An `escalations` frame: one row for each principal and target, with the best chain. What
        leads to an administrator that is made by changing somebody's policies is one row for each
        account.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: There is no such principal, or an argument is wrong.

    Examples:
        >>> import iam_report as ir
        >>> snapshot = ir.load("sample_data")
        >>> found = ir.escalations(snapshot)  # doctest: +SKIP
        >>> found[["principal", "target", "path_id", "confidence"]]  # doctest: +SKIP
    """
    if targets not in TARGETS:
        raise IamReportError(
            f"`{shown(targets)}` is nothing to search for", hint=did_you_mean(targets, TARGETS)
        )
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise IamReportError(f"`limit` is `{shown(limit)}`", hint="give a whole number, or None")
    graph = graph_of(snapshot, service_control_policies)
    wanted = chosen(graph, principals)
    rows = best(graph, stronger=targets == "stronger", limit=limit)
    rows = rows.only(wanted[rows.source] & (rows.source != rows.goal))
    return _frame(graph, rows, wanted, stronger=targets == "stronger")


def chosen(graph: Graph, principals: str | Iterable[str] | None) -> np.ndarray:
    """Return for each node whether it is one of some principals that can have rows.

    Raises:
        IamReportError: There is no such principal.
    """
    index = graph.population.index
    found = np.zeros(len(graph.is_admin), dtype=bool)
    if principals is None:
        found[: graph.population.count] = True
    else:
        listed = [principals] if isinstance(principals, str) else list(principals)
        found[[principal_at(index, name) for name in listed]] = True
    chosen_ones: np.ndarray = found & ~graph.is_admin
    return chosen_ones


def best(graph: Graph, *, stronger: bool = False, limit: int | None = None) -> Rows:
    """Return the best chain from each principal to each administrator, or to everybody.

    Args:
        graph: The graph.
        stronger: Whether everybody is searched for.
        limit: How many there are at most for each principal: those of the best chains.
    """
    others = np.arange(graph.population.count) if stronger else np.zeros(0, dtype=np.int64)
    goals = np.unique(np.concatenate([graph.admins, others]))
    search = graph.search(np.union1d(goals, graph.unknown))
    alike = list(search.goal_classes(goals.tolist()).values())
    trees, ranks = _trees(search, alike)
    chains = Chains(graph, search)
    sizes = np.array([len(listed) for listed in alike], dtype=np.int64)
    reached = np.zeros(len(graph.is_admin), dtype=np.int64)
    order = np.argsort(ranks, axis=0, kind="stable")
    gaining = _Gaining(graph) if stronger else None
    for number, members in enumerate(search.members):
        places = order[:, number]
        places = places[ranks[places, number] < _NONE]
        reached[members] = sizes[places].sum()
        wanted = None if gaining is None else gaining.goals(members, alike, places.tolist())
        if wanted is not None:
            reached[members] = sum(map(len, wanted.values()))
        left = limit
        for place in places.tolist():
            listed = (alike[place] if wanted is None else wanted[place])[:left]
            if not listed:
                continue
            level = int(ranks[place, number]) // _LEVEL
            chains.add(trees[place][level], [number], listed, level)
            left = None if left is None else left - len(listed)
            if left == 0:
                break
    if not stronger:
        _add_unknown(graph, search, chains, ranks)
    return chains.rows(reached)


class _Gaining:
    """Tells which goals may do what others may not.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[tuple[int, int], bool] = {}

    def goals(
        self, members: np.ndarray, alike: list[list[int]], places: list[int]
    ) -> dict[int, list[int]]:
        """Return for places of goals those that may do what one of some nodes may not.

        Args:
            members: The nodes.
            alike: The goals.
            places: Places in `alike`.
        """
        strength, is_admin = self._graph.strength, self._graph.is_admin
        there = members[members < len(strength.of_each)]
        own = np.unique(strength.of_each[there]).tolist()
        listed = set(members.tolist()) if len(members) == 1 else set()

        def gives(goal: int) -> bool:
            if is_admin[goal]:
                return True
            code = int(strength.of_each[goal])
            return goal not in listed and any(self._gains(each, code) for each in own)

        return {place: [goal for goal in alike[place] if gives(goal)] for place in places}

    def _gains(self, own: int, other: int) -> bool:
        key = own, other
        if key not in self._known:
            sets = self._graph.strength.sets
            self._known[key] = bool(sets[other] & ~sets[own])
        return self._known[key]


def _add_unknown(graph: Graph, search: Search, chains: Chains, ranks: np.ndarray) -> None:
    """Add the best chain to somebody who may be an administrator, where none is known to be."""
    if not len(graph.unknown):
        return
    seen = set(np.flatnonzero((ranks < NEEDS * _LEVEL).any(axis=0)).tolist())
    for level in range(len(CONFIDENCES)):
        tree = search.reach(graph.unknown.tolist(), level)
        numbers = [number for number in tree.steps.classes() if number not in seen]
        chains.add(tree, numbers, None, NEEDS, is_unknown=True)
        seen.update(numbers)


def _trees(search: Search, alike: list[list[int]]) -> tuple[list[list[Tree]], np.ndarray]:
    """Return for goals that are alike the trees of each level, and how good chains are.

    The worse the chain of a class, the higher its number: by level, then by hops.
    """
    trees = []
    ranks = np.full((len(alike), len(search.members)), _NONE, dtype=np.int32)
    for place, listed in enumerate(alike):
        trees.append([search.reach(listed[:1], level) for level in range(len(CONFIDENCES))])
        for level, tree in reversed(list(enumerate(trees[-1]))):
            there = tree.steps.hops > 0
            ranks[place, there] = level * _LEVEL + tree.steps.hops[there]
    return trees, ranks


def _frame(graph: Graph, rows: Rows, wanted: np.ndarray, *, stronger: bool) -> pd.DataFrame:
    texts = Texts(graph, rows)
    population = graph.population
    gained = gained_actions(graph, rows, texts.target)
    gives = graph.is_admin[rows.goal]
    is_unknown = np.array([chain.is_unknown for chain in rows.chains], dtype=bool)[rows.chain]
    kept = np.flatnonzero(gives | (gained > 0)) if stronger else np.arange(len(gives))
    order = kept[
        np.lexsort((rows.goal[kept], texts.hops()[kept], rows.level[kept], rows.source[kept]))
    ]
    lost = _lost(graph, rows, wanted)
    at, nothing = pa.array(order), pa.nulls(len(lost), pa.string())
    targets = texts.target[order]
    made = rows.goal[order] >= len(population.arns)

    def both(values: Any, others: Any) -> pa.ChunkedArray:
        return pa.chunked_array([values, others])

    texts_of_lost = pa.array(
        [shown(population.name(actor), 200) + _UNREAD for actor in lost.tolist()], pa.string()
    )
    actors = np.concatenate([rows.source[order], lost])
    gained_column = pa.array(gained[order], mask=made)
    frame = ESCALATIONS.from_arrays(
        {
            **{n: c.take(pa.array(actors)) for n, c in population.key_columns.items()},
            "principal": pa.array(population.arns, pa.string()).take(pa.array(actors)),
            "principal_type": category(population.kinds[actors], SOURCE_TYPES),
            "target": both(texts.arn(targets), nothing),
            "target_type": both(kinds_of(graph, targets), nothing),
            "target_account": both(accounts_of(graph, targets), nothing),
            "gives_admin": pa.array(
                np.concatenate([gives[order], np.zeros(len(lost), bool)]),
                mask=np.concatenate([is_unknown[order], np.ones(len(lost), bool)]),
            ),
            "makes_admin": pa.array(np.concatenate([made, np.zeros(len(lost), bool)])),
            "confidence": category(
                np.concatenate([rows.level[order], np.full(len(lost), NEEDS)]),
                CONFIDENCES,
                ordered=True,
            ),
            "conditional": pa.array(
                np.concatenate([rows.level[order] == 1, np.zeros(len(lost), bool)])
            ),
            "hops": pa.array(np.concatenate([texts.hops()[order], np.zeros(len(lost), np.int64)])),
            "path_id": both(texts.path_ids().take(at), _filled("", lost)),
            "other_path_ids": both(texts.other_path_ids().take(at), nothing),
            "via": both(
                texts.via().take(at),
                pa.array(population.arns, pa.string()).take(pa.array(lost)),
            ),
            "actions": both(
                texts.joined("actions", ", ").take(at).fill_null(""), _filled("", lost)
            ),
            "policies": both(texts.joined("policies", ", ").take(at), nothing),
            "missing_context": both(texts.joined("missing", ", ").take(at), nothing),
            "needs": both(texts.joined("needs", "; ").take(at), _filled(DETAILS, lost)),
            "reachable": both(pa.array(rows.reached[rows.source[order]]), _zeros(lost)),
            "gained_actions": both(gained_column, pa.nulls(len(lost), pa.int64())),
            "explanation": both(texts.explanations().take(at), texts_of_lost),
        }
    )
    place = np.argsort(actors, kind="stable")
    return frame if not len(lost) else frame.iloc[place].reset_index(drop=True)


def _filled(text: str, nodes: np.ndarray) -> pa.Array:
    return pa.array([text] * len(nodes), pa.string())


def _zeros(nodes: np.ndarray) -> pa.Array:
    return pa.array(np.zeros(len(nodes), dtype=np.int64))


def _lost(graph: Graph, rows: Rows, wanted: np.ndarray) -> np.ndarray:
    """Return the principals whose policies are not all there, and of which nothing is known."""
    population = graph.population
    is_lost = wanted[: len(population.arns)] & population.is_open & ~population.is_service_linked
    is_lost &= population.kinds != GROUP
    is_lost[rows.source[rows.source < len(is_lost)]] = False
    return np.flatnonzero(is_lost)


def kinds_of(graph: Graph, nodes: np.ndarray) -> pa.Array:
    """Return the kinds of nodes."""
    return pa.array(ACTORS, pa.string()).take(pa.array(graph.population.kinds[nodes]))


def accounts_of(graph: Graph, nodes: np.ndarray) -> Any:
    """Return the accounts of nodes."""
    column = graph.population.key_columns["account_id"]
    return column.take(pa.array(nodes)).combine_chunks()


def gained_actions(graph: Graph, rows: Rows, target: np.ndarray) -> np.ndarray:
    """Return how many known actions targets may do that sources may not; -1 where one is made."""
    strength, made = graph.strength, rows.goal >= len(graph.population.arns)
    ours, theirs = strength.of_each[rows.source], strength.of_each[target]
    width = len(strength.sets) + 1
    distinct, of_each = np.unique(ours * width + theirs, return_inverse=True)
    found = [
        (strength.sets[b] & ~strength.sets[a]).bit_count()
        for a, b in zip(*(part.tolist() for part in np.divmod(distinct, width)), strict=True)
    ]
    return np.where(made, -1, np.array(found, dtype=np.int64)[of_each])
