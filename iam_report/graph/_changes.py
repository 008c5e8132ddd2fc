"""The edges of a graph without one thing, made again for those alone whom it concerns."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.graph._edges import EdgeMaker
from iam_report.graph._removables import ATTACHMENT, MEMBERSHIP, OWN, STATEMENT, TRUST, Removal
from iam_report.graph._scope import GROUP
from iam_report.graph._search import Link, Search
from iam_report.graph._verdicts import Abouts
from iam_report.policy.compiled import CompiledPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from iam_report.access.index import Index
    from iam_report.graph._graph import Graph
    from iam_report.graph._groups import Group
    from iam_report.graph._scope import Population, Scope
    from iam_report.graph._strength import Strength
    from iam_report.graph._trusts import Trusts
    from iam_report.policy.compiled import CompiledStatement

#: What does not depend on documents, of all that is made when it is asked for.
_LASTING: Final = frozenset(
    {
        *("arns", "accounts", "unique_ids", "is_bounded", "policy_names", "missing_groups"),
        *("tags", "_tags", "takes_tags", "moments", "by_arn", "policy_columns", "_first_uses"),
        *("place", "partition", "names", "reserved", "groups_of"),
        *("users", "roles", "groups", "policies"),
    }
)

_POLICY: Final = "policy"

_Thing = TypeVar("_Thing")


class Change(NamedTuple):
    """What a removal changes: the documents of some uses of policies, or of trust.

    Attributes:
        uses: The uses of policies that have another document then.
        role: The role that trusts others, or -1.
        document: The document that there was; -1 for uses of several.
        statement: The position of the statement that it loses; None if nothing is left.
        actors: Those with other policies, or in other groups.
    """

    uses: np.ndarray
    role: int
    document: int
    statement: int | None
    actors: np.ndarray


class Changes:
    """Makes the edges of a graph as they are after changes.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._population = graph.population
        self._makers: dict[int, tuple[EdgeMaker, Trusts]] = {}

    def search_after(self, removal: Removal, goals: np.ndarray) -> Search:
        """Return a search of the graph without one thing.

        Who is an administrator stays as it is.
        """
        change = self._change(removal)
        population = population_after(self._population, change)
        strength = self._graph.strength.after(population, change.actors.tolist())
        again = self._concerned(removal, change, strength)
        links, sources, targets = self._kept(change, again)
        groups = self._new_groups(removal, change, strength, again)
        new = [Link(group, level, mask) for group in groups for level, mask in group.levels()]
        return Search(
            [*links, *new],
            [*sources, *self._graph.sources_of(new)],
            [*targets, *self._graph.targets_of(new)],
            goals,
        )

    def statement(self, removal: Removal) -> CompiledStatement | None:
        """Return the statement that is taken away; None for what is none."""
        change = self._change(removal)
        if change.document < 0:
            return None
        statements = self._population.index.documents[change.document].statements
        return next(each for each in statements if each.place == change.statement)

    # What is changed.

    def _change(self, removal: Removal) -> Change:
        population = self._population
        if removal.kind == TRUST:
            role = self._node(removal.scope, removal.arn)
            document = int(population.index.trust_document[role])
            nothing = np.zeros(0, dtype=np.int64)
            return Change(nothing, role, document, removal.statement, nothing)
        uses = self._uses(removal)
        actors = np.unique(population.use_actor[uses])
        if removal.kind == STATEMENT:
            document = int(population.use_document[uses[0]])
            return Change(uses, -1, document, removal.statement, actors)
        if removal.kind == MEMBERSHIP:
            actors = np.array([self._node(removal.scope, removal.arn)])
        return Change(uses, -1, -1, None, actors)

    def _node(self, scope: int, arn: str) -> int:
        found = self._population.scopes[scope]
        return int(found.who[found.place[arn]])

    def _uses(self, removal: Removal) -> np.ndarray:
        """Return the uses of policies that a removal is about."""
        population, columns = self._population, self._population.policy_columns
        is_it = population.scope[population.use_actor] == removal.scope
        if removal.kind != MEMBERSHIP:
            for name, value in (("policy_arn", removal.policy_arn), ("policy", removal.policy)):
                is_it &= _is(columns[name], value)
        if removal.kind == STATEMENT:
            return np.flatnonzero(is_it)
        node = self._node(removal.scope, removal.arn)
        is_own = population.use_actor == node
        name = removal.group
        if removal.kind == ATTACHMENT:
            is_own &= np.isin(columns["via"].to_numpy(zero_copy_only=False), OWN)
            name = removal.arn.rpartition("/")[2] if population.kinds[node] == GROUP else ""
            is_it &= is_own | (_is(columns["group"], name) if name else False)
        else:
            is_it &= is_own & _is(columns["group"], name)
        return np.flatnonzero(is_it & ~population.use_is_boundary)

    # Whose edges are made again.

    def _concerned(
        self, removal: Removal, change: Change, strength: Strength
    ) -> dict[int, np.ndarray]:
        """Return for accounts whose edges are made again: all that can be others."""
        graph = self._graph
        if removal.kind == TRUST:
            return self._leading_to(change.role, graph.links)
        scope = self._population.scopes[removal.scope]
        if self._holds_back(change):
            found = scope.who
        else:
            found = np.intersect1d(change.actors, scope.who)
            if removal.kind != STATEMENT and self._detaches(scope, change):
                found = np.union1d(found, self._by_policies(removal.scope, change.actors))
        is_new = strength.would_be_admin & ~strength.is_capped & ~strength.is_blocked
        freed = np.flatnonzero(is_new & ~strength.is_admin)
        return {removal.scope: np.setdiff1d(found, freed)}

    def _holds_back(self, change: Change) -> bool:
        """Return whether what is taken away bears on what others can make of its actors."""
        population = self._population
        documents = population.use_document[change.uses]
        known = np.unique(documents[documents >= 0]).tolist()
        with_denies = change.statement is None and any(
            population.index.documents[document].denies for document in known
        )
        return with_denies or bool(population.use_is_boundary[change.uses].any())

    @staticmethod
    def _detaches(scope: Scope, change: Change) -> bool:
        """Return whether a policy of the customer is attached to fewer actors."""
        arns = scope.population.policy_columns["policy_arn"].take(pa.array(change.uses))
        return any(arn in scope.policies.place for arn in arns.to_pylist())

    def _by_policies(self, scope: int, actors: np.ndarray) -> np.ndarray:
        """Return who changes somebody by a policy that is attached to it."""
        links = [
            link
            for link in self._graph.links
            if not link.group.is_self and any(_POLICY in step.on for step in link.group.path.steps)
        ]
        found = [self._leading_to(actor, links).get(scope) for actor in actors.tolist()]
        nodes = [each for each in found if each is not None]
        return np.concatenate([np.zeros(0, np.int64), *nodes])

    def _leading_to(self, node: int, links: Iterable[Link]) -> dict[int, np.ndarray]:
        """Return for accounts from whom there is an edge to somebody."""
        found: dict[int, list[np.ndarray]] = {}
        for link in links:
            group = link.group
            if group.is_self or group.is_of_admins:
                continue
            place = int(np.searchsorted(group.targets, node))
            is_there = place < len(group.targets) and group.targets[place] == node
            if is_there and link.targets >> place & 1:
                found.setdefault(group.scope.number, []).append(group.scope.who[group.actors])
        return {number: np.unique(np.concatenate(each)) for number, each in found.items()}

    # Edges.

    def _kept(
        self, change: Change, again: dict[int, np.ndarray]
    ) -> tuple[list[Link], list[np.ndarray], list[np.ndarray]]:
        """Return the links of the graph without the edges that are made again."""
        graph = self._graph
        is_dropped = np.zeros(len(graph.is_admin), dtype=bool)
        for nodes in again.values():
            is_dropped[nodes] = True
        links, sources, targets = [], [], []
        for link, leaving, leads in zip(graph.links, graph.sources, graph.targets, strict=True):
            kept = leaving
            if link.group.is_of_admins:
                if change.role >= 0:
                    continue
            elif link.group.scope.number in again:
                kept = leaving[~is_dropped[leaving]]
            if len(kept):
                links.append(link)
                sources.append(kept)
                targets.append(leads)
        return links, sources, targets

    def _new_groups(
        self,
        removal: Removal,
        change: Change,
        strength: Strength,
        again: dict[int, np.ndarray],
    ) -> Iterator[Group]:
        graph, population = self._graph, strength.population
        abouts = AboutsAfter(graph.abouts, len(self._population.index.documents), change)
        for number, nodes in again.items():
            before = self._population.scopes[number]
            scope = scope_after(before, population, change, _left_by(before, removal))
            like, trusts = self._maker(before)
            maker = EdgeMaker(
                scope,
                abouts,
                strength,
                trusts.after(population),
                graph.levels_of(scope),
                among=np.isin(scope.who, nodes),
                like=like,
            )
            yield from maker.groups()
        if change.role >= 0:
            yield from self._of_admins(population)

    def _of_admins(self, population: Population) -> Iterator[Group]:
        """Give the edges of administrators to the roles of other accounts."""
        for link in self._graph.links:
            group = link.group
            if group.is_of_admins:
                trusts = self._maker(group.scope)[1].after(population)
                bits, causes = trusts.outside(group.scope)
                if bits.some:
                    yield group._replace(targets=trusts.actors, bits=bits, facts=causes)

    def _maker(self, scope: Scope) -> tuple[EdgeMaker, Trusts]:
        """Return what makes the edges of an account as they are, and the trust policies."""
        graph = self._graph
        if scope.number not in self._makers:
            trusts = graph.trusts_of(scope)
            maker = EdgeMaker(scope, graph.abouts, graph.strength, trusts, graph.levels_of(scope))
            self._makers[scope.number] = maker, trusts
        return self._makers[scope.number]


def _is(column: pa.ChunkedArray, value: str) -> np.ndarray:
    found: np.ndarray = np.asarray(pc.equal(column, value), dtype=bool)
    return found


def population_after(population: Population, change: Change) -> Population:
    """Return the population with one more document, which some uses, or trust, have."""
    found = _like(population)
    index = found.index = _like(population.index)
    new = len(index.documents)
    index.documents = [*index.documents, CompiledPolicy(_left(index, change), None)]
    if change.role >= 0:
        index.trust_document = _with(index.trust_document, change.role, new)
        vars(index).pop("takes_tags", None)
        return found
    found.use_document = _with(population.use_document, change.uses, new)
    index.use_document = found.use_document[: len(index.use_document)]
    found.is_open = population.is_open.copy()
    for actor in change.actors.tolist():
        uses = slice(*population.uses_of(actor))
        is_unread = (found.use_document[uses] < 0) & ~population.use_is_boundary[uses]
        found.is_open[actor] = is_unread.any() or actor in index.missing_groups
    return found


def _left(index: Index, change: Change) -> tuple[CompiledStatement, ...]:
    """Return the statements that are left."""
    if change.statement is None:
        return ()
    statements = index.documents[change.document].statements
    return tuple(each for each in statements if each.place != change.statement)


def _like(thing: _Thing) -> _Thing:
    """Return a copy that makes again what depends on documents."""
    found = copy(thing)
    for name in vars(thing).keys() - _LASTING:
        if isinstance(getattr(type(thing), name, None), cached_property):
            del vars(found)[name]
    return found


def _with(values: np.ndarray, places: np.ndarray | int, value: int) -> np.ndarray:
    found = values.copy()
    found[places] = value
    return found


def scope_after(
    scope: Scope, population: Population, change: Change, groups: Mapping[int, int]
) -> Scope:
    """Return an account with the policies of a population that differ.

    Args:
        scope: The account.
        population: The population.
        change: What differs.
        groups: For actors the mask of the groups that they are no longer in.
    """
    found = _like(scope)
    found.population = population
    found.document = population.use_document[scope.uses]
    found.documents = scope.documents | {len(population.index.documents) - 1}
    for name in ("is_open", "is_bounded", "is_cap_open"):
        setattr(found, name, getattr(population, name)[scope.who])
    if population.index.principals is not scope.population.index.principals:
        for name in ("users", "roles"):
            vars(found).pop(name, None)
    if change.statement is not None or change.role >= 0:
        return found
    found.policies_of = _policies_after(scope, change)
    if groups:
        each = enumerate(scope.groups_of)
        found.groups_of = [mask & ~groups.get(actor, 0) for actor, mask in each]
    return found


def _left_by(scope: Scope, removal: Removal) -> dict[int, int]:
    """Return the groups that an actor is no longer in."""
    if removal.kind != MEMBERSHIP:
        return {}
    arns = [a for a in scope.groups.arns if a.rpartition("/")[2] == removal.group]
    return {scope.place[removal.arn]: sum(1 << scope.groups.place[arn] for arn in arns)}


def _policies_after(scope: Scope, change: Change) -> list[int]:
    """Return for each actor the mask of policies that are still attached to it."""
    found = list(scope.policies_of)
    is_gone = np.isin(scope.uses, change.uses)
    arns = scope.population.policy_columns["policy_arn"]
    for actor in np.unique(scope.actor_of_use[is_gone]).tolist():
        left = [at for at in scope.uses_of(actor) if not (is_gone[at] or scope.is_boundary[at])]
        names = arns.take(pa.array(scope.uses[left], pa.int64())).to_pylist()
        places = {scope.policies.place[name] for name in names if name in scope.policies.place}
        found[actor] = sum(1 << place for place in places)
    return found


class AboutsAfter(Abouts):
    """Which statements are about which actions, where there is one document more.

    Args:
        before: The same without it.
        number: Its number.
        change: What it has lost.
    """

    def __init__(self, before: Abouts, number: int, change: Change) -> None:
        self._before = before
        self._number = number
        self._change = change
        self._after: dict[str, dict[int, list[CompiledStatement]]] = {}

    def of(self, action: str) -> dict[int, list[CompiledStatement]]:
        """Return the statements about an action by their document."""
        found = self._after.get(action)
        if found is None:
            found = self._after[action] = self._new_of(self._before.of(action))
        return found

    def _new_of(
        self, before: dict[int, list[CompiledStatement]]
    ) -> dict[int, list[CompiledStatement]]:
        listed = before.get(self._change.document, ())
        left = [each for each in listed if each.place != self._change.statement]
        return {**before, self._number: left} if left else before
