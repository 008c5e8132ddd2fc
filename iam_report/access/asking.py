"""Questions about principals of a snapshot: what each sends with a request, and its policies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from iam_report.access.index import KINDS
from iam_report.errors import IamReportError
from iam_report.policy import patterns, special_services, trusts
from iam_report.policy.causes import MISSING
from iam_report.policy.compiled import CompiledPolicy, UnknownPolicy, compiled
from iam_report.policy.requests import ANONYMOUS, OPEN, Request, Requester, context_of
from iam_report.policy.resources import literal_account
from iam_report.policy.sides import Policies
from iam_report.policy.simulate import levels_of
from iam_report.policy.variables import UnknownValueError

if TYPE_CHECKING:
    from iam_report.access.index import Index
    from iam_report.policy.compiled import Policy
    from iam_report.policy.requests import Value
from iam_report.policy.sides import Labelled

#: What the policies of who asks are called.
TRUST: Final = "trust policy of the role"
RESOURCE: Final = "resource_policy"

_TAG: Final = "aws:principaltag/"
_USER, _ROLE = map(KINDS.index, ("user", "role"))
_ROLE_ARN: Final = re.compile(r"arn:[^:]+:iam::([0-9]{12}):role/([^*?]+)")
_OUTSIDE: Final = "that is not in the snapshot"
_SESSION: Final = "it is known to who made the session alone"

#: Keys in lower case that depend on who asks, besides tags.
_OF_REQUESTER: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principaltype",
        "aws:resourceaccount",
        "aws:userid",
        "aws:username",
    }
)


_EVERYTHING: Final = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def depends_on_requester(key: str) -> bool:
    """Return whether the value of a condition key, in lower case, follows from who asks."""
    return key in _OF_REQUESTER or key.startswith(_TAG)


@dataclass(frozen=True)
class Asked:
    """A question.

    Attributes:
        action: The action, or a pattern of actions.
        resource: ARN of the resource, or a pattern of ARNs.
        context: What requests have for condition keys, by key in lower case.
        is_complete: Whether requests lack all other keys.
        resource_account: Account of the resource; None for that of its ARN, or of who asks.
        resource_policy: The policy of the resource, if it is given.
        scp: Service control policies: levels by account; those under None are of every account.
        rcp: Resource control policies of the account of the resource, by level.
    """

    action: str
    resource: str
    context: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    is_complete: bool = False
    resource_account: str | None = None
    resource_policy: Labelled | None = None
    scp: Mapping[str | None, list[list[Labelled]]] = field(default_factory=dict)
    rcp: list[list[Labelled]] | None = None

    @classmethod
    def of(
        cls,
        action: str,
        resource: str,
        context: Mapping[str, Value] | None,
        *,
        context_complete: bool,
        resource_policy: Policy | None,
        resource_account: str | None,
        service_control_policies: Any,
        resource_control_policies: Any,
    ) -> Asked:
        """Return the question that the arguments of `can` are.

        Raises:
            IamReportError: An argument is wrong.
        """
        Request(  # what is no action, resource or account is told at once
            Requester(trusts.ANYONE, ANONYMOUS, None),
            action,
            resource,
            {},
            resource_account=resource_account,
            is_question=True,
        )
        return cls(
            action,
            resource,
            context_of(context),
            is_complete=context_complete,
            resource_account=resource_account,
            resource_policy=labelled(resource_policy, RESOURCE),
            scp=scp_by_account(service_control_policies),
            rcp=levels_of(resource_control_policies, "resource_control_policies"),
        )

    def request(self, who: Requester, own: Mapping[str, tuple[str, ...] | None]) -> Request:
        """Return the request of somebody, whose `own` context is known."""
        return _Asking(
            who,
            self.action,
            self.resource,
            {**own, **self.context},
            resource_account=self.resource_account,
            is_complete=self.is_complete,
            is_question=True,
        )

    def scp_of(self, account: str | None) -> list[list[Labelled]] | None:
        """Return the service control policies of an account; None if none are known."""
        return self.scp.get(account, self.scp.get(None))


class _Asking(Request):
    """A request of somebody of whom the snapshot knows all that it holds."""

    def value(self, key: str) -> tuple[str, ...] | None:
        """Return what the request has for a key; a user has no tags but those of the export."""
        if key not in self.context and (
            (self.who.kind == trusts.USER and key.startswith(_TAG))
            or (key == "aws:username" and self.who.kind in (trusts.ROLE, trusts.SESSION))
        ):
            return None
        return super().value(key)


class Template(Request):
    """A request of which is not known who asks."""

    def value(self, key: str) -> tuple[str, ...] | None:
        """Return what every request has for a key.

        Raises:
            UnknownValueError: That depends on who asks, or is not known.
        """
        if depends_on_requester(key) and key not in self.fixed:
            raise UnknownValueError(MISSING, key)
        return super().value(key)

    #: Keys that the question gives.
    fixed: Mapping[str, Any] = {}


def template(asked: Asked, who: Requester) -> Template:
    """Return a request of which is not known who asks, but that it is somebody of an account."""
    found = Template(
        who,
        asked.action,
        asked.resource,
        asked.context,
        resource_account=asked.resource_account,
        is_complete=asked.is_complete,
        is_question=True,
    )
    found.fixed = asked.context
    return found


def own_context(index: Index, principal: int) -> dict[str, tuple[str, ...] | None]:
    """Return the condition keys that a principal of the snapshot sends with every request."""
    is_open = bool(index.takes_tags[principal])
    found: dict[str, tuple[str, ...] | None] = {
        f"{_TAG}{key}": OPEN if is_open else (value,)
        for key, value in index.tags_of(principal).items()
    }
    unique_id = index.unique_ids[principal]
    if unique_id is not None and index.kinds[principal] == _USER:
        found["aws:userid"] = (unique_id,)
    return found


def policies_for(index: Index, principal: int, asked: Asked, resource: Labelled | None) -> Policies:
    """Return all policies that have a say in the requests of a principal."""
    identity: list[Labelled] = []
    boundaries: list[Labelled] = []
    for _, name, is_boundary, policy in index.policies_of(principal):
        (boundaries if is_boundary else identity).append((name, policy))
    return Policies(
        identity=identity,
        resource=resource,
        boundaries=boundaries if index.is_bounded[principal] else None,
        scp=asked.scp_of(index.accounts[principal]),
        rcp=asked.rcp,
    )


def policies_outside(
    index: Index, asked: Asked, who: Requester, resource: Labelled | None
) -> Policies:
    """Return what is known of the policies of somebody who is not among users and roles.

    A root user has no policies; those of others are not known. Service control policies that are
    given for all accounts are those of the snapshot's.
    """
    is_known = who.account in index.moments
    unknown: list[Labelled] = [(f"what policies give {who.name}", UnknownPolicy(_OUTSIDE))]
    if who.account == ANONYMOUS:  # strangers give themselves what they need
        unknown = [("what strangers give themselves", compiled(_EVERYTHING))]
    is_federated = who.kind == trusts.FEDERATED_USER
    return Policies(
        identity=() if who.kind == trusts.ACCOUNT else unknown,
        resource=resource,
        scp=asked.scp_of(who.account) if is_known else asked.scp.get(who.account or ""),
        rcp=asked.rcp,
        session=[("the session policy", UnknownPolicy(_SESSION))] if is_federated else None,
    )


def resource_policy_of(index: Index, asked: Asked) -> Labelled | None:
    """Return the policy of the resource: the one that is given, or the trust policy of a role."""
    if asked.resource_policy is not None:
        return asked.resource_policy
    if not special_services.is_assuming(asked.action):
        return None
    role = index.by_arn.get(asked.resource)
    if role is not None and index.kinds[role] == _ROLE:
        return TRUST, index.trust_policy(role)
    found = _ROLE_ARN.fullmatch(asked.resource)
    if found and index.lists_all_roles(found[1]):
        return f"there is no role {found[2]}", CompiledPolicy((), None)
    return None


def asked_of_roles(index: Index, asked: Asked) -> list[Asked]:
    """Return a question for each role, where one is about several.

    A pattern of roles of one account, of which the snapshot holds none and does not know that there
    are none, stands for itself: who may assume them is not known.
    """
    is_many = "*" in asked.resource or "?" in asked.resource
    if not is_many or not special_services.is_assuming(asked.action):
        return [asked]
    roles = [
        arn
        for arn, at in index.by_arn.items()
        if index.kinds[at] == _ROLE and patterns.matches(asked.resource, arn)
    ]
    account = literal_account(asked.resource)
    if not roles and account is not None and not index.lists_all_roles(account):
        return [asked]
    return [replace(asked, resource=arn) for arn in roles]


def scp_by_account(policies: Any) -> dict[str | None, list[list[Labelled]]]:
    """Return service control policies by account.

    Args:
        policies: A list of policies for each level, for all accounts; or such lists by account ID.

    Raises:
        IamReportError: They are neither.
    """
    if policies is None:
        return {}
    name = "service_control_policies"
    if not isinstance(policies, Mapping):
        return {None: levels_of(policies, name) or []}
    if any(not str(account).isdigit() for account in policies):
        raise IamReportError(
            f"`{name}` is no mapping of account IDs",
            hint='give {"111122223333": [[...], [...]]}, or the levels alone',
        )
    return {str(a): levels_of(levels, f"{name}[{a}]") or [] for a, levels in policies.items()}


def labelled(policy: Any, name: str) -> Labelled | None:
    """Return a policy with what errors call it; None for none."""
    if policy is None:
        return None
    found: CompiledPolicy = compiled(policy, name)
    return name, found


def member_of(account: str) -> Requester:
    """Return somebody of an account who is not the root user.

    Args:
        account: The account; `*` for one that is not known.
    """
    return Requester(trusts.OTHERS, f"account {account}", account)
