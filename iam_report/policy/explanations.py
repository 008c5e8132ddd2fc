"""Why a request was decided as it was, in words.

What is told of a decision: the statement that decided, those that fit, the condition keys that
are missing, and a sentence for each type of policy.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from iam_report.policy import special_services, trusts
from iam_report.policy.causes import MISSING
from iam_report.policy.decisions import (
    ALLOWED,
    CONDITIONAL,
    EXPLICIT_DENY,
    IMPLICIT_DENY,
    UNKNOWN,
    MatchedStatement,
)
from iam_report.policy.sides import STRENGTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from iam_report.policy.decisions import Outcome, PolicyType
    from iam_report.policy.requests import Request
    from iam_report.policy.sides import Hit, Side, Voice

NAMES: Final[Mapping[PolicyType, str]] = {
    "identity": "identity-based policies",
    "resource": "resource-based policy",
    "boundary": "permissions boundary",
    "session": "session policies",
    "scp": "service control policies",
    "rcp": "resource control policies",
    "endpoint": "endpoint policy",
}

#: Reasons of one open answer that are told.
_SHOWN: Final = 3
_NO_STATEMENT: Final = "no statement allows the request"
OTHERWISE: Final = "who asks needs no statement that allows the request"
_SOME_ACTIONS: Final = "who asks can ask for some of these actions of STS, and not for others"
SEVERAL_BOUNDARIES: Final = "a principal has one permissions boundary, and several were given"


def deciding(
    request: Request, outcome: Outcome, voices: Mapping[str, Voice]
) -> tuple[str, MatchedStatement | None]:
    """Return what decided, in a sentence, and the statement that did."""
    if outcome == IMPLICIT_DENY:
        name = _lacking(request, voices)
        return f"{NAMES[name]}: {_NO_STATEMENT}", None
    wanted = {
        ALLOWED: ((False, True),),
        EXPLICIT_DENY: ((True, True),),
    }.get(outcome, ((True, None), (False, None)))
    limited = request.who.kind == trusts.OTHERS or any(
        n in voices and voices[n].allow is not True for n in ("boundary", "session")
    )
    names = sorted(NAMES, key="resource".__ne__) if outcome == ALLOWED and limited else NAMES
    for is_deny, answer in wanted:
        for name in names:
            for side in voices[name].sides if name in voices else ():
                if (side.deny if is_deny else side.allow) is answer:
                    sentence = f"{NAMES[name]}: {_sentence(side, is_deny=is_deny)}"
                    hit = _hit(side, is_deny=is_deny)
                    is_known = hit is not None and hit.statement is not None
                    return sentence, _as_matched(name, hit) if hit and is_known else None
    if outcome == CONDITIONAL:
        return _SOME_ACTIONS, None
    return OTHERWISE if outcome == ALLOWED else SEVERAL_BOUNDARIES, None


def _lacking(request: Request, voices: Mapping[str, Voice]) -> PolicyType:
    """Return the type of policy whose silence denies a request."""
    names: tuple[PolicyType, ...] = ("scp", "endpoint", "boundary", "session", "identity")
    needs_resource = (
        request.who.account is None
        or request.who.account != request.resource_account
        or special_services.needs_resource_policy(request) is not None
    )
    if needs_resource and all(voices[name].allow is False for name in STRENGTHS):
        names = ("resource", *names)
    return next((n for n in names if n in voices and voices[n].allow is False), "identity")


def _as_matched(name: PolicyType, hit: Hit) -> MatchedStatement:
    statement = hit.statement
    assert statement is not None  # noqa: S101  (callers look)
    effect: Literal["Allow", "Deny"] = "Deny" if hit.is_deny else "Allow"
    return MatchedStatement(name, hit.label, statement.place, statement.sid, effect, hit.fits)


def matched(sides: Mapping[PolicyType, Iterable[Side]]) -> tuple[MatchedStatement, ...]:
    """Return the statements that fit, or may."""
    return tuple(
        _as_matched(name, hit)
        for name, each in sides.items()
        for side in each
        for hit in side.hits
        if hit.statement is not None
    )


def missing(
    request: Request, outcome: Outcome, sides: Mapping[PolicyType, Iterable[Side]]
) -> tuple[str, ...]:
    """Return the condition keys that were asked for and not known, each once."""
    if outcome not in (CONDITIONAL, UNKNOWN):
        return tuple(sorted(request.absent.values()))
    found: dict[str, str] = {}
    for side in chain.from_iterable(sides.values()):
        for hit in side.hits:
            for cause in hit.causes:
                if cause.kind == MISSING:
                    found.setdefault(cause.what.lower(), cause.what)
    return tuple(sorted(found.values()))


def reason_of(name: PolicyType, sides: Sequence[Side]) -> str:
    """Return in a sentence what policies say, of several levels what the strictest says."""
    for is_deny, fits in ((True, True), (True, None)):
        for side in sides:
            if (side.deny if is_deny else side.allow) is fits:
                return _sentence(side, is_deny=is_deny)
    if name == "rcp":
        return "no statement denies the request"
    for fits in (False, None, True):
        for side in sides:
            if side.allow is fits:
                return _sentence(side, is_deny=False)
    return "nothing is said"


def _sentence(side: Side, *, is_deny: bool) -> str:
    answer, causes = (side.deny, side.deny_causes) if is_deny else (side.allow, side.allow_causes)
    verb = "deny" if is_deny else "allow"
    if answer is False:
        return f"no statement {'denies' if is_deny else 'allows'} the request"
    hit = _hit(side, is_deny=is_deny)
    place = "no statement" if hit is None else _place(hit)
    if answer:
        return f"{place} {'denies' if is_deny else 'allows'} the request"
    keys = dict.fromkeys(f"`{c.what}`" for c in causes if c.kind == MISSING)
    others = dict.fromkeys(c.what for c in causes if c.kind != MISSING)
    whys = [f"that depends on {', '.join(keys)}"] if keys else []
    whys = [*whys, *others]
    more = [f"and {len(whys) - _SHOWN} more"] if len(whys) > _SHOWN else []
    may = f"{place} may {verb} the request" if hit else "the request may be allowed"
    return f"{may}: {'; '.join(whys[:_SHOWN] + more)}"


def _hit(side: Side, *, is_deny: bool) -> Hit | None:
    """Return the statement to tell of: one that fits as the answer says, else one that fits."""
    answer = side.deny if is_deny else side.allow
    hits = [hit for hit in side.hits if hit.is_deny == is_deny]
    return next((hit for hit in hits if hit.fits is answer), hits[0] if hits else None)


def _place(hit: Hit) -> str:
    if hit.statement is None:
        return hit.label
    return f"statement {hit.statement.sid or hit.statement.place} of {hit.label}"
