"""permissions: what the policies of principals say, as a frame."""

from __future__ import annotations

import json
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.access.can import principal_at
from iam_report.access.decide import Signature, spread
from iam_report.access.index import KINDS, Index, index_of
from iam_report.access.limits import (
    ALL,
    NOTHING,
    SOME,
    Grant,
    Limits,
    is_defined,
    left_of,
    names_nothing,
    of_itself,
)
from iam_report.catalog.actions import catalogue
from iam_report.errors import IamReportError, did_you_mean, shown
from iam_report.frames.permissions import PERMISSIONS
from iam_report.frames.principal_policies import WAYS
from iam_report.policy import patterns
from iam_report.policy.action_sets import action_set, actions_of, statement_set
from iam_report.policy.compiled import UnknownPolicy
from iam_report.schema import STRINGS, as_arrow, category

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.policy.compiled import CompiledPolicy, CompiledStatement
    from iam_report.relations import Frames

_ANY: Final = "*"


def permissions(
    snapshot: Frames,
    principals: str | Iterable[str] | None = None,
    actions: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return what the policies of users and roles say: action, resource, effect, conditions.

    Args:
        snapshot: A snapshot with authorization details.
        principals: ARNs, or names that only one user or role has; None for all.
        actions: Actions or patterns of them, such as `iam:Create*`. Rows are then about known
            actions that these name, one each, and about those given that are not known. None for
            the patterns that the statements have.

    Returns:
        A `permissions` frame, in the order of the snapshot. Groups have no rows of their own: what
        they give stands with each member.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: There is no such principal, or no such action.

    Examples:
        >>> import iam_report as ir
        >>> snapshot = ir.load("sample_data")
        >>> found = ir.permissions(snapshot, actions="iam:PassRole")  # doctest: +SKIP
        >>> found.loc[found["is_effective"], ["principal", "resource"]]  # doctest: +SKIP
    """
    index = index_of(snapshot)
    uses = _uses(index, principals)
    rows = _rows_of(index)
    documents = index.use_document[uses]
    starts, ends = rows.stretches(documents)
    at, row = spread(np.arange(len(rows.statement)), starts, ends)
    use = uses[at]
    lost = uses[documents < 0]
    use, row = np.concatenate([use, lost]), np.concatenate([row, np.full(len(lost), -1)])
    order = np.argsort(use, kind="stable")
    use, row = use[order], row[order]
    columns = rows.columns(row)
    if actions is not None:
        kept, named = _narrowed(rows, row, _listed(actions))
        use, row = use[kept], row[kept]
        columns = {**rows.columns(row), "action": named, "not_actions": pa.nulls(len(row), STRINGS)}
    return _frame(index, use, columns, _effective(index, rows, use, row, columns["action"]))


def _listed(values: str | Iterable[str]) -> list[str]:
    return [values] if isinstance(values, str) else list(values)


def _uses(index: Index, principals: str | Iterable[str] | None) -> np.ndarray:
    """Return the rows of the index' `policies` that belong to principals."""
    if principals is None:
        return np.arange(len(index.use_principal))
    places = [principal_at(index, name) for name in _listed(principals)]
    found: np.ndarray = np.flatnonzero(np.isin(index.use_principal, places))
    return found


class _Row(NamedTuple):
    """What a statement says of one action and one resource.

    Attributes:
        statement: The statement.
        action: Pattern of actions; `*` with `not_actions`.
        resource: Pattern of resources; `*` with `not_resources`.
    """

    statement: CompiledStatement
    action: str
    resource: str

    @property
    def not_actions(self) -> tuple[str, ...] | None:
        """The patterns of `NotAction`."""
        return self.statement.written if self.statement.is_not_action else None

    @property
    def not_resources(self) -> tuple[str, ...] | None:
        """The patterns of `NotResource`."""
        return self.statement.resources if self.statement.is_not_resource else None


_rows: WeakKeyDictionary[Index, _Rows] = WeakKeyDictionary()


def _rows_of(index: Index) -> _Rows:
    found = _rows.get(index)
    if found is None:
        found = _rows[index] = _Rows(index)
    return found


class _Rows:
    """What all documents say, row by row.

    Attributes:
        listed: The rows, document by document.
        statement: For each the position of its statement in the index.
        is_allow: For each whether it allows.
        of_itself: For each what it says, were there no other: ALL, NOTHING or SOME.
    """

    def __init__(self, index: Index) -> None:
        each = [list(_split(statement)) for statement in index.statements]
        counts = np.array([len(rows) for rows in each], dtype=np.int64)
        self.listed = [row for rows in each for row in rows]
        self.statement = np.repeat(np.arange(len(each)), counts)
        self._document = index.statement_document[self.statement]
        self.is_allow = np.array([not row.statement.is_deny for row in self.listed], dtype=bool)
        self.of_itself = np.array([of_itself(*row) for row in self.listed], dtype=np.int8)

    def stretches(self, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where the rows of documents begin and end; nowhere for a document of -1."""
        starts = np.searchsorted(self._document, documents)
        ends = np.searchsorted(self._document, documents, side="right")
        return starts, np.where(documents < 0, starts, ends)

    @cached_property
    def _table(self) -> pa.Table:
        rows, statements = self.listed, [row.statement for row in self.listed]
        return pa.table(
            {
                "effect": pa.array(
                    ["Deny" if s.is_deny else "Allow" for s in statements], pa.string()
                ),
                "action": pa.array([row.action for row in rows], pa.string()),
                "not_actions": pa.array([row.not_actions for row in rows], STRINGS),
                "resource": pa.array([row.resource for row in rows], pa.string()),
                "not_resources": pa.array([row.not_resources for row in rows], STRINGS),
                "conditions": pa.array([_as_json(s) for s in statements], pa.string()),
                "statement": pa.array([s.place for s in statements], pa.int64()),
                "sid": pa.array([s.sid for s in statements], pa.string()),
            }
        )

    def columns(self, rows: np.ndarray) -> dict[str, Any]:
        """Return the columns of rows; nulls for a row of -1."""
        at = pa.array(rows, mask=rows < 0)
        return {name: self._table[name].take(at) for name in self._table.column_names}


def _split(statement: CompiledStatement) -> Iterable[_Row]:
    actions = [_ANY] if statement.is_not_action else statement.written or ()
    resources = [_ANY] if statement.is_not_resource else statement.resources or ()
    for action, resource in product(dict.fromkeys(actions), dict.fromkeys(resources)):
        yield _Row(statement, action, resource)


def _as_json(statement: CompiledStatement) -> str | None:
    """Return the conditions of a statement as a policy has them."""
    block: dict[str, dict[str, list[str]]] = {}
    for condition in statement.conditions:
        operator, key, values = condition.condition
        block.setdefault(operator, {})[key] = list(values)
    return json.dumps(block, ensure_ascii=False) if block else None


def _narrowed(
    rows: _Rows, row: np.ndarray, wanted: list[str]
) -> tuple[np.ndarray, pa.ChunkedArray]:
    """Return which rows are about actions, once for each action, and the names of the actions.

    Raises:
        IamReportError: An action that is asked for is none.
    """
    bits = statement_set(wanted)
    unknown = list(
        {each.lower(): each for each in reversed(wanted) if not action_set(each)}.values()
    )
    for each in unknown:
        if "*" in each or "?" in each or names_nothing(each):
            raise IamReportError(
                f"`{shown(each)}` names no known action",
                hint=did_you_mean(each, catalogue().display),
            )
    distinct, of_each = np.unique(row, return_inverse=True)
    names = _names(rows, distinct[distinct >= 0].tolist(), bits, unknown[::-1])
    lists = [names.get(at, (None,)) for at in distinct.tolist()]
    ends = np.cumsum([len(each) for each in lists], dtype=np.int64)
    starts = np.concatenate([[0], ends])[:-1].astype(np.int64)
    kept, at = spread(np.arange(ends[-1] if len(ends) else 0), starts[of_each], ends[of_each])
    listed = pa.array([name for each in lists for name in each], pa.string())
    return kept, pa.chunked_array([listed.take(pa.array(at))])


def _names(rows: _Rows, distinct: list[int], bits: int, unknown: list[str]) -> dict[int, list[str]]:
    """Return for each row the actions that it is about.

    Of several patterns of a statement that name an action, one that AWS defines takes it.
    """
    found: dict[int, list[str]] = {}
    taken: dict[tuple[int, str], set[str]] = {}
    of_statement = rows.statement.tolist()
    for at in sorted(distinct, key=lambda at: (not is_defined(rows.listed[at].action), at)):
        row = rows.listed[at]
        others = taken.setdefault((of_statement[at], row.resource), set())
        found[at] = [name for name in _named_by(row, bits, unknown) if name not in others]
        others.update(found[at])
    return found


def _named_by(row: _Row, bits: int, unknown: list[str]) -> list[str]:
    """Return the actions of a set, and of others, that a row is about, or may be."""
    statement = row.statement
    if statement.is_not_action:
        left_out = [each for each in statement.actions or () if is_defined(each)]
        known = statement_set(None, left_out)
    else:
        left_out = []
        known = statement_set([row.action])
    others = [
        each
        for each in unknown
        if (statement.is_not_action or _is_named([row.action.lower()], each))
        and not _is_named(left_out, each)
    ]
    return [*actions_of(known & bits), *others]


def _is_named(entries: Iterable[str], action: str) -> bool:
    """Return whether one of some patterns, in lower case, names an action."""
    return any(
        not names_nothing(entry) and patterns.matches(entry, action.lower()) for entry in entries
    )


def _frame(
    index: Index, use: np.ndarray, columns: dict[str, Any], effective: pa.Array
) -> pd.DataFrame:
    at, principal = pa.array(use), index.use_principal[use]
    owner = pa.array(principal)
    policies = {n: as_arrow(index.policies[n]).take(at) for n in ("policy", "policy_arn", "group")}
    return PERMISSIONS.from_arrays(
        {
            **{n: as_arrow(index.principals[n]).take(owner) for n in ("account_id", "as_of")},
            "principal": as_arrow(index.principals["arn"]).take(owner),
            "principal_type": category(index.kinds[principal], KINDS),
            **columns,
            "is_effective": effective,
            "via": category(index.policies["via"].cat.codes.to_numpy()[use], WAYS),
            **policies,
        }
    )


def _effective(
    index: Index, rows: _Rows, use: np.ndarray, row: np.ndarray, actions: pa.ChunkedArray
) -> pa.Array:
    """Return what is left of each row."""
    answers = np.full(len(row), SOME, dtype=np.int8)
    there = np.flatnonzero((row >= 0) & ~index.use_is_boundary[use])
    own, is_allow = rows.of_itself[row[there]], rows.is_allow[row[there]]
    answers[there] = np.where(is_allow | (own == ALL), own, SOME)
    limits, of_each = _limits(index)
    is_limited = np.array([not each.are_none for each in limits], dtype=bool)
    limit = of_each[index.use_principal[use[there]]]
    chosen = is_allow & (own != NOTHING) & is_limited[limit]
    asked, limit, own = there[chosen], limit[chosen], own[chosen]
    words = actions.combine_chunks().dictionary_encode()
    names = [name.lower() for name in words.dictionary.to_pylist()]
    most = len(names) + 1
    action = pc.fill_null(words.indices, 0).to_numpy()[asked]
    codes, grant = np.unique(row[asked] * most + action, return_inverse=True)
    grants = [_grant(rows.listed[code // most], names[code % most]) for code in codes.tolist()]
    distinct, of_asked = np.unique(limit * (len(grants) + 1) + grant, return_inverse=True)
    left = left_of(limits, grants, *np.divmod(distinct, len(grants) + 1))[of_asked]
    answers[asked] = np.where(left == ALL, own, left)
    return pa.array(answers == ALL, mask=answers == SOME)


def _grant(row: _Row, action: str) -> Grant:
    """Return what a row allows; of `NotAction` one action where it was asked for."""
    statement = row.statement
    is_outside = statement.is_not_action and action == _ANY
    entries = (statement.actions or ()) if is_outside else (action,)
    return Grant(entries, is_outside, row.resource, statement.with_variables)


def _limits(index: Index) -> tuple[list[Limits], np.ndarray]:
    """Return the distinct limits of principals, and for each principal which are its own."""
    has_deny = np.array([bool(d.denies) for d in index.documents] + [True], dtype=bool)
    document, is_boundary = index.use_document, index.use_is_boundary
    limiting = np.flatnonzero(has_deny[document] | is_boundary)
    signature = Signature(len(index.arns))
    signature.add(index.use_principal[limiting], document[limiting] + 1, is_boundary[limiting])
    lost = np.fromiter(index.missing_groups, dtype=np.int64, count=len(index.missing_groups))
    signature.add(lost, np.ones(len(lost), dtype=np.int64))
    signature.add(np.arange(len(index.arns)), index.is_bounded.astype(np.int64))
    _, first, of_each = np.unique(signature.sums, return_index=True, return_inverse=True)
    return [_limits_of(index, at) for at in first.tolist()], of_each


def _limits_of(index: Index, principal: int) -> Limits:
    own: list[CompiledPolicy] = []
    caps: list[CompiledPolicy] = []
    is_open = is_cap_open = False
    for _, _, is_boundary, policy in index.policies_of(principal):
        if isinstance(policy, UnknownPolicy):
            is_cap_open, is_open = is_cap_open or is_boundary, True
        else:
            (caps if is_boundary else own).append(policy)
    denies = tuple(statement for policy in (*own, *caps) for statement in policy.denies)
    allowed = tuple(statement for policy in caps for statement in policy.allows)
    return Limits(denies, allowed if index.is_bounded[principal] else None, is_open, is_cap_open)
