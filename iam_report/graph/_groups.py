"""Edges of the graph, many at once: actors who can all take a path to the same targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.graph._verdicts import UNREAD_POLICY
from iam_report.policy.causes import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from iam_report.catalog.escalation_paths import EscalationPath
    from iam_report.graph._bits import Bits
    from iam_report.graph._scope import Scope
    from iam_report.graph._verdicts import Hit, Verdict
    from iam_report.policy.causes import Cause

#: How sure an edge is: what else would have to be so.
CONFIDENCES: Final = ("certain", "conditional", "needs")
CERTAIN, CONDITIONAL, NEEDS = range(len(CONFIDENCES))

#: The command that gives the texts of policies.
DETAILS: Final = "aws iam get-account-authorization-details"

#: The commands that give passwords, MFA devices and access keys of users.
REPORT: Final = "aws iam generate-credential-report; aws iam get-credential-report"


#: Kind of a cause: an export would tell; what it says is the command.
EXPORT: Final = "export"


class Choice(NamedTuple):
    """An action, and what lets somebody do it.

    Attributes:
        action: The action.
        verdict: What policies say of it; None where a trust policy alone decides.
        place: Gives for an actor and a target the place of the resource in the verdict.
    """

    action: str
    verdict: Verdict | None
    place: Callable[[int, int], int]

    def rank(self, actor: int, target: int) -> int:
        """Return how sure it is that it is allowed: a place in CONFIDENCES, or beyond for not."""
        at = self.place(actor, target)
        if self.verdict is None:
            return CERTAIN
        if at < 0:
            return len(CONFIDENCES)
        each = (mask >> at & 1 for mask in self.verdict.bits)
        return next((rank for rank, is_so in enumerate(each) if is_so), len(CONFIDENCES))


class Part(NamedTuple):
    """A step of a path, which can be done in one of several ways."""

    choices: tuple[Choice, ...]

    def choice(self, actor: int, target: int) -> Choice:
        """Return the surest way."""
        return min(self.choices, key=lambda choice: choice.rank(actor, target))

    def is_taken(self, actor: int, target: int) -> bool:
        """Return whether the step has to be taken for a target."""
        choice = self.choice(actor, target)
        return choice.verdict is None or choice.place(actor, target) >= 0

    def deciding(self, actor: int, target: int) -> Hit | None:
        """Return the statement that allows it."""
        choice = self.choice(actor, target)
        place = choice.place(actor, target)
        return None if choice.verdict is None or place < 0 else choice.verdict.deciding(place)

    def causes(self, actor: int, target: int) -> list[Cause]:
        """Return why it is not known whether it is allowed."""
        choice = self.choice(actor, target)
        place = choice.place(actor, target)
        return [] if choice.verdict is None or place < 0 else choice.verdict.causes(place)


class Group(NamedTuple):
    """Edges from each of some actors to each of some targets.

    Attributes:
        path: The path.
        scope: The account of the actors.
        actors: Their places in it.
        targets: What the bits stand for: positions in the population. For `is_self`, of the actors.
        bits: To which of them there is an edge.
        makes_admin: Whether the target gets any permission, and not the rights that it has.
        is_self: Whether the target is the actor itself; there is then one bit.
        parts: The actions.
        facts: For bits of targets why something is not known of them.
        is_of_admins: Whether the actors are the administrators of the account, who can be whomever
            of it trust policies of other accounts let in.
        admins: Mask of the targets that are administrators already.
        is_grant: Whether the actors give the targets any permission without becoming them.
    """

    path: EscalationPath
    scope: Scope
    actors: np.ndarray
    targets: np.ndarray
    bits: Bits
    makes_admin: bool
    is_self: bool
    parts: tuple[Part, ...]
    facts: Mapping[int, tuple[Cause, ...]]
    is_of_admins: bool = False
    admins: int = 0
    is_grant: bool = False

    def levels(self) -> list[tuple[int, int]]:
        """Return the confidences of edges, as places in CONFIDENCES, and the targets of each."""
        by_level = {CERTAIN: self.bits.sure, CONDITIONAL: self.bits.cond, NEEDS: self.bits.doubt}
        if self.path.needs:
            by_level = {NEEDS: self.bits.some}
        return [(level, mask) for level, mask in by_level.items() if mask]

    def depends_on(self, keys: frozenset[str]) -> bool:
        """Return whether statements ask for one of some condition keys that are not known."""
        return any(
            cause.kind == MISSING and cause.what.lower() in keys
            for part in self.parts
            for choice in part.choices
            if choice.verdict is not None
            for hit in choice.verdict.hits
            for cause in hit.said.causes
        )

    def causes(self, actor: int, target: int) -> list[Cause]:
        """Return why it is not known whether there is an edge."""
        found = list(self.facts.get(target, ()))
        for part in self.parts:
            found += part.causes(actor, target)
        return list(dict.fromkeys(found))

    def missing(self, actor: int, target: int) -> list[str]:
        """Return the condition keys, and whatever else, on which an edge depends."""
        keys = [cause.what for cause in self.causes(actor, target) if cause.kind == MISSING]
        return sorted(dict.fromkeys(keys), key=str.lower)

    def needs(self, actor: int, target: int) -> list[str]:
        """Return the commands of the exports that would tell whether there is an edge."""
        found = self.path.needs.split("; ") if self.path.needs else []
        for cause in self.causes(actor, target):
            if cause.kind == EXPORT:
                found += cause.what.split("; ")
            elif cause == UNREAD_POLICY:
                found.append(DETAILS)
        return list(dict.fromkeys(found))
