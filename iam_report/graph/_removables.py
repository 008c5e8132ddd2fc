"""What chains stand on: the statements, attachments, memberships and trusts of their hops."""

from __future__ import annotations

from functools import cached_property, reduce
from operator import and_
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.frames.escalation_removals import REMOVAL_KINDS
from iam_report.graph._groups import CERTAIN, CONDITIONAL
from iam_report.graph._scope import ROLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np

    from iam_report.graph._graph import Graph
    from iam_report.graph._groups import Group, Part
    from iam_report.graph._search import Search, Tree

STATEMENT, ATTACHMENT, MEMBERSHIP, TRUST = range(len(REMOVAL_KINDS))

#: Ways in which policies come to who has them, and not by a group.
OWN: Final = ("attached", "inline")

_ASSUME: Final = "sts:AssumeRole"
_OF_AWS: Final = ":iam::aws:policy/"
_LOOSENED: Final = ("without_boundary", "without_deny")


class Removal(NamedTuple):
    """One thing that can be taken away. Among equals the first is the better one.

    Attributes:
        kind: Its place in REMOVAL_KINDS.
        scope: The number of the account and moment.
        arn: Of an attachment the user, group or role; of a membership the user; of a trust the
            role; of a statement what has the policy: itself, or whom it is an inline policy of.
        policy: Name of the policy, or empty.
        policy_arn: ARN of the managed policy, or of the owner of the inline policy; or empty.
        group: Name of the group that is left, or empty.
        statement: Position of the statement, or -1.
    """

    kind: int
    scope: int
    arn: str
    policy: str = ""
    policy_arn: str = ""
    group: str = ""
    statement: int = -1


class Need(NamedTuple):
    """What a hop of a link to a target needs, whoever takes it.

    Attributes:
        hits: For each action statements, as document and position, of which one is enough.
        groups: Groups of the account that who takes it has to be in.
        policies: Policies of the account that have to be attached to who takes it.
        target: The target.
        of_target: Policies of the account that have to be attached to the target.
        trusts: Whether the target, a role, has to trust somebody.
        makes: Whether somebody is given any permission.
        loosens: Whether who takes it becomes an administrator by policies that it has.
    """

    hits: tuple[tuple[tuple[int, int], ...], ...]
    groups: tuple[int, ...]
    policies: tuple[int, ...]
    target: int
    of_target: tuple[int, ...]
    trusts: bool
    makes: bool
    loosens: bool


Removals = frozenset[Removal]
_NOTHING: Final[Removals] = frozenset()


class Removables:
    """Tells what single things hops need.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._population = graph.population
        self._needs: dict[tuple[int, int], Need] = {}
        self._of: dict[tuple[Need, int], Removals] = {}
        self._uses: dict[int, Removals] = {}

    def of_hop(self, number: int, node: int, target: int) -> Removals:
        """Return without what a hop is no more.

        Args:
            number: Number of the link.
            node: Who takes it.
            target: Whom it leads to.
        """
        need = self.need(number, node, target)
        key = need, node
        found = self._of.get(key)
        if found is None:
            found = self._of[key] = frozenset(self._new(need, node))
        return found

    def need(self, number: int, node: int, target: int) -> Need:
        """Return what a hop needs, but for who takes it."""
        link = self._graph.links[number]
        actor, place = self._graph.places(link, node, target)
        key = number, place
        found = self._needs.get(key)
        if found is None:
            found = self._needs[key] = self._new_need(link.group, actor, place)
        return found

    def _new_need(self, group: Group, actor: int, place: int) -> Need:
        path = group.path
        on = {kind: {s.action for s in path.steps if kind in s.on} for kind in _OWN_THINGS}
        groups, policies = (
            tuple(
                choice.place(actor, place)
                for part in group.parts
                if (choice := part.choice(actor, place)).action in on[kind]
            )
            for kind in _OWN_THINGS
        )
        target = -1 if group.is_self else int(group.targets[place])
        is_role = target >= 0 and int(self._population.kinds[target]) == ROLE
        is_assumed = any(s.action == _ASSUME and "target" in s.on for s in path.steps)
        return Need(
            tuple(_hits(part, actor, place) for part in group.parts),
            groups,
            policies if group.is_self else (),
            target,
            () if group.is_self else policies,
            is_role and (bool(path.trusts) or is_assumed or group.is_of_admins),
            group.makes_admin,
            path.yields in _LOOSENED,
        )

    def _new(self, need: Need, node: int) -> Iterator[Removal]:
        if self._graph.is_made(node):
            yield from self._trusts(need.target) if need.trusts else ()
            return
        for hits in need.hits:
            yield from _in_all(self.of_statement(node, *hit) for hit in hits)
        scope = self._population.scopes[int(self._population.scope[node])]
        for place in need.groups:
            name = scope.groups.arns[place].rpartition("/")[2]
            yield Removal(MEMBERSHIP, scope.number, self._population.arns[node], group=name)
        for who, policies in ((node, need.policies), (need.target, need.of_target)):
            for place in policies:
                yield from self._of_policy(who, scope.policies.arns[place])
        if need.trusts:
            yield from self._trusts(need.target)
        yield from self._of_boundary(node)
        if need.makes and need.target >= 0:
            yield from self._of_boundary(need.target)
        if need.loosens:
            yield from self._of_everything(node)

    def _trusts(self, role: int) -> Iterator[Removal]:
        """Give the statements of a role's trust policy that let somebody in."""
        index = self._population.index
        document = int(index.trust_document[role])
        if document >= 0:
            for statement in index.documents[document].allows:
                scope, arn = int(self._population.scope[role]), self._population.arns[role]
                yield Removal(TRUST, scope, arn, statement=statement.place)

    def of_statement(self, node: int, document: int, place: int) -> Removals:
        """Return without what a statement of a document says nothing to an actor any more."""
        uses = [use for use in self._granting(node) if self._document(use) == document]
        return _in_all(self._of_use(use) | self._statement(use, place) for use in uses)

    def _granting(self, node: int) -> list[int]:
        """Return the uses of policies by an actor that are no boundaries."""
        is_boundary = self._population.use_is_boundary
        return [use for use in range(*self._population.uses_of(node)) if not is_boundary[use]]

    def _document(self, use: int) -> int:
        return int(self._population.use_document[use])

    def _of_policy(self, node: int, arn: str) -> Removals:
        uses = [use for use in self._granting(node) if self._columns["policy_arn"][use] == arn]
        return _in_all(map(self._of_use, uses))

    def _of_everything(self, node: int) -> Iterator[Removal]:
        for use in self._granting(node):
            if self._document(use) >= 0:
                yield from self._of_use(use)
                for statement in self._population.index.documents[self._document(use)].allows:
                    yield from self._statement(use, statement.place)

    def _of_boundary(self, node: int) -> Iterator[Removal]:
        """Give the statements of the boundary of an actor, if others have it as a policy."""
        for use in range(*self._population.uses_of(node)):
            document = self._document(use)
            is_it = document >= 0 and self._population.use_is_boundary[use]
            if is_it and self._columns["policy_arn"][use] in self._granted:
                for statement in self._population.index.documents[document].allows:
                    yield from self._statement(use, statement.place)

    @cached_property
    def _granted(self) -> frozenset[str]:
        """The policies that are not only boundaries."""
        is_boundary = self._population.use_is_boundary.tolist()
        arns = self._columns["policy_arn"]
        return frozenset(arn for arn, cap in zip(arns, is_boundary, strict=True) if not cap)

    def _of_use(self, use: int) -> Removals:
        """Return without what an actor has a policy no more."""
        found = self._uses.get(use)
        if found is None:
            found = self._uses[use] = frozenset(self._new_use(use))
        return found

    def _new_use(self, use: int) -> Iterator[Removal]:
        policy_arn, policy, via, group = (self._columns[n][use] for n in _COLUMNS)
        actor = int(self._population.use_actor[use])
        scope, arn = int(self._population.scope[actor]), self._population.arns[actor]
        if via in OWN:
            yield Removal(ATTACHMENT, scope, arn, policy, policy_arn)
        elif group in self._groups[scope]:
            yield Removal(ATTACHMENT, scope, self._groups[scope][group], policy, policy_arn)
            yield Removal(MEMBERSHIP, scope, arn, group=group)

    def _statement(self, use: int, place: int) -> Removals:
        """Return the statement of the policy of a use; nobody can change the policies of AWS."""
        policy_arn, policy = (self._columns[name][use] for name in ("policy_arn", "policy"))
        if _OF_AWS in policy_arn:
            return _NOTHING
        scope = int(self._population.scope[self._population.use_actor[use]])
        return frozenset(
            [Removal(STATEMENT, scope, policy_arn, policy, policy_arn, statement=place)]
        )

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        return {name: self._population.policy_columns[name].to_pylist() for name in _COLUMNS}

    @cached_property
    def _groups(self) -> list[dict[str, str]]:
        """For each account the ARNs of its groups by name."""
        return [
            {arn.rpartition("/")[2]: arn for arn in scope.groups.arns}
            for scope in self._population.scopes
        ]


_COLUMNS: Final = ("policy_arn", "policy", "via", "group")
_OWN_THINGS: Final = ("own_group", "policy")


def _in_all(each: Iterable[Removals]) -> Removals:
    listed = list(each)
    return reduce(and_, listed) if listed else _NOTHING


def _hits(part: Part, actor: int, target: int) -> tuple[tuple[int, int], ...]:
    """Return statements of which each allows a step, as surely as it is allowed."""
    choice = part.choice(actor, target)
    at = choice.place(actor, target)
    if choice.verdict is None or at < 0:
        return ()
    allows = [hit for hit in choice.verdict.hits if hit.side == "allow" and hit.statement]
    sure = [hit for hit in allows if hit.said.bits.sure >> at & 1]
    some = sure or [hit for hit in allows if hit.said.bits.some >> at & 1]
    return tuple((hit.document, hit.statement.place) for hit in some if hit.statement)


class Bounds:
    """How much each removal can break at most: what the best chains need.

    Attributes:
        pairs: For each removal the number of pairs of a principal and a goal.
        sources: For each the principals.
        is_reached: For each node and goal whether there is a chain that needs no other export.
    """

    def __init__(
        self, graph: Graph, search: Search, goals: np.ndarray, is_source: np.ndarray
    ) -> None:
        self._removables = Removables(graph)
        self._search = search
        self._is_source = is_source
        self.pairs: dict[Removal, int] = {}
        self.sources: dict[Removal, set[int]] = {}
        for listed in search.goal_classes(goals.tolist()).values():
            seen: set[int] = set()
            for level in (CERTAIN, CONDITIONAL):
                tree = search.reach(listed[:1], level)
                for number in set(tree.steps.classes()) - seen:
                    self._add(tree, number, listed)
                    seen.add(number)

    def _add(self, tree: Tree, number: int, goals: Sequence[int]) -> None:
        """Count what the chains from a class to some goals, all reached alike, need."""
        members = self._search.members[number]
        members = members[self._is_source[members]]
        if not len(members):
            return
        hops = list(_walk(self._search, tree, number))
        (first, node, target), rest = hops[0], hops[1:]
        common = frozenset().union(*(self._removables.of_hop(*hop) for hop in rest[:-1]))
        counts: dict[tuple[Need, Removals], list[int]] = {}
        for goal in goals:
            need = self._removables.need(first, node, target if rest else goal)
            last = self._removables.of_hop(*rest[-1][:2], goal) if rest else _NOTHING
            counts.setdefault((need, last), []).append(goal)
        for (_, last), listed in counts.items():
            for member in members.tolist():
                own = self._removables.of_hop(first, member, target if rest else listed[0])
                for removal in own | common | last:
                    self.pairs[removal] = self.pairs.get(removal, 0) + len(listed)
                    self.sources.setdefault(removal, set()).add(member)


def _walk(search: Search, tree: Tree, number: int) -> Iterator[tuple[int, int, int]]:
    """Give the hops of a chain: link, who takes it, target."""
    node, step = int(search.members[number][0]), tree.steps[number]
    while True:
        yield step.link, node, step.target
        if step.hops == 1:
            return
        node = step.target
        following = search.class_of(node)
        if following is None:  # a chain that ends in a goal ends there
            raise AssertionError(node)
        step = tree.steps[following]
