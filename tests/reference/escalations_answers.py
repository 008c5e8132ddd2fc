"""What a step, a path and a hop of an escalation are worth, and what steps are on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.catalog.actions import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.reference.escalations_account import Node

CERTAIN, CONDITIONAL, NEEDS, NO = range(4)
WORDS: Final = ("certain", "conditional", "needs")

#: How a service gets the credentials of a role, if not as services do.
ASSUMED_BY: Final = {"cognito-identity.amazonaws.com": "sts:AssumeRoleWithWebIdentity"}


class Answer(NamedTuple):
    """How sure something is, and what it depends on."""

    rank: int
    missing: frozenset[str] = frozenset()

    def and_(self, other: Answer) -> Answer:
        """Return the answer to both."""
        return Answer(max(self.rank, other.rank), self.missing | other.missing)


YES: Final = Answer(CERTAIN)
NEVER: Final = Answer(NO)
OPEN: Final = Answer(NEEDS)


class Edge(NamedTuple):
    """One principal can use one path to one target."""

    source: str
    path: str
    target: str
    yields: str
    confidence: str


def best(answers: Iterable[Answer]) -> Answer:
    """Return the surest of answers; of equals, the one that depends on the fewest keys."""
    return min(answers, key=lambda a: (a.rank, len(a.missing)), default=NEVER)


def both(answers: Iterable[Answer]) -> Answer:
    """Return the answer to all; asks no further once it is no."""
    found = YES
    for answer in answers:
        found = found.and_(answer)
        if found.rank == NO:
            return NEVER
    return found


def lifts_of(node: Node) -> list[tuple[str, str]]:
    """Return the actions by which a boundary is taken away or changed, with what they are on."""
    verbs = ("Delete", "Put")
    found = [(f"iam:{verb}{node.kind.title()}PermissionsBoundary", node.arn) for verb in verbs]
    own = node.boundary_arn or ""
    return [*found, ("iam:CreatePolicyVersion", own)] if f"::{node.account}:" in own else found


#: Words for what a step is on that are no types of resources.
FIXED: Final = (
    "target",
    "self",
    "own_group",
    "target_group",
    "admin_group",
    "policy",
    "boundary",
    "*",
)


def form_of(action: str, on: str) -> str:
    """Return the format of the ARNs of a resource type of an action's service, or of a new user or role."""
    if on in ("new_user", "new_role"):
        return f"arn:${{Partition}}:iam::${{Account}}:{on[4:]}/${{Name}}"
    return catalogue().resources[action.partition(":")[0]][on].arn


def forms_of(form: str) -> tuple[str, ...]:
    """Return the formats of ARNs; documents that AWS made are in no account.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
    """
    if ":ssm:" not in form or ":document/" not in form:
        return (form,)
    return form, form.replace("${Account}", "")


def answer_of(decision: Any) -> Answer:
    """Return what a decision is worth to somebody who chooses when to ask.

    Where a policy is not in the export, only what the others allow counts: that one may deny it.
    """
    if decision.is_allowed:
        return YES
    if decision.is_allowed is False:
        return NEVER
    if decision.decision == "conditional":
        return Answer(CONDITIONAL, frozenset(decision.missing_context))
    return OPEN if any(s.effect == "Allow" for s in decision.matched_statements) else NEVER
