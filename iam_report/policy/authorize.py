"""Decide a request as AWS does, from policies alone.

A deny that fits, in any policy that applies, is final. Otherwise something has to allow the
request: in the account of who asks the identity-based policies within permissions boundary and
session policy, or the resource-based policy; from another account both. Service control policies
and endpoint policies have to allow it as well. Resource control policies only deny here: one that
allows everything is always attached.

Where AWS's documentation gives no answer, or a policy that would decide is not at hand, the answer
is open: three-valued logic is carried through all of it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from iam_report.policy import special_services, trusts
from iam_report.policy.causes import DOUBT, Cause
from iam_report.policy.compiled import UnknownPolicy
from iam_report.policy.decisions import (
    ALLOWED,
    CONDITIONAL,
    EXPLICIT_DENY,
    IMPLICIT_DENY,
    UNKNOWN,
    Decision,
)
from iam_report.policy.explanations import (
    NAMES,
    OTHERWISE,
    SEVERAL_BOUNDARIES,
    deciding,
    matched,
    missing,
    reason_of,
)
from iam_report.policy.kleene import all_of, any_of
from iam_report.policy.public_access import is_public
from iam_report.policy.sides import (
    STRENGTHS,
    Side,
    Voice,
    endpoint_side,
    rcp_side,
    resource_sides,
    side_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from iam_report.policy.decisions import Outcome
    from iam_report.policy.requests import Request
    from iam_report.policy.sides import Answer, Labelled, Policies


_SIGNS_IN: Final = "AWS's documentation says that policies cannot control `sts:GetSessionToken`"
_PUBLIC: Final = "it is not known whether the bucket policy is public"
_SERVICE_LINKED: Final = (
    "the path of the role would tell whether a service made it, which these policies pass over"
)
_SOME_SERVICES: Final = "resource control policies apply to some of the services asked about"
_UNSIGNED: Final = "it is not known whether the service takes requests without a signature"
_ANYBODY: Final = "every caller may ask who it is"


_SILENT: Final = Voice(allow=True)


def authorize(request: Request, policies: Policies) -> Decision:
    """Decide a request.

    Args:
        request: The request.
        policies: All policies that have a say.
    """
    is_signed = request.who.account is not None or request.who.kind == trusts.SERVICE
    is_who = special_services.is_who_am_i(request) if is_signed else False
    if is_who:
        return Decision(ALLOWED, reason=_ANYBODY)
    who = _voices_of_requester(request, policies) if request.who.account is not None else {}
    resource, strengths = _voice_of_resource(request, policies)
    voices = {**who, "resource": resource, **_other_voices(request, policies)}
    if special_services.signs_in(request):
        return _sign_in(voices)
    forbidden = special_services.forbidden(request)
    outcome = _outcome(request, {**voices, **strengths}, is_forbidden=forbidden is not None)
    if is_who is None and outcome in (EXPLICIT_DENY, IMPLICIT_DENY):
        return Decision(CONDITIONAL, reason=_ANYBODY)
    if outcome == ALLOWED and special_services.is_partly_forbidden(request):
        outcome = CONDITIONAL
    sides = {name: voices[name].sides for name in NAMES if name in voices}
    reason, decisive = deciding(request, outcome, {**voices, **strengths})
    return Decision(
        outcome,
        matched(sides),
        missing(request, outcome, sides),
        forbidden if forbidden and outcome == IMPLICIT_DENY else reason,
        {name: reason_of(name, each) for name, each in sides.items() if each},
        decisive,
    )


def _sign_in(voices: Mapping[str, Voice]) -> Decision:
    """Decide what needs no policy, and what AWS says that none can control."""
    if any(side.deny is not False for voice in voices.values() for side in voice.sides):
        return Decision(UNKNOWN, reason=_SIGNS_IN)
    return Decision(ALLOWED, reason=OTHERWISE)


def _voices_of_requester(request: Request, policies: Policies) -> dict[str, Voice]:
    """Return what the policies of who asks say, and those of its account."""
    return {
        "identity": _identity(request, policies.identity),
        "boundary": _boundary(request, policies.boundaries),
        "session": _session(request, policies.session),
        "scp": _scp(request, policies.scp),
    }


def _identity(request: Request, policies: Iterable[Labelled]) -> Voice:
    side = side_of(policies, request, "identity")
    if request.who.kind == trusts.ACCOUNT:
        return Voice(allow=True, sides=(side,))
    return Voice(side.allow, side.allow_causes, (side,))


def _boundary(request: Request, boundaries: Sequence[Labelled] | None) -> Voice:
    if boundaries is None:
        return _SILENT
    sides = tuple(side_of([each], request, "boundary") for each in boundaries) or (Side(),)
    answers = {side.allow for side in sides}
    if len(answers) > 1 and False in answers:
        return Voice(None, (Cause(DOUBT, SEVERAL_BOUNDARIES),), sides)
    return Voice(all_of(answers), _causes(sides), sides)


def _session(request: Request, session: Iterable[Labelled] | None) -> Voice:
    """A federated user without a session policy has nothing of its maker's permissions."""
    if session is None:
        return Voice(request.who.kind != trusts.FEDERATED_USER)
    side = side_of(session, request, "session")
    return Voice(side.allow, side.allow_causes, (side,))


def _scp(request: Request, levels: Iterable[Iterable[Labelled]] | None) -> Voice:
    """Each level of the organization has to allow the request."""
    if levels is None or request.is_service_linked:
        return _SILENT
    sides = tuple(side_of(level, request, "scp") for level in levels) or (Side(),)
    if request.is_service_linked is None:
        for side in sides:
            side.doubt(_SERVICE_LINKED)
    return Voice(all_of(side.allow for side in sides), _causes(sides), sides)


def _other_voices(request: Request, policies: Policies) -> dict[str, Voice]:
    """Return what policies of the resource's account and of the way to it say."""
    found = {"endpoint": _SILENT, "rcp": _SILENT}
    if policies.endpoint is not None and request.who.kind != trusts.SERVICE:
        side = endpoint_side(policies.endpoint, request, is_bounded=policies.boundaries is not None)
        found["endpoint"] = Voice(side.allow, side.allow_causes, (side,))
    if policies.rcp is not None and special_services.is_under_rcp(request):
        sides = tuple(rcp_side(level, request) for level in policies.rcp)
        for side in sides:
            if request.is_service_linked is None:
                side.doubt(_SERVICE_LINKED)
            elif request.service == "*":
                side.doubt(_SOME_SERVICES)
        found["rcp"] = Voice(allow=True, sides=sides)
    return found


def _voice_of_resource(request: Request, policies: Policies) -> tuple[Voice, dict[str, Voice]]:
    """Return what the resource-based policy says, and what it allows by each of STRENGTHS."""
    policy = policies.resource
    if policy is None:
        missing = special_services.needs_resource_policy(request)
        if missing is None:
            return Voice(allow=False), dict.fromkeys(STRENGTHS, Voice(allow=False))
        policy = f"the {missing}", UnknownPolicy("it decides, and is not given")
    is_bounded = policies.boundaries is not None
    whole, sides = resource_sides(policy, request, is_bounded=is_bounded)
    if request.action in special_services.BUCKET_POLICY and _is_owner(request):
        whole.deny = False
    voices = [Voice(side.allow, side.allow_causes) for side in sides]
    if special_services.is_anonymous_doubtful(request):
        voices = [_perhaps(voice, _UNSIGNED) for voice in voices]
    if policies.restricts_public and request.service == "s3" and _is_outside(request):
        voices = _without_public(policy, voices)
    found = dict(zip(STRENGTHS, voices, strict=True))
    return Voice(whole.allow, whole.allow_causes, (whole,)), found


def _without_public(policy: Labelled, voices: list[Voice]) -> list[Voice]:
    """Return what a bucket policy allows to others where S3 restricts public ones.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    content = policy[1]
    public = None if isinstance(content, UnknownPolicy) else is_public(content)
    if public is False:
        return voices
    if public:
        return [Voice(allow=False)] * len(voices)
    return [_perhaps(voice, _PUBLIC) for voice in voices]


def _perhaps(voice: Voice, reason: str) -> Voice:
    """Return a voice whose allow may not count."""
    if voice.allow is False:
        return voice
    return Voice(None, (*voice.causes, Cause(DOUBT, reason)))


def _is_owner(request: Request) -> bool:
    """Return whether who asks is the root user of the account of the resource."""
    who = request.who
    return who.kind == trusts.ACCOUNT and who.account == request.resource_account


def _is_outside(request: Request) -> bool:
    """Return whether who asks is neither of the account of the resource nor a service."""
    who = request.who
    return who.kind != trusts.SERVICE and who.account != request.resource_account


def _formula(request: Request) -> Callable[[Mapping[str, Answer]], Answer]:
    """Return what has to be so for a request to be allowed, by the answers of the voices."""
    if request.who.account is None:
        return lambda v: all_of((v["endpoint"], v["direct"]))
    if request.who.account != request.resource_account:
        limits = ("scp", "endpoint", "identity", "boundary", "session")
        return lambda v: all_of(
            (*(v[name] for name in limits), any_of(v[name] for name in STRENGTHS))
        )
    must_speak = special_services.needs_resource_policy(request) is not None

    def allows(v: Mapping[str, Answer]) -> Answer:
        own = all_of((v["identity"], v["account"])) if must_speak else v["identity"]
        within = all_of((any_of((own, v["role"])), v["boundary"], v["session"]))
        return all_of((v["scp"], v["endpoint"], any_of((v["direct"], within))))

    return allows


def _outcome(request: Request, voices: Mapping[str, Voice], *, is_forbidden: bool) -> Outcome:
    """Return what is decided."""
    denies = [side for voice in voices.values() for side in voice.sides]
    if any(side.deny for side in denies):
        return EXPLICIT_DENY
    formula = _formula(request)
    answers = {name: voice.allow for name, voice in voices.items()}
    answer = False if is_forbidden else formula(answers)
    if answer is False:
        return IMPLICIT_DENY
    causes = list(chain.from_iterable(side.deny_causes for side in denies))
    if answer and not any(side.deny is None for side in denies):
        return ALLOWED
    if answer is None:
        for name in (n for n, a in answers.items() if a is None):
            if formula({**answers, name: True}) != formula({**answers, name: False}):
                causes += voices[name].causes
    return CONDITIONAL if all(cause.kind != DOUBT for cause in causes) else UNKNOWN


def _causes(sides: Iterable[Side]) -> list[Cause]:
    return [cause for side in sides for cause in side.allow_causes]
