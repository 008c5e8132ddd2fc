"""Statements about MFA devices: who may take a device away, and what holds back who used none.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.policy import patterns
from iam_report.policy.condition_facts import sessions_without_mfa
from iam_report.policy.conditions import holds_without_mfa
from iam_report.policy.resources import covers_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iam_report.policy.condition_facts import Block
    from iam_report.policy.conditions import Session

_SESSIONS: Final[tuple[Session, ...]] = ("key", "password")

#: The action that takes the device of a user out of use.
_REMOVAL: Final = "iam:deactivatemfadevice"

#: Actions that, open to somebody without MFA, make the demand for it worthless.
_UNDOING: Final = (
    _REMOVAL,
    "iam:addusertogroup",
    "iam:attachgrouppolicy",
    "iam:attachuserpolicy",
    "iam:createaccesskey",
    "iam:createloginprofile",
    "iam:createpolicyversion",
    "iam:deleteuserpolicy",
    "iam:detachuserpolicy",
    "iam:putgrouppolicy",
    "iam:putuserpolicy",
    "iam:removeuserfromgroup",
    "iam:updateloginprofile",
)
_OWN_USER: Final = re.compile(r":user/.*\$\{\s*aws:username\s*\}", re.IGNORECASE)
_ABOUT_MFA: Final = "mfa"


class Part(NamedTuple):
    """The elements of a statement that matter here."""

    effect: str | None
    actions: Sequence[str] | None
    not_actions: Sequence[str] | None
    resources: Sequence[str]
    conditions: Block


_OWN_REMOVAL: Final = Part("Allow", (_REMOVAL,), None, ("arn:aws:iam::*:user/${aws:username}",), ())


class Judgement(NamedTuple):
    """What is known of a statement; columns of `mfa_statements`."""

    allows_removal: bool
    needs_mfa: bool | None
    weak_exceptions: str


def judge(statements: Sequence[Part]) -> list[Judgement | None]:
    """Return what is known of each statement of a document; None of one that is about no MFA."""
    return [_judge(statement, statements) for statement in statements]


def guards(statements: Sequence[Part]) -> bool:
    """Return whether a document denies every user without MFA to deactivate the own device."""
    return _needs_mfa(_OWN_REMOVAL, statements) is True


def _judge(statement: Part, others: Sequence[Part]) -> Judgement | None:
    if _allows_removal(statement):
        return Judgement(
            allows_removal=True, needs_mfa=_needs_mfa(statement, others), weak_exceptions=""
        )
    if statement.effect == "Deny" and sessions_without_mfa(statement.conditions):
        weak = [p for p in statement.not_actions or () if _matches_one_of(p, _UNDOING)]
        return Judgement(allows_removal=False, needs_mfa=None, weak_exceptions=", ".join(weak))
    return None


def _allows_removal(statement: Part) -> bool:
    """Return whether a statement is there to manage MFA devices, and lets them be deactivated.

    It is, if it names MFA, or is about the user who asks; a policy for administrators is not.
    """
    if statement.effect != "Allow":
        return False
    found = [p for p in statement.actions or () if _matches_one_of(p, (_REMOVAL,))]
    is_own = any(_OWN_USER.search(text) for text in statement.resources)
    return any(is_own or _ABOUT_MFA in pattern.lower() for pattern in found)


def _needs_mfa(statement: Part, others: Iterable[Part]) -> bool | None:
    guards = [other for other in others if _denies_removal(other, statement)]
    safe = [_is_kept_out(statement, guards, session) for session in _SESSIONS]
    return False if False in safe else None if None in safe else True


def _is_kept_out(statement: Part, guards: Iterable[Part], session: Session) -> bool | None:
    """Return whether a session without MFA cannot use the statement."""
    if holds_without_mfa(statement.conditions, session) is False:
        return True
    denied = [holds_without_mfa(guard.conditions, session) for guard in guards]
    return True if True in denied else None if None in denied else False


def _denies_removal(guard: Part, statement: Part) -> bool:
    """Return whether a statement denies to deactivate what the other one lets be deactivated."""
    if guard.effect != "Deny":
        return False
    if guard.not_actions is None:
        denies = any(_matches_one_of(p, (_REMOVAL,)) for p in guard.actions or ())
    else:
        denies = not any(_matches_one_of(p, (_REMOVAL,)) for p in guard.not_actions)
    has_all = any(map(covers_all, guard.resources))
    return denies and (has_all or set(statement.resources) <= set(guard.resources))


def _matches_one_of(pattern: str, actions: tuple[str, ...]) -> bool:
    lower = pattern.lower()
    return any(patterns.matches(lower, action) for action in actions)
