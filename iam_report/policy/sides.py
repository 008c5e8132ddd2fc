"""What the policies of each type say to a request: whether they allow it, and whether they deny it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from iam_report.policy.causes import DOUBT, Cause, Notes
from iam_report.policy.compiled import UnknownPolicy
from iam_report.policy.matching import fits_action, statement_fits
from iam_report.policy.matching_principals import AS_ROLE, BY_ACCOUNT, DIRECT, is_denied, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from iam_report.policy.compiled import CompiledPolicy, CompiledStatement
    from iam_report.policy.decisions import PolicyType
    from iam_report.policy.requests import Request
    from iam_report.policy.resources import PolicyKind

Answer: TypeAlias = "bool | None"

#: A policy and what it is called.
Labelled: TypeAlias = "tuple[str, CompiledPolicy | UnknownPolicy]"

#: What ARN patterns with too few parts mean, by the type of the policy.
_KINDS: Final[Mapping[PolicyType, PolicyKind]] = MappingProxyType(
    {
        "identity": "identity",
        "boundary": "identity",
        "session": "identity",
        "resource": "resource",
        "endpoint": "resource",
        "scp": "scp",
        "rcp": "rcp",
    }
)

#: How strongly a resource-based policy can allow.
STRENGTHS: Final = ("direct", "role", "account")
_BITS: Final = (DIRECT, AS_ROLE, BY_ACCOUNT)
#: Actions of which a policy keeps the statements that are about them.
_MOST_ACTIONS: Final = 256

_ENDPOINT_ACCOUNT: Final = (
    "an endpoint policy names the account, which for some endpoints means its root user alone"
)


@dataclass(frozen=True)
class Policies:
    """The policies that may have a say; None where a type does not apply.

    Attributes:
        identity: Of who asks: its own and those of its groups.
        resource: Of the resource.
        boundaries: The permissions boundary of who asks.
        scp: Service control policies of the account of who asks, by level of the organization.
        rcp: Resource control policies of the account of the resource, likewise.
        session: The session policies.
        endpoint: Of the VPC endpoint that the request passes.
        restricts_public: Whether S3 passes over what a public bucket policy grants to others.
    """

    identity: Sequence[Labelled] = ()
    resource: Labelled | None = None
    boundaries: Sequence[Labelled] | None = None
    scp: Sequence[Sequence[Labelled]] | None = None
    rcp: Sequence[Sequence[Labelled]] | None = None
    session: Sequence[Labelled] | None = None
    endpoint: Sequence[Labelled] | None = None
    restricts_public: bool = False


class Hit(NamedTuple):
    """A statement that fits, or may."""

    label: str
    statement: CompiledStatement | None
    is_deny: bool
    fits: Answer
    causes: tuple[Cause, ...]


@dataclass
class Side:
    """What the policies of one type say to a request.

    Attributes:
        allow: Whether they allow it.
        deny: Whether they deny it.
        allow_causes: Why `allow` is not known.
        deny_causes: Why `deny` is not known.
        hits: The statements that fit, or may.
    """

    allow: Answer = False
    deny: Answer = False
    allow_causes: list[Cause] = field(default_factory=list)
    deny_causes: list[Cause] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    def add(self, hit: Hit) -> None:
        """Count in a statement."""
        self.hits.append(hit)
        if hit.is_deny:
            self.deny = _or(self.deny, self.deny_causes, hit)
        else:
            self.allow = _or(self.allow, self.allow_causes, hit)

    def doubt(self, reason: str) -> None:
        """Count what is denied, or not allowed, as not known.

        Args:
            reason: Why the policies may not apply.
        """
        cause = Cause(DOUBT, reason)
        if self.allow is not True:
            self.allow = None
            self.allow_causes.append(cause)
        if self.deny is not False:
            self.deny = None
            self.deny_causes.append(cause)


class Voice(NamedTuple):
    """What the policies of one type come to.

    Attributes:
        allow: Whether they allow the request, or need not.
        causes: Why that is not known.
        sides: What they say, one for each level of the organization.
    """

    allow: Answer
    causes: Sequence[Cause] = ()
    sides: tuple[Side, ...] = ()


def _or(answer: Answer, causes: list[Cause], hit: Hit) -> Answer:
    if answer or hit.fits:
        causes.clear()
        return True
    causes += hit.causes
    return None


def side_of(
    policies: Iterable[Labelled],
    request: Request,
    policy_type: PolicyType,
    *,
    allows: bool = True,
    principal: Callable[[CompiledStatement, Notes], Answer] | None = None,
) -> Side:
    """Return what policies say to a request.

    Args:
        policies: The policies.
        request: The request.
        policy_type: What they are to the request.
        allows: Whether statements that allow are looked at.
        principal: Tells whether a statement is about who asks; None where that is not asked.
    """
    kind = _KINDS[policy_type]
    side = Side()
    for label, policy in policies:
        if isinstance(policy, UnknownPolicy):
            causes = (Cause(DOUBT, policy.reason),)
            side.add(Hit(label, None, is_deny=True, fits=None, causes=causes))
            if allows:
                side.add(Hit(label, None, is_deny=False, fits=None, causes=causes))
            continue
        for statement in _about(policy, request):
            if not (allows or statement.is_deny):
                continue
            notes: Notes = []
            fits = statement_fits(statement, request, kind, notes, principal)
            if fits is not False:
                side.add(Hit(label, statement, statement.is_deny, fits, tuple(notes)))
    return side


def _about(policy: CompiledPolicy, request: Request) -> tuple[CompiledStatement, ...]:
    """Return the statements of a policy that are about the action of a request, or may be."""
    if request.asks_actions:
        return policy.statements
    found = policy.by_action.get(request.action)
    if found is None:
        found = tuple(s for s in policy.statements if fits_action(s, request, []) is not False)
        if len(policy.by_action) < _MOST_ACTIONS:
            policy.by_action[request.action] = found
    return found


def resource_sides(
    policy: Labelled, request: Request, *, is_bounded: bool
) -> tuple[Side, tuple[Side, ...]]:
    """Return what a resource-based policy says.

    Args:
        policy: The policy.
        request: The request.
        is_bounded: Whether who asks has a permissions boundary.

    Returns:
        What it says in all, and what it allows by each of STRENGTHS.
    """
    strengths = tuple(Side() for _ in STRENGTHS)
    label, content = policy
    if isinstance(content, UnknownPolicy):
        whole = side_of([policy], request, "resource")
        return whole, (whole,) * len(STRENGTHS)
    whole = Side()
    for statement in _about(content, request):
        notes: Notes = []
        if statement.is_deny:
            fits = statement_fits(
                statement, request, "resource", notes, _denied(request, is_bounded)
            )
            if fits is not False:
                whole.add(Hit(label, statement, is_deny=True, fits=fits, causes=tuple(notes)))
            continue
        found = named(statement, request.who, any_session=not request.is_complete)
        if not found.sure | found.maybe:
            continue
        fits = statement_fits(statement, request, "resource", notes, _anybody)
        if fits is False:
            continue
        maybe = (*notes, Cause(DOUBT, str(found.reason)))
        hits = {
            True: Hit(label, statement, is_deny=False, fits=fits, causes=tuple(notes)),
            False: Hit(label, statement, is_deny=False, fits=None, causes=maybe),
        }
        whole.add(hits[found.sure > 0])
        for side, bit in zip(strengths, _BITS, strict=True):
            if (found.sure | found.maybe) & bit:
                side.add(hits[found.sure & bit > 0])
    return whole, strengths


def endpoint_side(policies: Iterable[Labelled], request: Request, *, is_bounded: bool) -> Side:
    """Return what the policy of a VPC endpoint says."""
    denied = _denied(request, is_bounded)

    def principal(statement: CompiledStatement, notes: Notes) -> Answer:
        if statement.is_deny and statement.is_not_principal:
            return denied(statement, notes)
        found = named(statement, request.who, any_session=not request.is_complete)
        if found.sure & ~BY_ACCOUNT:
            return True
        if found.sure or found.maybe:
            notes.append(Cause(DOUBT, found.reason or _ENDPOINT_ACCOUNT))
            return None
        return False

    return side_of(policies, request, "endpoint", principal=principal)


def rcp_side(policies: Iterable[Labelled], request: Request) -> Side:
    """Return what resource control policies deny."""
    return side_of(policies, request, "rcp", allows=False, principal=_everybody)


def _denied(request: Request, is_bounded: bool) -> Callable[[CompiledStatement, Notes], Answer]:  # noqa: FBT001
    def principal(statement: CompiledStatement, notes: Notes) -> Answer:
        any_session = not request.is_complete
        return is_denied(
            statement, request.who, notes, any_session=any_session, is_bounded=is_bounded
        )

    return principal


def _anybody(_: CompiledStatement, __: Notes) -> Answer:
    return True


def _everybody(statement: CompiledStatement, _: Notes) -> Answer:
    """Return whether a statement names everybody, as those of resource control policies must."""
    entries = statement.principals or ()
    return not statement.is_not_principal and any(
        kind in ("*", "AWS") and value == "*" for kind, value in entries
    )
