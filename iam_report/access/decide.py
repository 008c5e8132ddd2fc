"""Decide a question for all principals of a snapshot at once.

Statements that have nothing to do with the question are set aside first. Principals to whom the
same statements are left, and to whom these say the same, get the same decision: it is made once,
for one of them, by the same engine that decides single requests.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from iam_report.access.answers import Answers
from iam_report.access.asking import own_context
from iam_report.policy.authorize import authorize
from iam_report.policy.compiled import CompiledPolicy, UnknownPolicy
from iam_report.policy.requests import requester
from iam_report.policy.sides import Policies
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.access.asking import Asked
    from iam_report.access.index import Index
    from iam_report.policy.compiled import CompiledStatement
    from iam_report.policy.decisions import Decision
    from iam_report.policy.resources import PolicyKind
    from iam_report.policy.sides import Labelled

#: Stands around the number of a document, where a decision names its policy.
MARK: Final = "\x1f"

#: Odd constants whose bits spread what they multiply (splitmix64).
_MIX: Final = tuple(
    np.uint64(c) for c in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


class Decisions(NamedTuple):
    """The distinct decisions, and for each principal its own as a position among them."""

    distinct: list[Decision]
    of_each: np.ndarray


def decide_all(index: Index, asked: Asked, resource: Labelled | None) -> Decisions:
    """Decide a question for each principal.

    Args:
        index: The principals.
        asked: The question.
        resource: The policy of the resource.
    """
    answers = Answers(index, asked)
    concerned = answers.concerned()
    signature = Signature(len(index.arns))
    _add_own(signature, index, answers, concerned)
    _add_facts(signature, index)
    _add_others(signature, index, asked, answers, resource)
    _, first, of_each = np.unique(signature.sums, return_index=True, return_inverse=True)
    own = _own_policies(index, concerned, asked.action)
    distinct = [_decide(index, asked, at, own, resource) for at in first.tolist()]
    return Decisions(distinct, of_each)


class Signature:
    """For each principal a number; two with the same number are decided alike."""

    def __init__(self, count: int) -> None:
        self.sums = np.zeros(count, dtype=np.uint64)
        self._fields = 0

    def add(self, principals: np.ndarray, *codes: np.ndarray) -> None:
        """Add facts about principals, each of which has the code of what is so.

        The order of facts about one principal does not count.
        """
        self._fields += 1
        mixed = _mix(np.full(len(principals), self._fields, dtype=np.uint64))
        for code in codes:
            mixed = _mix(mixed + code.astype(np.uint64))
        np.add.at(self.sums, principals, mixed)


def _mix(values: np.ndarray) -> np.ndarray:
    found = (values + _MIX[0]) * _MIX[1]
    found = (found ^ (found >> np.uint64(30))) * _MIX[2]
    mixed: np.ndarray = found ^ (found >> np.uint64(31))
    return mixed


def _add_own(signature: Signature, index: Index, answers: Answers, concerned: np.ndarray) -> None:
    """Add what the policies of each principal say."""
    documents = index.statement_document[concerned]
    statements = [index.statements[at] for at in concerned.tolist()]
    is_same = np.array([not answers.keys_of(each) for each in statements], dtype=bool)
    numbers = np.array(
        [
            answers.of_everybody(each, "identity") if same else 0
            for each, same in zip(statements, is_same.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    order = np.argsort(index.use_document, kind="stable")
    used = index.use_document[order]
    starts, ends = (np.searchsorted(used, documents, side) for side in ("left", "right"))
    at, rows = spread(order, starts[is_same], ends[is_same])
    codes = concerned[is_same][at], numbers[is_same][at], index.use_is_boundary[rows]
    signature.add(index.use_principal[rows], *codes)
    for place in np.flatnonzero(~is_same).tolist():
        rows = order[starts[place] : ends[place]]
        principals = index.use_principal[rows]
        found = answers.of_statement(statements[place], "identity", principals)
        which = np.full(len(rows), concerned[place])
        signature.add(principals, which, found, index.use_is_boundary[rows])


def spread(
    order: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each element of each stretch of `order` the number of the stretch, and it."""
    counts = ends - starts
    at = np.repeat(np.arange(len(starts)), counts)
    within = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return at, order[np.repeat(starts, counts) + within]


def _add_facts(signature: Signature, index: Index) -> None:
    """Add what else about principals counts."""
    everybody = np.arange(len(index.arns))
    accounts = as_arrow(index.principals["account_id"]).combine_chunks().dictionary_encode()
    linked = as_arrow(index.principals["is_service_linked"])
    signature.add(
        everybody,
        accounts.indices.to_numpy(),
        index.kinds,
        index.is_bounded,
        np.asarray(linked, dtype=bool),
    )
    unread = index.use_principal[index.use_document < 0]
    lost = np.fromiter(index.missing_groups, dtype=np.int64, count=len(index.missing_groups))
    incomplete = np.unique(np.concatenate([unread, lost]))
    signature.add(incomplete, incomplete)


def _add_others(
    signature: Signature,
    index: Index,
    asked: Asked,
    answers: Answers,
    resource: Labelled | None,
) -> None:
    """Add what policies of the resource and the organization say to some and not to others."""
    everybody = np.arange(len(index.arns))
    if resource is not None and isinstance(resource[1], CompiledPolicy):
        statements = resource[1].statements
        named = _named(index, statements)
        signature.add(named, named)
        _add_answers(signature, answers, statements, "resource", everybody)
    accounts = np.array(index.accounts, dtype=object)
    for account, levels in asked.scp.items():
        of_account = everybody if account is None else np.flatnonzero(accounts == account)
        _add_answers(signature, answers, _statements(levels), "scp", of_account)
    _add_answers(signature, answers, _statements(asked.rcp or ()), "rcp", everybody)


def _add_answers(
    signature: Signature,
    answers: Answers,
    statements: Iterable[CompiledStatement],
    kind: PolicyKind,
    principals: np.ndarray,
) -> None:
    for statement in statements:
        if answers.keys_of(statement) and answers.concerns(statement, kind):
            signature.add(principals, answers.of_statement(statement, kind, principals))


def _statements(levels: Iterable[Iterable[Labelled]]) -> Iterable[CompiledStatement]:
    for _, policy in chain.from_iterable(levels):
        if isinstance(policy, CompiledPolicy):
            yield from policy.statements


def _named(index: Index, statements: Iterable[CompiledStatement]) -> np.ndarray:
    """Return the principals that a resource-based policy may name one by one.

    Of all others it knows no more than the account.
    """
    values = {value for each in statements for _, value in each.principals or ()}
    names = {_name(value).lower() for value in values if ":assumed-role/" in value}
    is_named = np.isin(np.array(index.arns, dtype=object), list(values))
    if names:
        lowered = index.principals["name"].str.lower()
        is_named |= lowered.isin(list(names)).to_numpy(dtype=bool)
    found: np.ndarray = np.flatnonzero(is_named)
    return found


def _name(session: str) -> str:
    return session.split("/")[1]


def _own_policies(index: Index, concerned: np.ndarray, action: str) -> dict[int, CompiledPolicy]:
    """Return what is left of each document that has to do with a question about an action."""
    found: dict[int, list[CompiledStatement]] = {}
    documents = index.statement_document[concerned].tolist()
    for document, at in zip(documents, concerned.tolist(), strict=True):
        found.setdefault(document, []).append(index.statements[at])
    policies = {document: CompiledPolicy(tuple(each), None) for document, each in found.items()}
    for policy in policies.values():
        policy.by_action[action.lower()] = policy.statements
    return policies


def _decide(
    index: Index,
    asked: Asked,
    principal: int,
    own: dict[int, CompiledPolicy],
    resource: Labelled | None,
) -> Decision:
    identity: list[Labelled] = []
    boundaries: list[Labelled] = []
    for use, label, is_boundary, policy in index.policies_of(principal):
        if isinstance(policy, UnknownPolicy):
            (boundaries if is_boundary else identity).append((label, policy))
            continue
        document = int(index.use_document[use])
        if document in own or is_boundary:
            left = own.get(document, _NOTHING)
            (boundaries if is_boundary else identity).append((f"{MARK}{document}{MARK}", left))
    policies = Policies(
        identity=identity,
        resource=resource,
        boundaries=boundaries if index.is_bounded[principal] else None,
        scp=asked.scp_of(index.accounts[principal]),
        rcp=asked.rcp,
    )
    request = asked.request(requester(index.arns[principal]), own_context(index, principal))
    return authorize(request, policies)


_NOTHING: Final = CompiledPolicy((), None)
