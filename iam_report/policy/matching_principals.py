"""Whether a statement of a resource-based policy is about who asks, and how strongly.

A statement that names a user, a session or everybody grants by itself. One that names a role
grants as well, but within the role's permissions boundary and session policy. One that names an
account leaves the decision to the account's own policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.policy import trusts
from iam_report.policy.causes import DOUBT, Cause, Notes

if TYPE_CHECKING:
    from iam_report.policy.compiled import CompiledStatement
    from iam_report.policy.requests import Requester

#: How a statement names who asks; bits of a mask.
DIRECT: Final = 1
AS_ROLE: Final = 2
BY_ACCOUNT: Final = 4

_EVERYBODY: Final = ("*", "AWS")
_SESSION_PARTS: Final = 3

_OF_USER: Final = (
    "`{}` is named, and the federated user may have been made by it or by another user"
)
_OF_SESSION: Final = "`{}` is named: one session of the role"
_OF_SERVICE: Final = "`{}` is named, which may be another name of the service"
_CANONICAL: Final = "a canonical user ID is named, and it is not known whose it is"
_NOT_PRINCIPAL: Final = (
    "a Deny with `NotPrincipal` names some of account, role and session of who asks, and AWS does "
    "not say whether that is enough"
)


class Named(NamedTuple):
    """How entries of `Principal` name who asks."""

    sure: int
    """Mask of DIRECT, AS_ROLE and BY_ACCOUNT."""
    maybe: int
    """Likewise, where it is not known."""
    reason: str | None
    """Why it is not known."""


_NOT: Final = Named(0, 0, None)
_BY_ITSELF: Final = Named(DIRECT, 0, None)


def named(statement: CompiledStatement, who: Requester, *, any_session: bool) -> Named:
    """Tell how the `Principal` or the Allow's `NotPrincipal` of a statement names who asks.

    Args:
        statement: The statement.
        who: Who asks.
        any_session: Whether a role that asks may do so in any session; otherwise in none that a
            statement names.
    """
    if statement.principals is None:
        return _NOT
    sure = maybe = 0
    reason = None
    for principal_type, value in statement.principals:
        found = _names(principal_type, value, who, any_session)
        sure |= found.sure
        maybe |= found.maybe
        reason = reason or found.reason
    if statement.is_not_principal:
        if sure or any(t in _EVERYBODY and v == "*" for t, v in statement.principals):
            return _NOT
        return Named(0, DIRECT, reason) if maybe else _BY_ITSELF
    return Named(sure, maybe, reason)


def is_denied(
    statement: CompiledStatement,
    who: Requester,
    notes: Notes,
    *,
    any_session: bool,
    is_bounded: bool,
) -> bool | None:
    """Return whether a Deny is about who asks.

    Args:
        statement: The statement.
        who: Who asks.
        notes: Takes the cause where the answer is None.
        any_session: As for `named`.
        is_bounded: Whether who asks has a permissions boundary: `NotPrincipal` then always denies.
    """
    if not statement.is_not_principal or statement.principals is None:
        found = named(statement, who, any_session=any_session)
        if not found.sure and found.maybe:
            notes.append(Cause(DOUBT, str(found.reason)))
            return None
        return bool(found.sure)
    if ("*", "*") in statement.principals or ("AWS", "*") in statement.principals:
        return False
    if is_bounded:
        return True
    answer = _is_left_out(statement.principals, who, any_session=any_session)
    if answer is None:
        notes.append(Cause(DOUBT, _NOT_PRINCIPAL))
    return None if answer is None else not answer


def _is_left_out(
    principals: tuple[tuple[str, str], ...], who: Requester, *, any_session: bool
) -> bool | None:
    """Return whether the entries of a Deny's `NotPrincipal` name who asks in full.

    In full is: its ARN, that of its role if it is a session, and its account.
    """
    masks = [_names(t, v, who, any_session) for t, v in principals]
    sure = 0
    for mask in masks:
        sure |= mask.sure
    if not sure:
        return None if any(mask.maybe for mask in masks) else False
    if who.account is None or who.kind == trusts.ACCOUNT:
        return True
    if who.kind == trusts.ROLE:
        return None
    wanted = BY_ACCOUNT | DIRECT | (AS_ROLE if who.kind == trusts.SESSION else 0)
    return True if sure & wanted == wanted else None


@lru_cache(maxsize=65_536)
def _names(principal_type: str, value: str, who: Requester, any_session: bool) -> Named:  # noqa: FBT001  (by position to the cache)
    """Tell how one entry names who asks."""
    if value == "*" and principal_type in _EVERYBODY:
        return _BY_ITSELF
    if principal_type == "AWS":
        return _names_of_account(value, who, any_session) if who.account else _NOT
    if principal_type == "Service":
        return _names_service(value, who)
    if principal_type == "Federated":
        return _BY_ITSELF if who.name == value and who.kind in _PROVIDERS else _NOT
    is_open = principal_type == "CanonicalUser" and who.account is not None
    return Named(0, BY_ACCOUNT, _CANONICAL) if is_open else _NOT


def _names_of_account(value: str, who: Requester, any_session: bool) -> Named:  # noqa: FBT001
    """Tell how an entry of type `AWS` names who asks."""
    entry = trusts.principal("AWS", value)
    if entry.account != who.account:
        return _NOT
    if entry.kind == trusts.ACCOUNT:
        is_root = who.kind == trusts.ACCOUNT
        return Named(BY_ACCOUNT | (DIRECT if is_root else 0), 0, None)
    return _names_one(entry.kind, value, who, any_session)


_PROVIDERS: Final = (trusts.OIDC, trusts.SAML)


def _names_service(value: str, who: Requester) -> Named:
    if who.kind != trusts.SERVICE:
        return _NOT
    ours, theirs = who.name.lower(), value.lower()
    if ours == theirs:
        return _BY_ITSELF
    (our_name, _, our_rest), (name, _, rest) = ours.partition("."), theirs.partition(".")
    is_same = our_name == name and (our_rest.endswith(rest) or rest.endswith(our_rest))
    return Named(0, DIRECT, _OF_SERVICE.format(value)) if is_same else _NOT


def _names_one(kind: str, value: str, who: Requester, any_session: bool) -> Named:  # noqa: FBT001
    """Tell how an entry that names a user, role or session of the account names who asks."""
    if kind == trusts.ROLE and who.role_name is not None:
        if who.kind == trusts.ROLE:
            is_it = value == who.name
        else:
            is_it = value.rpartition("/")[2].lower() == who.role_name.lower()
        return Named(AS_ROLE, 0, None) if is_it else _NOT
    if kind == trusts.SESSION and who.kind == trusts.ROLE:
        parts = value.split("/")
        is_it = len(parts) == _SESSION_PARTS and parts[1].lower() == str(who.role_name).lower()
        if is_it and any_session:
            return Named(0, DIRECT, _OF_SESSION.format(value))
        return _NOT
    if kind == trusts.USER and who.kind == trusts.FEDERATED_USER:
        return Named(0, AS_ROLE, _OF_USER.format(value))
    return _BY_ITSELF if value == who.name else _NOT
