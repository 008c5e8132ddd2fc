"""Chains with a turn: somebody is helped by whom it has become, or frees itself of what holds it back.

Who can become a helper that may change it, but has no other way that is as sure, is made an
administrator. Who can take away its boundary, or policies of its own that deny, goes on without them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.catalog.escalation_paths import escalation_paths
from tests.reference.escalations import MADE, Reference
from tests.reference.escalations_account import Document, Node, statements
from tests.reference.escalations_answers import (
    CERTAIN,
    CONDITIONAL,
    NEEDS,
    NEVER,
    NO,
    WORDS,
    Answer,
    best,
    both,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iam_report.catalog.escalation_paths import EscalationPath
    from tests.reference.escalations_answers import Edge

#: Of so many things that hold somebody back all choices are tried.
_FEW: Final = 4

#: The path by which somebody joins a group.
JOINING: Final = "iam-013"

#: What a step is on, where a helper takes it for another.
_FOR_ANOTHER: Final = {"self": "target", "own_group": "target_group"}

#: A policy of somebody: how it is there, the group that it is of, and its place or ARN.
Piece = tuple[str, str, str]


class State(NamedTuple):
    """How far a chain has come.

    Attributes:
        node: Who one is.
        is_made: Whether that is an administrator who was made.
        passed: Whom one was before.
        via: The ARNs between the ends.
    """

    node: Node
    is_made: bool
    passed: tuple[str, ...]
    via: tuple[str, ...]


class Turns(Reference):
    """The slow judge of a snapshot, that knows of help and of what can be taken away."""

    def __init__(self, snapshot: object) -> None:
        super().__init__(snapshot)
        self._plain: dict[str, dict[str | None, tuple[int, int]]] = {}
        self._helped: dict[str, int] = {}
        self._loose: dict[str, list[tuple[int, Node]]] = {}

    # --- Help -------------------------------------------------------------------------------------

    def helps(self, helper: Node, path: EscalationPath, helped: Node) -> Answer:
        """Return whether somebody can make another an administrator by a path for oneself."""
        if not self._can_be_helped(helper, helped):
            return NEVER
        if path.id == JOINING:
            steps = [step._replace(on=("admin_group",)) for step in path.steps]
        elif path.target == "self" and path.yields == "administrator":
            steps = [
                step._replace(on=tuple(_FOR_ANOTHER.get(on, on) for on in step.on))
                for step in path.steps
            ]
        else:
            return NEVER
        other = "Role" if helped.kind == "user" else "User"
        if helped.kind not in path.caller or any(other in step.action for step in steps):
            return NEVER
        return self._as_service("", helper, path._replace(steps=tuple(steps)), helped)

    def _can_be_helped(self, helper: Node, helped: Node) -> bool:
        if helper.account != helped.account or helped.kind == "group":
            return False
        if self.is_administrator(helper) or self.is_administrator(helped):
            return False
        could = self.accounts.can_become_administrator(helped)
        return bool(could) or self._escapes(helped).rank == CERTAIN

    # --- What is taken away -----------------------------------------------------------------------

    def without(self, node: Node, path: EscalationPath) -> Iterator[tuple[Answer, Node]]:
        """Yield what a principal can be once it has taken a path by which it frees itself."""
        if path.target != "self" or not path.yields.startswith("without_"):
            return
        if node.kind not in path.caller or self.is_administrator(node):
            return
        if path.yields == "without_boundary":
            if node.boundary:
                answer = self._as_service("", node, path, node)
                loose = replace(node, boundary=None, is_as_exported=False, loosened="boundary")
                yield answer, loose
            return
        pieces = {
            piece: answer for piece, answer in self._pieces(node, path) if answer.rank < NEEDS
        }
        sizes = range(1, len(pieces) + 1) if len(pieces) <= _FEW else (1, len(pieces))
        for chosen in (c for size in sizes for c in combinations(pieces, size)):
            yield both(pieces[piece] for piece in chosen), self._less(node, chosen)

    def _pieces(self, node: Node, path: EscalationPath) -> Iterator[tuple[Piece, Answer]]:
        """Yield the policies that deny, and the groups with such, that a path takes away."""
        action = path.steps[0].action
        way = "attached" if "Detach" in action else "inline"
        owners = [node] if "own_group" not in path.steps[0].on else self.accounts.groups_of(node)
        for owner in owners:
            group = "" if owner is node else owner.arn
            if action == "iam:RemoveUserFromGroup":
                if statements(owner.policies, "Deny"):
                    yield ("group", group, ""), self.ask(node, action, owner.arn, {})
                continue
            for name in _denying(self, owner, way):
                context = {"iam:PolicyARN": name} if way == "attached" else {}
                yield (way, group, name), self.ask(node, action, owner.arn, context)

    def _less(self, node: Node, pieces: Sequence[Piece]) -> Node:
        """Return a principal without some pieces."""
        inline, attached, documents = self._kept(node, "", pieces)
        left = {group for way, group, _ in pieces if way == "group"}
        groups = [group for group in self.accounts.groups_of(node) if group.arn not in left]
        parts = [self._kept(group, group.arn, pieces) for group in groups]
        return replace(
            node,
            inline=inline,
            attached=attached,
            documents=documents,
            groups=[group.arn for group in groups],
            of_groups=[d for own, _, managed in parts for d in (*own, *managed)],
            is_as_exported=False,
            loosened=f"{node.loosened} {pieces}",
        )

    def _kept(
        self, owner: Node, group: str, pieces: Sequence[Piece]
    ) -> tuple[list[Document], list[str], list[Document]]:
        inline = [
            d for at, d in enumerate(owner.inline) if ("inline", group, str(at)) not in pieces
        ]
        attached = [arn for arn in owner.attached if ("attached", group, arn) not in pieces]
        known = [self.accounts.document(arn) for arn in attached]
        return inline, attached, [d for d in known if d is not None]

    # --- How sure chains with turns are -----------------------------------------------------------

    def with_turns(self) -> dict[tuple[str, str], int]:
        """Return how sure chains are in which each principal takes one turn at most.

        For each principal and target, as `escalations` names them.
        """
        found: dict[tuple[str, str], int] = {}
        for source in self.accounts.principals.values():
            if source.is_service_linked or self.is_administrator(source):
                continue
            for rank in (CERTAIN, CONDITIONAL, NEEDS):
                for target in self._reached(source, rank):
                    found.setdefault((source.arn, target), rank)
        return found

    def _reached(self, source: Node, rank: int) -> set[str]:
        found: set[str] = set()
        seen, todo = set(), [(source, False)]
        while todo:
            node, is_made = todo.pop()
            if (node.key, is_made) in seen:
                continue
            seen.add((node.key, is_made))
            edges = list(self._next_edges(node, is_made=is_made))
            if not is_made:
                turned = self._turned(node, rank)
                todo += [(end, True) for end in turned]
                found |= {_made_in(end) for end in turned}
                edges += self._loose_edges(node, rank)
            for edge in edges:
                if WORDS.index(edge.confidence) <= rank:
                    end = self._end_of(edge, node)
                    todo.append((end, edge.yields != "target"))
                    found |= self._named(edge, end)
        return found

    def _named(self, edge: Edge, end: Node) -> set[str]:
        if self.is_administrator(end):
            return {edge.target}
        return {_made_in(end)} if edge.yields != "target" else set()

    def _has_way(self, node: Node, rank: int) -> bool:
        return any(t is not None and r <= rank for t, (r, _) in self._known_chains(node).items())

    def _known_chains(self, node: Node) -> dict[str | None, tuple[int, int]]:
        if node.arn not in self._plain:
            self._plain[node.arn] = self._chains(node)
        return self._plain[node.arn]

    def _turned(self, node: Node, rank: int) -> list[Node]:
        """Return a principal itself, if it can be helped so surely and has no other way."""
        if not node.is_as_exported or node.kind == "group" or self._has_way(node, rank):
            return []
        if node.arn not in self._helped:
            self._helped[node.arn] = self._help_for(node)
        return [node] if self._helped[node.arn] <= rank else []

    def _help_for(self, node: Node) -> int:
        """Return how surely a principal becomes one who helps it."""
        paths = escalation_paths().values()
        for rank in (CERTAIN, CONDITIONAL, NEEDS):
            for _, edge, helper in self._walk(node, rank):
                if edge.yields != "target" or helper.arn == node.arn:
                    continue
                if best(self.helps(helper, path, node) for path in paths).rank <= rank:
                    return rank
        return NO

    def _loose_edges(self, node: Node, rank: int) -> list[Edge]:
        """Return the edges of a principal that has freed itself, if that is so sure."""
        if not node.is_as_exported:
            return []
        if node.arn not in self._loose:
            found = [
                (a.rank, n)
                for path in escalation_paths().values()
                for a, n in self.without(node, path)
            ]
            self._loose[node.arn] = [
                (r, n) for r, n in found if r < NEEDS and not self._has_way(node, r)
            ]
        return [
            edge
            for needed, loose in self._loose[node.arn]
            if needed <= rank
            for edge in self._next_edges(loose, is_made=False)
        ]

    # --- Whether a chain is right -----------------------------------------------------------------

    def ends_of(
        self, source: str, paths: Sequence[str], rank: int, *, with_turns: bool
    ) -> set[tuple[str, tuple[str, ...]]]:
        """Return where paths lead to that are taken one after the other, and the ARNs between.

        Args:
            source: ARN of the principal that takes the first.
            paths: IDs of the paths.
            rank: How sure each has to be.
            with_turns: Whether there may be help, and things that are taken away.
        """
        states = [State(self.accounts.principals[source], is_made=False, passed=(source,), via=())]
        found = set()
        for at, name in enumerate(paths):
            is_last = at == len(paths) - 1
            following = []
            for state in states:
                for target, after in self._steps_by(state, name, rank, with_turns=with_turns):
                    if is_last and (after.is_made or self.is_administrator(after.node)):
                        found.add((target, state.via))
                    following.append(after)
            states = following
        return found

    def _steps_by(
        self, state: State, name: str, rank: int, *, with_turns: bool
    ) -> Iterator[tuple[str, State]]:
        node, path = state.node, escalation_paths()[name]
        for edge in self._next_edges(node, is_made=state.is_made):
            if edge.path != name or WORDS.index(edge.confidence) > rank:
                continue
            end = self._end_of(edge, node)
            is_made = edge.yields != "target"
            target = _made_in(end) if is_made and not self.is_administrator(end) else edge.target
            via = state.via if is_made else (*state.via, edge.target)
            yield target, State(end, is_made, (*state.passed, edge.target), via)
        if not with_turns or state.is_made:
            return
        for answer, loose in self.without(node, path):
            if answer.rank <= rank:
                yield node.arn, state._replace(node=loose)
        for arn in state.passed[:-1]:
            helped = self.accounts.principals.get(arn)
            if helped is not None and self.helps(node, path, helped).rank <= rank:
                yield _made_in(helped), state._replace(node=helped, is_made=True)


def _made_in(node: Node) -> str:
    return f"{MADE} in {node.account}"


def _denying(turns: Turns, owner: Node, way: str) -> list[str]:
    """Return the policies of a principal or group that deny: places of inline ones, or ARNs."""
    if way == "inline":
        return [str(at) for at, d in enumerate(owner.inline) if statements([d], "Deny")]
    known = {arn: turns.accounts.document(arn) for arn in owner.attached}
    return [arn for arn, d in known.items() if d is not None and statements([d], "Deny")]
