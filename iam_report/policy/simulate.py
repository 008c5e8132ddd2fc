"""simulate: decide one request from policies that are at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from iam_report.errors import IamReportError
from iam_report.policy.authorize import authorize
from iam_report.policy.compiled import CompiledPolicy, Policy, UnknownPolicy, compiled
from iam_report.policy.requests import Request, Value, context_of, requester
from iam_report.policy.sides import Labelled, Policies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.policy.decisions import Decision

Several: TypeAlias = "Policy | Iterable[Policy] | None"
Levels: TypeAlias = "Iterable[Iterable[Policy]] | None"


def simulate(  # noqa: PLR0913  (one argument for each type of policy that AWS has)
    action: str,
    resource: str = "*",
    principal: str | None = None,
    *,
    identity_policies: Several = None,
    resource_policy: Policy | None = None,
    permissions_boundaries: Several = None,
    service_control_policies: Levels = None,
    resource_control_policies: Levels = None,
    session_policies: Several = None,
    endpoint_policies: Several = None,
    context: Mapping[str, Value] | None = None,
    resource_account: str | None = None,
    context_complete: bool = True,
    restrict_public_buckets: bool = False,
) -> Decision:
    """Decide one request as AWS would, from policies that are at hand.

    A policy is the JSON of its document, decoded or as text, or the frame that `read_policy`
    returns. A type of policy that is not given does not apply; one that is given empty grants
    nothing. KMS keys and the roles that STS hands out cannot be had without their own policy: if it
    is not given, the decision is `unknown`. Grants of KMS are not looked at. The role of a session
    is taken to have no path, as its ARN shows none, unless `context` gives `aws:PrincipalArn`.

    Args:
        action: One action, such as `s3:GetObject`.
        resource: ARN of the resource; `*` for an action that knows none.
        principal: Who asks: the ARN of a user, role, assumed-role session, federated user, root
            user or identity provider; a service such as `lambda.amazonaws.com`; an account ID, for
            its root user; `*` for an anonymous request.
        identity_policies: The policies of who asks, those of its groups included.
        resource_policy: The policy of the resource: of the bucket, key or queue, or the trust
            policy of the role.
        permissions_boundaries: The permissions boundary of who asks.
        service_control_policies: Those of the account of who asks, a list for each level of the
            organization: root, each organizational unit, account. The management account has none.
        resource_control_policies: Those of the account of the resource, likewise. The policy
            RCPFullAWSAccess is always there, and need not be given.
        session_policies: The session policies.
        endpoint_policies: The policy of the VPC endpoint that the request passes.
        context: Values of condition keys, by key: one value, or a list of them; None for a key that
            the request lacks. Keys that follow from the other arguments, such as
            `aws:PrincipalArn`, `aws:username` and `aws:ResourceAccount`, need not be given.
        resource_account: Account of the resource; by default that of its ARN, else that of who
            asks.
        context_complete: Whether the request lacks the keys that are not in `context`; otherwise
            they are not known, and the decision may be `conditional`. Of keys that every request
            has, such as `aws:SecureTransport` and `aws:CurrentTime`, say what the request has.
        restrict_public_buckets: Whether S3 Block Public Access restricts public bucket policies
            (`RestrictPublicBuckets`).

    Returns:
        The decision, with the statements that fit and the reasons.

    Raises:
        IamReportError: An argument is wrong, or a policy is one that AWS would refuse.

    Examples:
        >>> import iam_report as ir
        >>> reader = {"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}
        >>> ir.simulate(
        ...     "s3:GetObject",
        ...     "arn:aws:s3:::bucket/key",
        ...     "arn:aws:iam::111122223333:user/ana",
        ...     identity_policies=[reader],
        ... ).decision
        'allowed'
    """
    if principal is None:
        raise IamReportError("`principal` is missing", hint="say who asks: an ARN, a service, or *")
    who = requester(principal)
    request = Request(
        who,
        action,
        resource,
        context_of(context),
        resource_account=resource_account,
        is_complete=context_complete,
    )
    policies = Policies(
        identity=_labelled(identity_policies, "identity_policies") or (),
        resource=None if resource_policy is None else _one(resource_policy, "resource_policy"),
        boundaries=_labelled(permissions_boundaries, "permissions_boundaries"),
        scp=levels_of(service_control_policies, "service_control_policies"),
        rcp=levels_of(resource_control_policies, "resource_control_policies"),
        session=_labelled(session_policies, "session_policies"),
        endpoint=_labelled(endpoint_policies, "endpoint_policies"),
        restricts_public=restrict_public_buckets,
    )
    return authorize(request, policies)


def levels_of(levels: Any, name: str) -> list[list[Labelled]] | None:
    """Return the policies of each level of an organization, with what errors call them.

    Raises:
        IamReportError: They are no list of lists, or one is no policy.
    """
    if levels is None:
        return None
    if not _is_list(levels) or not all(_is_list(level) for level in levels):
        raise IamReportError(
            f"`{name}` is no list of levels",
            hint="give a list of policies for each level of the organization: [[...], [...]]",
        )
    return [_labelled(level, f"{name}[{number}]") or [] for number, level in enumerate(levels)]


def _labelled(policies: Any, name: str) -> list[Labelled] | None:
    """Return policies with what errors call them; one policy is a list of one."""
    if policies is None:
        return None
    if not _is_list(policies):
        policies = [policies]
    return [_one(policy, f"{name}[{number}]") for number, policy in enumerate(policies)]


def _one(policy: Any, name: str) -> Labelled:
    if isinstance(policy, UnknownPolicy | CompiledPolicy):
        return name, policy
    return name, compiled(policy, name)


def _is_list(value: Any) -> bool:
    is_policy = isinstance(value, Mapping | str | bytes | pd.DataFrame | UnknownPolicy)
    return not is_policy and isinstance(value, Sequence | set | frozenset)
