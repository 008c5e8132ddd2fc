"""who_can: everybody who may do something."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.access.asking import (
    Asked,
    asked_of_roles,
    member_of,
    resource_policy_of,
)
from iam_report.access.can import decide, role_of
from iam_report.access.decide import MARK, Decisions, decide_all
from iam_report.access.index import KINDS, Index, index_of
from iam_report.frames.who_can import DECISIONS, REQUESTERS, WHO_CAN
from iam_report.policy import special_services, trusts
from iam_report.policy.compiled import CompiledPolicy
from iam_report.policy.decisions import CONDITIONAL
from iam_report.policy.requests import ANONYMOUS, Requester, requester
from iam_report.schema import TIMESTAMP, as_arrow, category, repeated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.policy.compiled import Policy
    from iam_report.policy.decisions import Decision
    from iam_report.policy.requests import Value
    from iam_report.policy.sides import Labelled
    from iam_report.relations import Frames

#: Decisions that are no denial.
_MAY: Final = DECISIONS[:3]


def who_can(  # noqa: PLR0913  (each is a question of its own)
    snapshot: Frames,
    action: str,
    resource: str = "*",
    context: Mapping[str, Value] | None = None,
    *,
    context_complete: bool = False,
    denied: bool = False,
    resource_policy: Policy | None = None,
    resource_account: str | None = None,
    service_control_policies: Any = None,
    resource_control_policies: Any = None,
) -> pd.DataFrame:
    """Return everybody who may do something, as far as the exports can know.

    Users and roles of all accounts of the snapshot are asked about, each as `can` would; the root
    user of each account, who may do everything in it, is left out. Where the resource is a role
    and the action one of STS, and where `resource_policy` is given, those whom that policy names
    outside the snapshot are in the answer, too. Users and roles that the exports lack are not: see
    `snapshot.problems`.

    Args:
        snapshot: A snapshot with authorization details.
        action: An action such as `s3:GetObject`, or a pattern such as `s3:Get*`.
        resource: ARN of the resource, or a pattern of ARNs; a pattern of roles in a question about
            `sts:AssumeRole` stands for each role of the snapshot that it matches.
        context: Values of condition keys, as for `can`.
        context_complete: As for `can`.
        denied: Whether those who may not are in the answer.
        resource_policy: As for `can`.
        resource_account: As for `can`.
        service_control_policies: As for `can`.
        resource_control_policies: As for `can`.

    Returns:
        A `who_can` frame: one row for each principal and resource, in the order of the snapshot.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: An argument is wrong.

    Examples:
        >>> import iam_report as ir
        >>> snapshot = ir.load("sample_data")
        >>> admins = ir.who_can(snapshot, "iam:CreateAccessKey")  # doctest: +SKIP
        >>> admins[["principal", "decision", "policy"]]  # doctest: +SKIP
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
    parts = [_answer(index, each, denied=denied) for each in asked_of_roles(index, asked)]
    if len(parts) != 1:
        return pd.concat([WHO_CAN.empty(), *parts], ignore_index=True)
    return parts[0]


def _answer(index: Index, asked: Asked, *, denied: bool) -> pd.DataFrame:
    resource = resource_policy_of(index, asked)
    inside = _inside(index, asked, decide_all(index, asked, resource), denied=denied)
    outside = _outside(index, asked, resource, denied=denied)
    return inside if outside.empty else pd.concat([inside, outside], ignore_index=True)


def _inside(index: Index, asked: Asked, found: Decisions, *, denied: bool) -> pd.DataFrame:
    """Return the rows of principals of the snapshot."""
    told = _Told.of(found.distinct)
    codes = told.decision[found.of_each]
    rows = np.arange(len(codes)) if denied else np.flatnonzero(codes < len(_MAY))
    of_each = found.of_each[rows]
    use = _uses(index, rows, told.document[of_each], told.is_boundary[of_each])
    policies = index.policies
    names = _picked(policies["policy"], use)
    group = _picked(policies["group"], use)
    head, tail = (texts.take(pa.array(of_each)) for texts in (told.head, told.tail))
    shown = pc.if_else(pc.is_null(names), "", pc.binary_join_element_wise("policy ", names, ""))
    at = pa.array(rows)
    kinds = [REQUESTERS.index(kind) for kind in KINDS]
    return WHO_CAN.from_arrays(
        {
            **{n: as_arrow(index.principals[n]).take(at) for n in ("account_id", "as_of")},
            "principal": as_arrow(index.principals["arn"]).take(at),
            "principal_account": as_arrow(index.principals["account_id"]).take(at),
            "principal_type": category(np.array(kinds)[index.kinds[rows]], REQUESTERS),
            **_same(asked, len(rows)),
            **told.columns(of_each),
            "policy": pc.coalesce(names, told.policy.take(pa.array(of_each))),
            "policy_arn": _picked(policies["policy_arn"], use),
            "via": _picked(policies["via"].astype(policies["policy"].dtype), use),
            "group": pc.if_else(pc.equal(group, ""), None, group),
            "reason": pc.binary_join_element_wise(head, shown, tail, ""),
        }
    )


def _uses(
    index: Index, principal: np.ndarray, document: np.ndarray, is_boundary: np.ndarray
) -> np.ndarray:
    """Return the row of `policies` by which a document came to a principal, or -1."""
    keys, rows = index.first_use
    if not len(keys):
        return np.full(len(principal), -1)
    wanted = index.use_key(principal, document, is_boundary)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where((keys[at] == wanted) & (document >= 0), rows[at], -1)


def _picked(values: pd.Series, at: np.ndarray) -> pa.ChunkedArray:
    return pc.take(as_arrow(values), pa.array(at, mask=at < 0))


def _same(asked: Asked, count: int) -> dict[str, pa.ChunkedArray]:
    return {"action": repeated(asked.action, count), "resource": repeated(asked.resource, count)}


class _Told(NamedTuple):
    """What distinct decisions say, as columns.

    Attributes:
        decision: Place of each in DECISIONS.
        document: The document that decides; -1 where it is no policy of the principal.
        is_boundary: Whether that is its boundary.
        policy: Name of another policy that decides; null for none.
        head: The reason up to the name of the policy.
        tail: The rest of it.
    """

    decision: np.ndarray
    document: np.ndarray
    is_boundary: np.ndarray
    policy: pa.Array
    head: pa.Array
    tail: pa.Array
    rest: dict[str, pa.Array]

    @classmethod
    def of(cls, decisions: list[Decision]) -> _Told:
        """Return the columns of decisions."""
        reasons = [decision.reason.split(MARK) for decision in decisions]
        deciding = [decision.decisive for decision in decisions]
        labels = [None if d is None else d.policy.split(MARK) for d in deciding]
        is_own = [label is not None and len(label) > 1 for label in labels]
        documents = [
            int(label[1]) if own and label else -1
            for label, own in zip(labels, is_own, strict=True)
        ]
        names = [
            None if label is None or own else label[0]
            for label, own in zip(labels, is_own, strict=True)
        ]
        return cls(
            np.array([DECISIONS.index(d.decision) for d in decisions], dtype=np.int64),
            np.array(documents, dtype=np.int64),
            np.array([d is not None and d.policy_type == "boundary" for d in deciding], bool),
            pa.array(names, pa.string()),
            pa.array([reason[0] for reason in reasons], pa.string()),
            pa.array([reason[-1] if len(reason) > 1 else "" for reason in reasons], pa.string()),
            {
                "policy_type": pa.array([d and d.policy_type for d in deciding], pa.string()),
                "statement": pa.array([d and d.statement for d in deciding], pa.int64()),
                "sid": pa.array([d and d.sid for d in deciding], pa.string()),
                "missing_context": pa.array(
                    [
                        ", ".join(d.missing_context) or None if d.is_allowed is None else None
                        for d in decisions
                    ],
                    pa.string(),
                ),
            },
        )

    def columns(self, of_each: np.ndarray) -> dict[str, Any]:
        """Return the columns that need no look at the principal."""
        at = pa.array(of_each)
        codes = self.decision[of_each]
        return {
            **{name: values.take(at) for name, values in self.rest.items()},
            "decision": category(codes, DECISIONS),
            "conditional": pa.array(codes == DECISIONS.index(CONDITIONAL)),
        }


def _outside(
    index: Index, asked: Asked, resource: Labelled | None, *, denied: bool
) -> pd.DataFrame:
    """Return the rows of those whom the policy of the resource names and the snapshot lacks."""
    if resource is None or not isinstance(resource[1], CompiledPolicy):
        return WHO_CAN.empty()
    asking = _strangers(index, resource[1], asked.action)
    owner, account, moment = _home(index, asked)
    owned = replace(asked, resource_account=owner)
    decisions = [decide(index, owned, who, _session_role(index, who), resource) for who in asking]
    told = _Told.of(decisions)
    kept = np.flatnonzero(told.decision < (len(DECISIONS) if denied else len(_MAY)))
    count = len(kept)
    kinds = np.array([REQUESTERS.index(kind) for kind in asking.values()], dtype=np.int64)
    names = pa.array([_shown(who) for who in asking], pa.string())
    accounts = pa.array(
        [None if who.account == ANONYMOUS else who.account for who in asking], pa.string()
    )
    nothing = pa.nulls(count, pa.string())
    return WHO_CAN.from_arrays(
        {
            "account_id": repeated(account, count),
            "as_of": repeated(moment, count, TIMESTAMP),
            "principal": names.take(pa.array(kept)),
            "principal_account": accounts.take(pa.array(kept)),
            "principal_type": category(kinds[kept], REQUESTERS),
            **_same(asked, count),
            **told.columns(kept),
            "policy": told.policy.take(pa.array(kept)),
            "policy_arn": nothing,
            "via": nothing,
            "group": nothing,
            "reason": told.head.take(pa.array(kept)),
        }
    )


def _shown(who: Requester) -> str:
    return str(who.account) if who.kind == trusts.OTHERS else who.name


def _home(index: Index, asked: Asked) -> tuple[str, str, Any]:
    """Return the account of the resource, and the snapshot key that rows about it have.

    A resource that names no account is taken to belong to the first of the snapshot, so is the key.
    """
    keys = index.moments
    parts = asked.resource.split(":")
    named = parts[4] if len(parts) > 4 else ""  # noqa: PLR2004
    first = next(iter(keys))
    account = asked.resource_account or (named if named.isdigit() else first)
    found = account if account in keys else first
    return account, found, keys[found]


_KIND_OF: Final = {
    trusts.OTHERS: "account",
    trusts.SERVICE: "service",
    trusts.OIDC: "identity provider",
    trusts.SAML: "identity provider",
    trusts.ANYONE: "anyone",
}


def _strangers(index: Index, policy: CompiledPolicy, action: str) -> dict[Requester, str]:
    """Return those whom the statements that allow name and the snapshot lacks, and their kinds."""
    accounts = set(index.accounts)
    entries = chain.from_iterable(
        [("*", "*")] if s.is_not_principal else s.principals or () for s in policy.allows
    )
    found: dict[Requester, str] = {}
    for principal_type, value in dict.fromkeys(entries):
        entry = trusts.principal(principal_type, value)
        if entry.kind == trusts.ACCOUNT and entry.account not in accounts:
            found[member_of(str(entry.account))] = _KIND_OF[trusts.OTHERS]
        elif entry.kind == trusts.ANYONE and not special_services.takes_unsigned(action):
            found[member_of("*")] = _KIND_OF[trusts.ANYONE]
        elif entry.kind in _KIND_OF:
            found[requester(value)] = _KIND_OF[entry.kind]
        elif entry.kind in trusts.OF_ACCOUNTS and entry.kind != trusts.ACCOUNT:
            is_session = entry.kind in (trusts.SESSION, trusts.FEDERATED_USER)
            if entry.account not in accounts or is_session:
                found[requester(value)] = "outside principal"
    return found


def _session_role(index: Index, who: Requester) -> int | None:
    return role_of(index, who) if who.kind == trusts.SESSION else None
