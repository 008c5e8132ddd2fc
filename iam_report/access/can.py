"""can: whether one principal of a snapshot may do something."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from iam_report.access.asking import (
    Asked,
    asked_of_roles,
    own_context,
    policies_for,
    policies_outside,
    resource_policy_of,
)
from iam_report.access.index import KINDS, Index, index_of
from iam_report.errors import IamReportError, did_you_mean, shown
from iam_report.policy import trusts
from iam_report.policy.authorize import authorize
from iam_report.policy.decisions import CONDITIONAL, IMPLICIT_DENY, Decision
from iam_report.policy.requests import Requester, requester

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.policy.compiled import Policy
    from iam_report.policy.decisions import MatchedStatement
    from iam_report.policy.requests import Value
    from iam_report.policy.sides import Labelled
    from iam_report.relations import Frames

_SHOWN: Final = 5

#: What is no name of a user or role unless the snapshot has one: `*`, an account ID, a service, an
#: identity provider that AWS knows.
_OTHER: Final = re.compile(
    r"\*|[0-9]{12}|[A-Za-z0-9.-]+\.amazonaws\.com(?:\.cn)?|accounts\.google\.com"
    r"|graph\.facebook\.com|www\.amazon\.com"
)


def can(  # noqa: PLR0913  (each is a question of its own)
    snapshot: Frames,
    principal: str,
    action: str,
    resource: str = "*",
    context: Mapping[str, Value] | None = None,
    *,
    context_complete: bool = False,
    resource_policy: Policy | None = None,
    resource_account: str | None = None,
    service_control_policies: Any = None,
    resource_control_policies: Any = None,
) -> Decision:
    """Tell whether a principal may do something, as far as the exports can know.

    The policies of the principal and its groups, its permissions boundary and the trust policies of
    roles are taken from the snapshot, of several moments from the last. Resource-based policies
    and those of an organization are in no export that is read here: without them given, they are
    taken not to be there; KMS keys then are `unknown`. A resource whose ARN names no account, such
    as a bucket, is taken to belong to the account of the principal.

    Args:
        snapshot: A snapshot with authorization details.
        principal: ARN, or the name of a user or role if only one has it; also the ARN of an
            assumed-role session or the root user, a service, or `*` for an anonymous request.
        action: An action such as `s3:GetObject`, or a pattern such as `s3:Get*`.
        resource: ARN of the resource, or a pattern of ARNs; a pattern of roles in a question about
            `sts:AssumeRole` stands for the roles of the snapshot that it matches.
        context: Values of condition keys of the request, as for `simulate`; tags, name and unique
            ID of the principal are taken from the snapshot.
        context_complete: Whether the request lacks all other keys. Otherwise they are not known,
            and the decision may be `conditional`.
        resource_policy: The policy of the resource.
        resource_account: The account of the resource.
        service_control_policies: A list of policies for each level of the organization; where
            accounts differ, a mapping of account ID to such lists.
        resource_control_policies: Those of the account of the resource: a list for each level.

    Returns:
        The decision. That on a pattern is `allowed` if policies allow all it stands for, and
        `conditional` if some. What single services refuse whatever policies say, such as changing
        the policies of AWS, is left out of that unless it is all that the pattern stands for.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: There is no such principal, or an argument is wrong.

    Examples:
        >>> import iam_report as ir
        >>> snapshot = ir.load("sample_data")
        >>> decision = ir.can(snapshot, "break-glass", "iam:CreateUser")  # doctest: +SKIP
        >>> decision.reason  # doctest: +SKIP
    """
    index = index_of(snapshot)
    asked = Asked.of(
        action,
        resource,
        context,
        context_complete=context_complete,
        resource_policy=resource_policy,
        resource_account=resource_account,
        service_control_policies=service_control_policies,
        resource_control_policies=resource_control_policies,
    )
    who, at = _principal(index, principal)
    questions = asked_of_roles(index, asked)
    found = [decide(index, q, who, at, resource_policy_of(index, q)) for q in questions]
    return found[0] if len(found) == 1 else _together(found)


def _together(decisions: list[Decision]) -> Decision:
    """Return what decisions on several roles come to: that of all of them, if they agree."""
    if not decisions:
        return Decision(IMPLICIT_DENY, reason="there is no such role in the snapshot")
    if len({each.decision for each in decisions}) == 1:
        return decisions[0]
    allowed = sum(each.is_allowed is True for each in decisions)
    may = sum(each.is_allowed is not False for each in decisions)
    reason = f"of {len(decisions)} roles this one may assume {may}, {allowed} of them for certain"
    if may:
        keys = {key for each in decisions for key in each.missing_context if not each.is_allowed}
        return Decision(CONDITIONAL, missing_context=tuple(sorted(keys)), reason=reason)
    return next(each for each in decisions if each.decision == IMPLICIT_DENY)


def decide(
    index: Index, asked: Asked, who: Requester, at: int | None, resource: Labelled | None
) -> Decision:
    """Decide a question for one.

    Args:
        index: The principals.
        asked: The question.
        who: Who asks.
        at: Where in the index that is, or the role of the session; None for somebody else.
        resource: The policy of the resource.
    """
    if at is None:
        return authorize(asked.request(who, {}), policies_outside(index, asked, who, resource))
    own = own_context(index, at)
    if who.kind == trusts.SESSION:
        own["aws:principalarn"] = (index.arns[at],)
    found = authorize(asked.request(who, own), policies_for(index, at, asked, resource))
    decisive = None if found.decisive is None else _by_name(found.decisive)
    matched = tuple(map(_by_name, found.matched_statements))
    return replace(found, matched_statements=matched, decisive=decisive)


def _by_name(matched: MatchedStatement) -> MatchedStatement:
    return matched._replace(policy=matched.policy.removeprefix("policy "))


def _principal(index: Index, name: str) -> tuple[Requester, int | None]:
    """Return who is meant, and where in the index; None for somebody who is not in it.

    Raises:
        IamReportError: Nobody is, or several may be.
    """
    if not isinstance(name, str):
        raise IamReportError(f"`{shown(name)}` is no principal", hint="give its ARN or name")
    at = index.by_arn.get(name)
    if at is not None:
        return requester(name), at
    names = index.principals["name"].tolist()
    is_arn = name.startswith("arn:")
    if not is_arn and (name in names or not _OTHER.fullmatch(name)):
        return _named(index, name, names)
    who = requester(name)
    accounts = set(index.accounts)
    if who.kind in (trusts.USER, trusts.ROLE) and who.account in accounts:
        hint = did_you_mean(name, _same_name(index, name) or index.arns)
        raise IamReportError(f"the snapshot has no principal `{shown(name, 200)}`", hint=hint)
    if who.kind == trusts.SESSION and who.account in accounts:
        at = role_of(index, who)
        if at is None:
            raise IamReportError(
                f"account {who.account} has no role `{who.role_name}`",
                hint="the session is of a role that is not in the snapshot",
            )
        return who, at
    return who, None


def _same_name(index: Index, arn: str) -> list[str]:
    """Return the ARNs with the name of one that is not there: it may lack its path."""
    end = f"/{arn.rpartition('/')[2]}"
    return [each for each in index.arns if each.endswith(end)]


def principal_at(index: Index, name: str) -> int:
    """Return where in the index a user or role is.

    Args:
        index: The principals.
        name: ARN, or a name that only one has.

    Raises:
        IamReportError: There is none, or there are several.
    """
    _, at = _principal(index, name)
    if at is None:
        raise IamReportError(
            f"the snapshot has no user or role `{shown(name)}`", hint=did_you_mean(name, index.arns)
        )
    return at


def _named(index: Index, name: str, names: list[str]) -> tuple[Requester, int]:
    found = {index.arns[at]: at for at in index.by_arn.values() if names[at] == name}
    if len(found) == 1:
        ((arn, at),) = found.items()
        return requester(arn), at
    if found:
        listed = ", ".join(sorted(found)[:_SHOWN])
        raise IamReportError(
            f"`{shown(name)}` is the name of several", hint=f"give the ARN: {listed}"
        )
    near = next((each for each in names if each.lower().startswith(name.lower())), None)
    raise IamReportError(
        f"the snapshot has no user or role `{shown(name)}`",
        hint=did_you_mean(name, names) or (near and f"did you mean `{shown(near)}`?"),
    )


def role_of(index: Index, who: Requester) -> int | None:
    """Return where the role of a session is in the index, or None."""
    role = str(who.role_name).lower()
    names = [str(name).lower() for name in index.principals["name"]]
    for at in index.by_arn.values():
        is_role = index.kinds[at] == KINDS.index("role")
        if is_role and names[at] == role and index.accounts[at] == who.account:
            return at
    return None
