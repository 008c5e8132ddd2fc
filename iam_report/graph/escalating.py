"""escalating_principals: what each user and role can become, for rules."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from iam_report.frames.authorization_details import SECTIONS
from iam_report.frames.escalating_principals import ESCALATING_PRINCIPALS
from iam_report.frames.escalation_edges import CONFIDENCES, SOURCE_TYPES
from iam_report.frames.exports import EXPORTS
from iam_report.graph._chain_texts import Texts
from iam_report.graph._chains import Chains
from iam_report.graph._graph import ASSUMING, Graph, graph_of
from iam_report.graph._groups import CERTAIN, CONDITIONAL, DETAILS, NEEDS
from iam_report.graph._search import Search
from iam_report.graph.edges import frame_of
from iam_report.policy.action_sets import class_set, level_set
from iam_report.relations._coverage import whole
from iam_report.schema import BOOL, INT, as_series, category

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iam_report.graph._search import Tree
    from iam_report.relations import Frames


def escalating_principals(snapshot: Frames) -> pd.DataFrame:
    """Return the `escalating_principals` frame: users and roles in the order of the snapshot.

    Administrators are in it, and become nothing.
    """
    graph = graph_of(snapshot)
    population = graph.population
    who = np.flatnonzero(~population.is_service_linked[: population.count])
    is_admin = graph.is_admin[who]
    is_open = population.is_open[who] & ~is_admin
    goals = np.union1d(graph.admins, graph.unknown)
    search, by_role = graph.search(goals), _only_assuming(graph, goals)
    others = _Best.of(
        graph, search, lambda nodes, level: search.reach_otherwise(nodes, level, ASSUMING)
    )
    roles = _Best.of(graph, by_role, by_role.reach)
    is_open |= ~_is_whole(graph, who) & ~is_admin
    becomes, takes = others.level[who], roles.level[who]
    stronger = _stronger(graph, (becomes >= NEEDS) & ~is_admin, who)
    own = pa.array(who)
    names = pa.array([arn.rpartition("/")[2] for arn in population.arns], pa.string())
    needs = _needs(others.column("needs", who), is_open, becomes)
    columns = {
        **{n: c.take(own) for n, c in population.key_columns.items()},
        "arn": pa.array(population.arns, pa.string()).take(own),
        "principal": names.take(own),
        "principal_type": category(population.kinds[who], SOURCE_TYPES),
        "is_admin": pa.array(is_admin, BOOL, mask=population.is_open[who] & ~is_admin),
        "becomes_admin": _flag(
            becomes == CERTAIN, (becomes == NEEDS) | (is_open & (becomes > CERTAIN))
        ),
        "becomes_admin_if": _flag(
            becomes == CONDITIONAL, (becomes == NEEDS) | (is_open & (becomes > CONDITIONAL))
        ),
        "takes_admin_role": _flag(
            takes <= CONDITIONAL, (takes == NEEDS) | (is_open & (takes > CONDITIONAL))
        ),
        "becomes_stronger": _flag(
            stronger.gained > 0, (is_open | stronger.is_open) & (stronger.gained == 0)
        ),
        "target": others.column("target", who),
        "hops": others.column("hops", who),
        "path_id": others.column("path_id", who),
        "explanation": others.column("explanation", who),
        "missing_context": others.column("missing", who),
        "needs": needs,
        "role_target": roles.column("target", who),
        "role_explanation": roles.column("explanation", who),
        "role_missing_context": roles.column("missing", who),
        **stronger.columns,
    }
    return ESCALATING_PRINCIPALS.from_arrays(columns)


def _flag(answer: np.ndarray, is_open: np.ndarray) -> pa.Array:
    return pa.array(answer, BOOL, mask=is_open)


def _needs(found: pa.Array, is_open: np.ndarray, level: np.ndarray) -> pa.Array:
    """Return what exports would tell; the policies themselves where some are not there."""
    each = found.to_pylist() if is_open.any() else []
    if not each:
        return found
    lost = np.flatnonzero(is_open & (level > CONDITIONAL)).tolist()
    for at in lost:
        each[at] = "; ".join(dict.fromkeys([*(each[at] or "").split("; "), DETAILS])).lstrip("; ")
    return pa.array(each, pa.string())


def _is_whole(graph: Graph, who: np.ndarray) -> np.ndarray:
    """Return whether the export of the account of each holds all that there is.

    Otherwise it may lack whom it could become.
    """
    columns = {n: c.take(pa.array(who)) for n, c in graph.population.key_columns.items()}
    frame = pd.DataFrame({n: as_series(column) for n, column in columns.items()})
    exports = graph.population.snapshot.read.get(EXPORTS.name)
    found = whole(frame, exports, sections=tuple(SECTIONS))
    return np.asarray(found.is_valid(), dtype=bool)


def _only_assuming(graph: Graph, goals: np.ndarray) -> Search:
    """Return a search in which roles are assumed and nothing else is done."""
    kept = [n for n, link in enumerate(graph.links) if link.group.path.id == ASSUMING]
    return Search(
        [graph.links[n] for n in kept],
        [graph.sources[n] for n in kept],
        [graph.targets[n] for n in kept],
        goals,
    )


#: Classes of actions, and an access level, that are worth having.
_WORTH: Final = (
    *("iam_write", "login_as_others", "credentials_exposure", "data_exfiltration"),
    *("resource_exposure", "sensitive_read", "organization_control", "cloudtrail_tampering"),
)
_MANAGEMENT: Final = "Permissions management"


class _Best(NamedTuple):
    """The best chain of each node.

    Attributes:
        level: How sure it is, as a place in CONFIDENCES; beyond for none.
        row: Its row, or -1.
        columns: What rows have.
    """

    level: np.ndarray
    row: np.ndarray
    columns: dict[str, pa.Array]

    @classmethod
    def of(cls, graph: Graph, search: Search, reach: Callable[[Sequence[int], int], Tree]) -> _Best:
        """Find the best chains to administrators, and to those who may be one.

        Args:
            graph: The graph.
            search: The search.
            reach: Gives the tree of chains to goals that are so sure.
        """
        chains = Chains(graph, search)
        seen: set[int] = set()
        for level in range(len(CONFIDENCES)):
            tree = reach(graph.admins.tolist(), level)
            numbers = [number for number in tree.steps.classes() if number not in seen]
            chains.add(tree, numbers, None, level)
            seen.update(numbers)
        if len(graph.unknown):
            tree = reach(graph.unknown.tolist(), NEEDS)
            numbers = [number for number in tree.steps.classes() if number not in seen]
            chains.add(tree, numbers, None, NEEDS, is_unknown=True)
        rows = chains.rows()
        texts = Texts(graph, rows)
        levels = np.full(len(graph.is_admin), len(CONFIDENCES))
        row = np.full(len(graph.is_admin), -1)
        levels[rows.source] = rows.level
        row[rows.source] = np.arange(len(rows.source))
        levels[graph.is_admin] = len(CONFIDENCES)
        row[graph.is_admin] = -1
        columns = {
            "target": texts.arn(texts.target),
            "hops": pa.array(texts.hops(), INT),
            "path_id": texts.path_ids(),
            "explanation": texts.explanations(),
            "missing": texts.joined("missing", ", "),
            "needs": texts.joined("needs", "; "),
        }
        return cls(levels, row, columns)

    def column(self, name: str, nodes: np.ndarray) -> pa.Array:
        """Return a column for some nodes; null without a chain."""
        at = self.row[nodes]
        return self.columns[name].take(pa.array(at, mask=at < 0))


class _Stronger(NamedTuple):
    """The strongest that each node can get the rights of in one hop, for sure.

    Attributes:
        gained: How many known actions it gains.
        is_open: Whether an export would tell whether there is somebody.
        columns: The columns that tell.
    """

    gained: np.ndarray
    is_open: np.ndarray
    columns: dict[str, Any]


def _stronger(graph: Graph, wanted: np.ndarray, who: np.ndarray) -> _Stronger:
    """Find whom principals can get the rights of, other than by assuming roles as is meant."""
    is_wanted = np.zeros(len(graph.is_admin), dtype=bool)
    is_wanted[who[wanted]] = True
    is_open = np.zeros(len(graph.is_admin), dtype=bool)
    best: dict[int, tuple[int, int, int]] = {}
    perhaps: dict[int, tuple[int, int, int]] = {}
    shown: list[int] = []
    for number, (link, nodes) in enumerate(zip(graph.links, graph.sources, strict=True)):
        group = link.group
        sources = nodes[is_wanted[nodes]]
        if not len(sources) or group.makes_admin or group.path.id == ASSUMING:
            continue
        if np.isin(graph.targets[number], graph.unknown).any():
            is_open[sources] = True
        if link.level == NEEDS:
            is_open[[*_gains(graph, sources, graph.targets[number])]] = True
        if link.level not in (CERTAIN, NEEDS):
            continue
        into = best if link.level == CERTAIN else perhaps
        for source, (gain, target) in _gains(graph, sources, graph.targets[number]).items():
            if gain > into.get(source, (0, 0, 0))[0]:
                into[source] = gain, number, target
    links, sources, targets, gained = [], [], [], []
    for source, (gain, number, target) in sorted({**perhaps, **best}.items()):
        links.append(number)
        sources.append(source)
        targets.append(target)
        gained.append(gain if source in best else 0)
        shown.append(gain)
    edges = (np.array(c, np.int64) for c in (links, sources, targets))
    counts = np.array([gained, shown], np.int64)
    return _told(graph, who, tuple(edges), counts, is_open[who])


@cache
def _worth_having() -> int:
    """The actions that make somebody stronger in a way that matters, as a set.

    Passing a role that may write logs to a function is what developers do.
    """
    return reduce(or_, (class_set(name) for name in _WORTH), level_set(_MANAGEMENT))


def _gains(graph: Graph, sources: np.ndarray, targets: np.ndarray) -> dict[int, tuple[int, int]]:
    """Return for each source how much it gains from the strongest target, and which that is."""
    strength = graph.strength
    targets = targets[targets < len(strength.of_each)]
    codes, first = np.unique(strength.of_each[targets], return_index=True)
    theirs = [
        (strength.sets[code], int(targets[at])) for code, at in zip(codes, first, strict=True)
    ]
    found: dict[int, tuple[int, int]] = {}
    known: dict[int, tuple[int, int]] = {}
    for source in sources.tolist():
        own = int(strength.of_each[source])
        if own not in known:
            gains = [
                ((s & ~strength.sets[own]).bit_count(), -target)
                for s, target in theirs
                if s & ~strength.sets[own] & _worth_having()
            ]
            gain, target = max(gains, default=(0, 0))
            known[own] = gain, -target
        if known[own][0]:
            found[source] = known[own]
    return found


def _told(
    graph: Graph,
    who: np.ndarray,
    edges: tuple[np.ndarray, ...],
    gained: np.ndarray,
    is_open: np.ndarray,
) -> _Stronger:
    links, sources, targets = edges
    frame = frame_of(graph, links, sources, targets, {})
    row = np.full(len(graph.is_admin), -1)
    row[sources] = np.arange(len(sources))
    own = row[who]
    at = pa.array(own, mask=own < 0)
    gained, shown = gained
    counts = pa.array(shown, INT).take(at)
    return _Stronger(
        np.where(own < 0, 0, np.append(gained, 0)[own]),
        is_open,
        {
            "stronger_target": frame["target"].take(at),
            "stronger_path_id": frame["path_id"].take(at),
            "stronger_actions": counts,
            "stronger_explanation": frame["explanation"].take(at),
        },
    )
