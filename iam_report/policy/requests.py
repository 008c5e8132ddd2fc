"""Requests: who asks, for what, and what the request says of itself.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-reqcontext.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from iam_report.catalog.actions import catalogue
from iam_report.errors import IamReportError, shown
from iam_report.policy import trusts
from iam_report.policy.causes import MISSING
from iam_report.policy.operators import plain_number
from iam_report.policy.variables import UnknownValueError

if TYPE_CHECKING:
    from decimal import Decimal

#: What a request can hold for a key: one value or several; None says that the key is absent.
Value: TypeAlias = "str | bool | int | float | Decimal | datetime | Iterable[str] | None"

ANONYMOUS: Final = "*"

#: Stands in a context for a key that is in the request, with a value that is not known.
OPEN: Final[tuple[str, ...]] = ("",)

#: Kinds of requesters that belong to an account.
_OF_ACCOUNTS: Final = trusts.OF_ACCOUNTS
_KINDS: Final = (*_OF_ACCOUNTS, trusts.SERVICE, trusts.OIDC, trusts.SAML, trusts.ANYONE)

_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
_PARTS: Final = 6
#: The condition key for the ARN of who asks.
PRINCIPAL_ARN: Final = "aws:principalarn"
_RESOURCE: Final = re.compile(r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+", re.DOTALL)
_RESOURCES: Final = re.compile(r"\*|arn:.+", re.DOTALL)
_ACTION: Final = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9_-]+")
_ACTIONS: Final = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9_*?-]+")
_WILDCARD: Final = re.compile("[*?]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SESSION: Final = re.compile(r"[^/]+/[^/]+/[^/]+")
_SERVICE_LINKED: Final = (":role/aws-service-role/", "AWSServiceRoleFor")
_ANONYMOUS: Final = "anonymous"

#: `aws:PrincipalType` by the kind of the requester.
_OF_SERVICES: Final = ("aws:principalservicename", "aws:principalservicenameslist")

_TYPES: Final = {
    trusts.ACCOUNT: "Account",
    trusts.USER: "User",
    trusts.ROLE: "AssumedRole",
    trusts.SESSION: "AssumedRole",
    trusts.FEDERATED_USER: "FederatedUser",
    trusts.ANYONE: "Anonymous",
}


@dataclass(frozen=True)
class Requester:
    """Who asks.

    Attributes:
        kind: One of `trusts.KINDS`; `account` is the root user of an account, `everyone else` one
            of its other principals that is not known, `anyone` an anonymous request.
        name: Its ARN, the service, the identity provider, or `*`.
        account: Its account; None for services, identity providers and anonymous requests.
    """

    kind: str
    name: str
    account: str | None

    @cached_property
    def role_name(self) -> str | None:
        """The name of the role, of a role or a session of one."""
        if self.kind == trusts.ROLE:
            return self.name.rpartition("/")[2]
        return self.name.split("/")[1] if self.kind == trusts.SESSION else None

    @cached_property
    def context(self) -> Mapping[str, tuple[str, ...] | None]:
        """The condition keys that follow from who asks."""
        found: dict[str, tuple[str, ...]] = {}
        if self.account is not None or self.kind == trusts.SERVICE:  # the request is signed
            is_service = "true" if self.kind == trusts.SERVICE else "false"
            found["aws:principalisawsservice"] = (is_service,)
        if self.kind in _TYPES:
            found["aws:principaltype"] = (_TYPES[self.kind],)
        if self.account is not None and self.account != ANONYMOUS:
            found["aws:principalaccount"] = (self.account,)
        if self.account is not None and self.kind != trusts.OTHERS:
            found[PRINCIPAL_ARN] = (self._principal_arn(),)
        if self.kind == trusts.USER:
            found["aws:username"] = (self.name.rpartition("/")[2],)
        elif self.kind == trusts.ACCOUNT:
            found["aws:userid"] = (str(self.account),)
        elif self.kind == trusts.FEDERATED_USER:
            found["aws:userid"] = (f"{self.account}:{self.name.partition('/')[2]}",)
        elif self.kind == trusts.ANYONE:
            found["aws:userid"] = found["aws:principalaccount"] = (_ANONYMOUS,)
        elif self.kind == trusts.SERVICE:
            found["aws:principalservicename"] = (self.name,)
        return found

    def _principal_arn(self) -> str:
        """Return the ARN that conditions see: of a session that of its role, without the path."""
        if self.kind != trusts.SESSION:
            return self.name
        partition = self.name.split(":")[1]
        return f"arn:{partition}:iam::{self.account}:role/{self.role_name}"


def requester(principal: str) -> Requester:
    """Tell who asks.

    Args:
        principal: ARN of a user, role, assumed-role session, federated user, root user or identity
            provider; the name of a service; an account ID, for its root user; `*` for an anonymous
            request.

    Raises:
        IamReportError: It is none of these.
    """
    if not isinstance(principal, str):
        raise IamReportError(f"`{shown(principal, 200)}` is no principal", hint="give its ARN")
    return _requester(principal)


@lru_cache(maxsize=16_384)
def _requester(principal: str) -> Requester:
    if principal == ANONYMOUS:
        return Requester(trusts.ANYONE, principal, None)
    found = trusts.principal("AWS", principal)
    if found.kind == trusts.ACCOUNT:
        arn = f"arn:{found.partition or 'aws'}:iam::{found.account}:root"
        return Requester(found.kind, arn, found.account)
    if found.kind in _OF_ACCOUNTS and (
        found.kind != trusts.SESSION or _SESSION.fullmatch(principal)
    ):
        return Requester(found.kind, principal, found.account)
    for kind in ("Federated", "Service"):
        found = trusts.principal(kind, principal)
        if found.kind in _KINDS:
            return Requester(found.kind, principal, None)
    raise IamReportError(
        f"`{shown(principal, 200)}` is no principal that can ask",
        hint="give the ARN of a user, role, session or root user, a service such as "
        "lambda.amazonaws.com, an account ID, or * for an anonymous request",
    )


class Request:
    """A request to AWS.

    Args:
        who: Who asks.
        action: The action.
        resource: ARN of the resource, or `*` where the action knows none.
        context: What the request has for each condition key, in lower case; None for a key that it
            is known to lack. Keys that follow from the rest are added.
        resource_account: Account of the resource; by default that of its ARN, else of who asks.
        is_complete: Whether the request lacks the keys that are not in `context`; otherwise they
            are not known.
        is_question: Whether `*` and `?` in action and resource stand for many requests: an answer
            is then that of all of them.

    Raises:
        IamReportError: The action, the resource or the account is none.
    """

    def __init__(
        self,
        who: Requester,
        action: str,
        resource: str,
        context: Mapping[str, tuple[str, ...] | None],
        *,
        resource_account: str | None = None,
        is_complete: bool = True,
        is_question: bool = False,
    ) -> None:
        if not _is_text(action, _ACTIONS if is_question else _ACTION):
            raise IamReportError(
                f"`{shown(action)}` is no action",
                hint="write one as AWS does, such as s3:GetObject"
                + (", or a pattern, such as s3:Get*" if is_question else ", without wildcards"),
            )
        if not _is_text(resource, _RESOURCES if is_question else _RESOURCE):
            raise IamReportError(
                f"`{shown(resource, 200)}` is no resource",
                hint="give an ARN of six parts, or * for an action that knows no resource",
            )
        if resource_account is not None and not _is_text(resource_account, _ACCOUNT_ID):
            raise IamReportError(
                f"resource_account `{shown(resource_account)}` is no account ID",
                hint="write its 12 digits, as text",
            )
        self.who = who
        self.action = action.lower()
        self.service = self.action.partition(":")[0]
        self.resource = resource
        self.parts = resource.split(":", _PARTS - 1)
        self.is_complete = is_complete
        self.asks_actions = is_question and _WILDCARD.search(action) is not None
        self.asks_resources = (
            is_question
            and _WILDCARD.search(resource) is not None
            and not (resource == "*" and _knows_no_resource(self.action))
        )
        self.resource_account = resource_account or self._account_of_arn() or who.account
        self.context: dict[str, tuple[str, ...] | None] = dict(who.context)
        if self.resource_account is not None:
            self.context["aws:resourceaccount"] = (self.resource_account,)
        self.context.update(context)
        self.is_pathless = who.kind == trusts.SESSION and PRINCIPAL_ARN not in context
        #: Keys that conditions asked for in vain, as they are written there.
        self.absent: dict[str, str] = {}

    def _account_of_arn(self) -> str | None:
        account = self.parts[4] if len(self.parts) == _PARTS else ""
        return account if _ACCOUNT_ID.fullmatch(account) else None

    @cached_property
    def is_service_linked(self) -> bool | None:
        """Whether who asks is a role that a service made, which organizations' policies pass over.

        The ARN of a session does not show the path of its role, which would tell.
        """
        path, prefix = _SERVICE_LINKED
        if self.who.kind == trusts.ROLE:
            return path in self.who.name
        if self.who.kind != trusts.SESSION:
            return False
        if not self.is_pathless:
            return any(path in arn for arn in self.context[PRINCIPAL_ARN] or ())
        return None if str(self.who.role_name).startswith(prefix) else False

    def value(self, key: str) -> tuple[str, ...] | None:
        """Return what the request has for a key in lower case; None where it lacks the key.

        Raises:
            UnknownValueError: That is not known.
        """
        try:
            found = self.context[key]
        except KeyError:
            if self.is_complete or self._lacks(key):
                return None
            raise UnknownValueError(MISSING, key) from None
        if found is OPEN:
            raise UnknownValueError(MISSING, key)
        return found

    def _lacks(self, key: str) -> bool:
        """Return whether requests of such a requester never have a key.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
        """
        if key == "aws:username":
            return self.who.kind not in (trusts.USER, trusts.OTHERS)
        return key in _OF_SERVICES and self.who.kind != trusts.SERVICE


def _is_text(value: object, form: re.Pattern[str]) -> bool:
    return (
        isinstance(value, str)
        and form.fullmatch(value) is not None
        and (value.isascii() or not _SURROGATE.search(value))
    )


def _knows_no_resource(action: str) -> bool:
    """Return whether an action takes only the resource `*`."""
    known = catalogue()
    at = known.index.get(action)
    return at is not None and not known.resource_types[at]


def context_of(given: Mapping[str, Value] | None) -> dict[str, tuple[str, ...] | None]:
    """Return the values of condition keys as texts, by the key in lower case.

    Raises:
        IamReportError: A key stands there twice, in different case, or a value is of no use.
    """
    found: dict[str, tuple[str, ...] | None] = {}
    if given is None:
        return found
    if not isinstance(given, Mapping):
        raise IamReportError(
            "`context` is no mapping", hint='write {"aws:SourceIp": "203.0.113.7"}'
        )
    for key, value in given.items():
        name = str(key).lower()
        if name in found:
            raise IamReportError(
                f"`context` has the key `{shown(key)}` twice", hint="case does not count in keys"
            )
        found[name] = _texts(str(key), value)
    return found


def _texts(key: str, value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        return tuple(_text(key, each) for each in value)
    return (_text(key, value),)


def _text(key: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if value is None or isinstance(value, bytes | Mapping | list | tuple | set):
        raise IamReportError(
            f"`context` has no usable value for `{shown(key)}`",
            hint="give text, a number, true or false, or a list of texts",
        )
    return str(value).lower() if str(value) in ("True", "False") else str(value)
