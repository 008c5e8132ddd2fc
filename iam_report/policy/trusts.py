"""Principals of trust policies: what each is, and by which action it takes on the role.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.policy import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Stands in place of the type for a statement with `NotPrincipal`.
NOT_PRINCIPAL: Final = "NotPrincipal"

ANYONE: Final = "anyone"
OTHERS: Final = "everyone else"
ACCOUNT: Final = "account"
USER: Final = "user"
ROLE: Final = "role"
SESSION: Final = "session"
FEDERATED_USER: Final = "federated user"
SERVICE: Final = "service"
OIDC: Final = "oidc"
SAML: Final = "saml"
DELETED: Final = "deleted"
WILDCARD: Final = "wildcard"
INVALID: Final = "invalid"
UNKNOWN: Final = "unknown"

KINDS: Final = (
    ANYONE,
    OTHERS,
    ACCOUNT,
    USER,
    ROLE,
    SESSION,
    FEDERATED_USER,
    SERVICE,
    OIDC,
    SAML,
    DELETED,
    WILDCARD,
    INVALID,
    UNKNOWN,
)

#: Kinds that belong to an account and sign their requests themselves.
OF_ACCOUNTS: Final = (ACCOUNT, USER, ROLE, SESSION, FEDERATED_USER)

ASSUME_ROLE: Final = "sts:assumerole"
WITH_WEB_IDENTITY: Final = "sts:assumerolewithwebidentity"
WITH_SAML: Final = "sts:assumerolewithsaml"

#: Actions that give the credentials of a role, by the kind of principal that can ask for them.
_ASSUME: Final = {
    **dict.fromkeys((*OF_ACCOUNTS, SERVICE), (ASSUME_ROLE,)),
    **dict.fromkeys((ANYONE, OTHERS), (ASSUME_ROLE, WITH_WEB_IDENTITY, WITH_SAML)),
    OIDC: (WITH_WEB_IDENTITY,),
    SAML: (WITH_SAML,),
}

#: Providers of OIDC that AWS knows without a provider in the account.
_BUILT_IN_ISSUERS: Final = (
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
)

_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
_ARN: Final = re.compile(r"arn:(?P<partition>aws[a-z0-9-]*):(iam|sts)::([0-9]{12}):(.+)", re.DOTALL)
_UNIQUE_ID: Final = re.compile(r"A(?:IDA|ROA|GPA|NPA|SIA|IPA)[A-Z0-9]+(?::.*)?")
_SERVICE: Final = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

#: Kinds by the service of the ARN and how its last part begins.
_HEADS: Final = (
    ("iam", "user/", USER),
    ("iam", "role/", ROLE),
    ("sts", "assumed-role/", SESSION),
    ("sts", "federated-user/", FEDERATED_USER),
)
_PROVIDERS: Final = (("oidc-provider/", OIDC), ("saml-provider/", SAML))


class Principal(NamedTuple):
    """What an entry of `Principal` is."""

    kind: str
    """One of KINDS."""
    account: str | None = None
    """Account ID, where the entry names one."""
    issuer: str | None = None
    """Of an OIDC provider: its URL without `https://`."""
    partition: str | None = None
    """Partition of an ARN."""


@lru_cache(maxsize=16_384)
def principal(principal_type: str, value: str) -> Principal:
    """Tell what an entry of `Principal` is.

    Args:
        principal_type: `AWS`, `Service`, `Federated`, `CanonicalUser`, `*` for a bare star, or
            NOT_PRINCIPAL for all but those that are named.
        value: The entry.

    Examples:
        >>> principal("AWS", "111122223333").kind
        'account'
        >>> principal("AWS", "arn:aws:iam::111122223333:role/*").kind
        'wildcard'
    """
    if principal_type == NOT_PRINCIPAL:
        return Principal(OTHERS)
    if value == "*" and principal_type in ("*", "AWS", "Federated"):
        return Principal(ANYONE)
    if principal_type == "AWS":
        return _of_account(value)
    if principal_type == "Service":
        is_name = _SERVICE.fullmatch(value) is not None
        return Principal(SERVICE if is_name else _no_kind(value))
    if principal_type == "Federated":
        return _provider(value)
    return Principal(_no_kind(value))


def assume_actions(
    kind: str, actions: Iterable[str] | None, not_actions: Iterable[str] | None
) -> tuple[str, ...]:
    """Return the actions of a statement by which a principal of that kind takes on a role.

    A role is taken on by `sts:AssumeRole`, or by the action that fits the identity provider;
    `sts:TagSession` and `sts:SetSourceIdentity` only come on top of it.
    """
    wanted = _ASSUME.get(kind, ())
    if actions is not None:
        return tuple(name for name in wanted if _is_named(name, actions))
    if not_actions is not None:
        return tuple(name for name in wanted if not _is_named(name, not_actions))
    return ()


def _is_named(name: str, entries: Iterable[str]) -> bool:
    return any(patterns.matches(entry.lower(), name) for entry in entries)


def _of_account(value: str) -> Principal:
    if _ACCOUNT_ID.fullmatch(value):
        return Principal(ACCOUNT, value)
    if _UNIQUE_ID.fullmatch(value):
        return Principal(DELETED)
    found = _ARN.fullmatch(value)
    if not found or _has_wildcard(value):
        return Principal(_no_kind(value))
    partition, service, account, rest = found.groups()
    if service == "iam" and rest == "root":
        return Principal(ACCOUNT, account, partition=partition)
    for of_service, head, kind in _HEADS:
        if service == of_service and rest.startswith(head) and rest != head:
            return Principal(kind, account, partition=partition)
    return Principal(INVALID)


def _provider(value: str) -> Principal:
    if value in _BUILT_IN_ISSUERS:
        return Principal(OIDC, issuer=value)
    found = _ARN.fullmatch(value)
    if not found or _has_wildcard(value):
        return Principal(_no_kind(value))
    partition, service, account, rest = found.groups()
    for head, kind in _PROVIDERS:
        name = rest.removeprefix(head)
        if service == "iam" and name not in (rest, ""):
            return Principal(kind, account, name if kind == OIDC else None, partition)
    return Principal(INVALID)


def _no_kind(value: str) -> str:
    return WILDCARD if _has_wildcard(value) else INVALID


def _has_wildcard(value: str) -> bool:
    return "*" in value or "?" in value
