"""What one policy grants beyond another, and whether a policy grants what it must not.

The questions are those that IAM Access Analyzer answers online by its custom policy checks; here
each answer comes with a request that shows it. The policies are compared by themselves: neither
boundaries nor service control policies, nor policies on the other side, are looked at.

Wildcards are compared exactly: as sets of actions and of resources, also where only several old
statements together cover a new one. Conditions are compared by what they say of each key: a
condition with fewer values or a narrower range is covered by a wider one. What this does not decide
is tried with requests, and the answer is `cannot tell` where none of them shows new access.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pandas as pd
import pyarrow as pa

from iam_report.catalog.actions import catalogue
from iam_report.errors import IamReportError, did_you_mean
from iam_report.policy import trusts
from iam_report.policy._comparison_grants import Grant, Question
from iam_report.policy._comparison_rows import NEW, Place, rows_of
from iam_report.policy.action_sets import action_set
from iam_report.policy.compiled import Policy, compiled
from iam_report.policy.requests import ANONYMOUS, Request, Requester
from iam_report.schema import BOOL, INT, STRING, STRINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A policy, or several that hold together, as those of one principal do.
Policies: TypeAlias = "Policy | Sequence[Policy]"

_NEW_ACCESS: Final = pa.schema(
    [
        ("policy", INT),
        ("statement", INT),
        ("sid", STRING),
        ("principal", STRING),
        ("action", STRING),
        ("actions", STRINGS),
        ("resource", STRING),
        ("conditions", STRING),
        ("verdict", STRING),
        ("reason", STRING),
        ("witness_action", STRING),
        ("witness_resource", STRING),
        ("witness_principal", STRING),
        ("witness_context", STRING),
    ]
)

_NOT_GRANTED: Final = pa.schema(
    [
        ("action", STRING),
        ("resource", STRING),
        ("granted", BOOL),
        ("reason", STRING),
        ("policy", INT),
        ("statement", INT),
        ("sid", STRING),
        ("witness_action", STRING),
        ("witness_resource", STRING),
        ("witness_principal", STRING),
        ("witness_context", STRING),
    ]
)

_GRANTED: Final = "a statement allows this"
_UNHEARD: Final = "the catalogue knows no such action"
_NO_GRANT: Final = "no statement allows this"
_CONDITIONAL: Final = "a statement allows this only under conditions"
_UNDECIDED: Final = "whether a statement allows this depends on what cannot be compared"


def compare_policies(old: Policies, new: Policies) -> pd.DataFrame:
    """Return what `new` grants beyond `old`.

    Args:
        old: A policy: its document as a dict or JSON text, or the frame of `read_policy`; or a list
            of them, which hold together.
        new: Likewise.

    Returns:
        A frame with a row for each part of a new grant that shares an answer; without rows if
        everything that `new` allows, `old` allows. Columns:

        * `policy`, `statement`, `sid`: the statement of `new`; positions count from 0.
        * `principal`: the entry of its `Principal`; null where it names none.
        * `actions`: the new actions. A pattern of one of the policies, or `service:*`, stands for
          actions of which all are new; `all but ...` for all that `NotAction` leaves.
        * `action`: one pattern for them all, which may match others.
        * `resource`: the entry of `Resource`; `all but ...` for `NotResource`.
        * `conditions`: the conditions of the grant, as JSON; null without any.
        * `verdict`: `new`, or `cannot tell`.
        * `reason`: why.
        * `witness_action`, `witness_resource`, `witness_principal`, `witness_context`: a request
          that `new` allows and `old` does not, its context as JSON in which null is a key that is
          not in the request; null where that cannot be told. The principal `*` is anybody.

        Actions that the catalogue does not know count: `s3:*` is more than a list of all actions of
        S3 that there are today, and has a row of its own for what AWS may add.

    Raises:
        IamReportError: One of them is no policy, or one that AWS would refuse.

    Examples:
        >>> old = {"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}
        >>> new = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
        >>> len(compare_policies(old, new)), compare_policies(new, old)["action"].tolist()
        (0, ['s3:Get*'])
    """
    before, after = _places(old, "the old policy"), _places(new, "the new policy")
    rows = _rows(after, before, Question())
    return _frame(rows, _NEW_ACCESS)


def check_access_not_granted(
    policy: Policies, actions: str | Iterable[str], resources: str | Iterable[str] | None = None
) -> pd.DataFrame:
    """Return whether a policy grants actions that it must not.

    Args:
        policy: A policy, or a list of them, as for `compare_policies`.
        actions: Actions, or patterns of them.
        resources: Patterns of ARNs; None for any resource.

    Returns:
        A frame with a row per action, and resource where some are given, with the columns `action`,
        `resource`, `granted`, `reason`, the `policy`, `statement` and `sid` that grants, and a
        request that is allowed, as in `compare_policies`. `granted` is true if some request is
        allowed without conditions, false if none is, and null if only conditions allow one,
        nothing here can tell, or nothing grants an action that the catalogue does not know, which
        may be misspelt.

    Raises:
        IamReportError: It is no policy, or one that AWS would refuse; or there is no action.

    Examples:
        >>> policy = {"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}
        >>> check_access_not_granted(policy, ["s3:GetObject", "s3:PutObject"])["granted"].tolist()
        [True, False]
    """
    asked = [actions] if isinstance(actions, str) else list(actions)
    where: list[str | None] = [resources] if isinstance(resources, str) else [*(resources or ())]
    if not asked:
        raise IamReportError(
            "there is no action to check", hint='give actions such as `["iam:PassRole"]`'
        )
    for action in asked:
        _check_question(action, None)
    for resource in where:
        _check_question("*", resource)
    places = _places(policy, "the policy")
    rows = [
        _answer(action, resource, places)
        for action in asked
        for resource in ([None] if resources is None else where)
    ]
    return _frame(rows, _NOT_GRANTED)


def _check_question(action: str, resource: str | None) -> None:
    """Refuse what is no action or resource: that nothing grants it would mean nothing.

    Raises:
        IamReportError: It is none.
    """
    who = Requester(trusts.ANYONE, ANONYMOUS, None)
    Request(who, action, resource or "*", {}, is_question=True)


def _answer(action: str, resource: str | None, places: list[Place]) -> dict[str, Any]:
    """Return the row of one action and resource."""
    best = min(_rows(places, [], Question(action, resource)), key=_rank, default={})
    is_certain = bool(best) and not _rank(best)
    if not best and not action_set(action):
        hint = did_you_mean(action, catalogue().display)
        unheard = "; ".join([_UNHEARD, *([hint] if hint else [])])
        empty = dict.fromkeys(_NOT_GRANTED.names)
        return {**empty, "action": action, "resource": resource, "reason": unheard}
    reason = (
        _NO_GRANT
        if not best
        else _GRANTED
        if is_certain
        else _CONDITIONAL
        if best["verdict"] == NEW
        else _UNDECIDED
    )
    return {
        **{name: best.get(name) for name in _NOT_GRANTED.names},
        "action": action,
        "resource": resource,
        "granted": True if is_certain else None if best else False,
        "reason": reason,
    }


def _rank(row: dict[str, Any]) -> int:
    """Return 0 for a grant without conditions, 1 for one with, 2 where that cannot be told."""
    if row["verdict"] != NEW:
        return 2
    return int(row["conditions"] is not None)


def _rows(new: list[Place], old: list[Place], question: Question) -> list[dict[str, Any]]:
    """Return the rows of all statements that allow."""
    denies = [place.statement for place in new if place.statement.is_deny]
    before = [place.statement for place in old]
    others = [*denies, *before]
    return [
        row
        for place in new
        if not place.statement.is_deny
        for row in rows_of(place, Grant(place.statement, denies, before, question), others)
    ]


def _places(policies: Policies, name: str) -> list[Place]:
    """Return all statements of some policies."""
    listed = policies if isinstance(policies, list | tuple) else [policies]
    return [
        Place(at, statement)
        for at, policy in enumerate(listed)
        for statement in compiled(policy, name).statements
    ]


def _frame(rows: list[dict[str, Any]], schema: pa.Schema) -> pd.DataFrame:
    table = pa.Table.from_pylist(rows, schema)
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame
