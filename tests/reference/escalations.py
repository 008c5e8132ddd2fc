"""Who can become whom, the slow way: for each principal, path and target, one question for each step.

Every question is one of `iam_report.can`; what is judged here is how steps make a path and paths make
a chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import iam_report as ir
from tests.reference.escalations_account import ANYTHING, Node
from tests.reference.escalations_answers import (
    CERTAIN,
    CONDITIONAL,
    NEEDS,
    NO,
    WORDS,
    Answer,
    Edge,
    answer_of,
    best,
)
from tests.reference.escalations_edges import Edges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What stands for administrators that are made.
MADE: Final = "one that is made"


class Reference(Edges):
    """The slow judge of a snapshot."""

    def __init__(self, snapshot: Any, paths: Iterable[str] | None = None) -> None:
        super().__init__(snapshot, paths)
        self._abroad: dict[str, list[Edge]] = {}
        self._edges: dict[Any, list[Edge]] = {}

    def escalations(self) -> set[tuple[str, str | None, str, int]]:
        """Return principal, administrator, confidence and hops of the best chains.

        Of the administrators that a principal can make there is one row for each account, whose
        target is MADE.
        """
        return {
            (source.arn, target, WORDS[rank], hops)
            for source in self.accounts.principals.values()
            for target, (rank, hops) in self._chains(source).items()
        }

    def _chains(self, source: Node) -> dict[str | None, tuple[int, int]]:
        if source.is_service_linked or self.is_administrator(source):
            return {}
        found: dict[str | None, tuple[int, int]] = {}
        for rank in (CERTAIN, CONDITIONAL, NEEDS):
            for hops, edge, node in self._walk(source, rank):
                if self.is_administrator(node):
                    found.setdefault(edge.target, (rank, hops))
                elif edge.yields != "target":
                    found.setdefault(f"{MADE} in {node.account}", (rank, hops))
        if source.lacks_policies and not found:
            found[None] = (NEEDS, 0)
        return found

    def _walk(self, source: Node, rank: int) -> Iterator[tuple[int, Edge, Node]]:
        """Yield the edges that can be used one after the other, with their number of hops and ends.

        Who has become an administrator goes on into other accounts, where it may be nobody.
        """
        level: list[tuple[Node, bool]] = [(source, False)]
        seen, hops = {(source.key, False)}, 0
        while level:
            hops += 1
            following = []
            for node, is_made in level:
                for edge in self._next_edges(node, is_made=is_made):
                    if WORDS.index(edge.confidence) > rank:
                        continue
                    end = self._end_of(edge, node)
                    yield hops, edge, end
                    state = (end.key, edge.yields != "target")
                    if state not in seen:
                        seen.add(state)
                        following.append((end, edge.yields != "target"))
            level = following

    def _end_of(self, edge: Edge, node: Node) -> Node:
        """Return who one is after a hop: the user in one more group, or a new user in it."""
        if edge.target == node.arn:
            return node
        group = self.accounts.groups.get(edge.target)
        if group is None:
            return self.accounts.principals[edge.target]
        return node.with_group(group) if node.kind == "user" else group.new_user()

    def _next_edges(self, node: Node, *, is_made: bool) -> list[Edge]:
        if is_made or self.is_administrator(node):
            return [edge._replace(source=node.arn) for edge in self._edges_abroad(node.account)]
        if node.key not in self._edges:
            self._edges[node.key] = sorted(self._all_edges_of(node))
        return self._edges[node.key]

    def _edges_abroad(self, account: str) -> list[Edge]:
        """Return the edges of the administrators of an account into others, whoever is trusted there.

        They can be everybody in their own account, and give everybody what it takes.
        """
        if account not in self._abroad:
            nodes = [n for n in self.accounts.principals.values() if not n.is_service_linked]
            own = [node for node in nodes if node.account == account]
            roles = [n for n in nodes if n.kind == "role" and n.account != account]
            answers = (
                (r, best(self._may_assume_with_any_policy(n, r) for n in own)) for r in roles
            )
            self._abroad[account] = [
                Edge("", "sts-001", role.arn, "target", WORDS[answer.rank])
                for role, answer in answers
                if answer.rank != NO
            ]
        return self._abroad[account]

    def _may_assume_with_any_policy(self, node: Node, role: Node) -> Answer:
        found = ir.simulate(
            "sts:AssumeRole",
            role.arn,
            node.arn,
            identity_policies=[ANYTHING],
            resource_policy=role.trust,
            context=self._tags_of(node, role.trust),
            context_complete=False,
        )
        return answer_of(found)
