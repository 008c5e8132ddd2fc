"""Principals: users, groups and roles, and what their policies let them do."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.frames.principal_policies import WAYS
from iam_report.frames.principals import PRINCIPALS
from iam_report.policy.grants import READINGS, Grants, grants_of, power
from iam_report.relations._bits import count_actions, count_services
from iam_report.relations._joins import positions, taken
from iam_report.schema import BOOL, INT, STRING, as_arrow, category, nulls

if TYPE_CHECKING:
    from collections.abc import Sequence

_BOUNDARY: Final = WAYS.index("boundary")
_USER, _GROUP, _ROLE = range(len(PRINCIPAL_TYPES))
_ELEMENTS: Final = ("effect", "actions", "not_actions", "resources", "not_resources", "conditions")

#: By which of POWERS a user, a user in a group, a group (for its members) and a role give
#: themselves permissions.
_USER_GRANT: Final = power("iam:AttachUserPolicy", "iam:PutUserPolicy")
_GROUP_GRANT: Final = power("iam:AttachGroupPolicy", "iam:PutGroupPolicy")
_ROLE_GRANT: Final = power("iam:AttachRolePolicy", "iam:PutRolePolicy")
_CREATE_USER: Final = power("iam:CreateUser")
_CREATE_ROLE: Final = power("iam:CreateRole")

#: By which they lift a boundary.
_LIFT: Final = {
    _USER: power("iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"),
    _GROUP: 0,
    _ROLE: power("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"),
}

#: Spreads the bits of numbers, so that sums of them tell sets apart (splitmix64).
_MIX: Final = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def principals(
    users: pd.DataFrame,
    groups: pd.DataFrame,
    roles: pd.DataFrame,
    group_memberships: pd.DataFrame,
    principal_policies: pd.DataFrame,
    documents: pd.DataFrame,
    statements: pd.DataFrame,
) -> pd.DataFrame:
    """Return the `principals` frame: users, then groups, then roles, each in its order."""
    frame = _everybody(users, groups, roles)
    policies = principal_policies.reset_index(drop=True)
    uses = _Uses.of(frame, policies, documents)
    missing = _missing(frame, policies, group_memberships, uses)
    in_group = np.zeros(len(frame), dtype=bool)
    in_group[: len(users)] = as_arrow(users["groups"]).to_numpy() > 0
    kinds = frame["principal_type"].cat.codes.to_numpy()
    grants = _grants(documents, statements, np.unique(uses.document[uses.document >= 0]))
    found = _Sets.of(len(frame), kinds, in_group, uses, grants)
    known = missing.is_null()
    sure, possible, key, password = (found.is_admin[:, i] for i in range(len(READINGS)))
    answers = {
        "is_admin": sure,
        "is_conditional_admin": possible & ~sure,
        "is_admin_by_key_without_mfa": key,
        "is_admin_by_password_without_mfa": password,
    }
    counts = {"allowed_actions": found.actions, "allowed_services": found.services}
    return PRINCIPALS.from_arrays(
        {
            **{name: frame[name].array for name in frame.columns},
            "policies": pa.array(uses.policies, INT),
            "missing": missing,
            **{n: pc.if_else(known, pa.array(v, INT), None) for n, v in counts.items()},
            **{n: pc.if_else(known, pa.array(v, BOOL), None) for n, v in answers.items()},
            "admin_via": _admin_via(policies, uses, grants, kinds, in_group, possible),
        }
    )


def _everybody(users: pd.DataFrame, groups: pd.DataFrame, roles: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that all principals have."""
    parts = ((users, "user"), (groups, "group"), (roles, "role"))
    columns: dict[str, Any] = {}
    for name in ("account_id", "as_of", "arn", "path", "create_date"):
        columns[name] = _joined([as_arrow(part[name]) for part, _ in parts])
    columns["principal"] = _joined([as_arrow(part[name]) for part, name in parts])
    columns["permissions_boundary"] = _joined(
        [
            as_arrow(part["permissions_boundary"])
            if "permissions_boundary" in part
            else nulls(len(part))
            for part, _ in parts
        ]
    )
    for name in ("is_service_linked", "is_aws_reserved"):
        columns[name] = _joined(
            [
                as_arrow(part[name]) if name in part else pa.array(np.zeros(len(part), bool))
                for part, _ in parts
            ]
        )
    counts = [len(part) for part, _ in parts]
    kinds = np.repeat(np.arange(len(parts), dtype=np.int8), counts)
    frame = pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})
    return frame.assign(principal_type=category(kinds, PRINCIPAL_TYPES))


def _joined(arrays: list[Any]) -> pa.ChunkedArray:
    chunks = [c for a in arrays for c in (a.chunks if isinstance(a, pa.ChunkedArray) else [a])]
    return pa.chunked_array(chunks, arrays[0].type)


class _Uses(NamedTuple):
    """Which documents bear on which principals, row by row of `principal_policies`.

    Attributes:
        principal: Position of the principal.
        document: Position of the document; -1 where it is not in the export or is malformed.
        is_boundary: Whether it is a permissions boundary.
        policies: For each principal how many policies give it something.
    """

    principal: np.ndarray
    document: np.ndarray
    is_boundary: np.ndarray
    policies: np.ndarray

    @classmethod
    def of(cls, frame: pd.DataFrame, policies: pd.DataFrame, documents: pd.DataFrame) -> _Uses:
        """Look up principals and documents."""
        principal = positions(policies, "principal_arn", frame, "arn")
        document = positions(policies, "document", documents, "document")
        malformed = taken(documents["is_malformed"], document).fill_null(fill_value=True)
        document[malformed.to_numpy()] = -1
        is_boundary = policies["via"].cat.codes.to_numpy() == _BOUNDARY
        counted = (principal >= 0) & ~is_boundary
        count = np.bincount(principal[counted], minlength=len(frame))
        return cls(principal, document, is_boundary, count)


def _missing(
    frame: pd.DataFrame, policies: pd.DataFrame, memberships: pd.DataFrame, uses: _Uses
) -> pa.Array:
    """Return for each principal the policies and groups of which the export does not tell."""
    lacking = (uses.document < 0) & (uses.principal >= 0)
    of_policies = pd.DataFrame(
        {"at": uses.principal[lacking], "name": policies["policy"][lacking].to_numpy(object)}
    )
    unknown = memberships["group_arn"].isna().to_numpy(dtype=bool)
    lost = memberships[unknown]
    of_groups = pd.DataFrame(
        {"at": positions(lost, "user_arn", frame, "arn"), "name": lost["group"].to_numpy(object)}
    )
    named = pd.concat([of_policies, of_groups[of_groups["at"] >= 0]])
    return _texts(named, len(frame))


def _texts(named: pd.DataFrame, count: int) -> pa.Array:
    """Return for each position the names that belong to it, in order; null without any."""
    texts = named.drop_duplicates().sort_values(["at", "name"])
    joined = texts.groupby("at")["name"].agg(", ".join)
    found = np.full(count, None, dtype=object)
    found[joined.index.to_numpy(dtype=np.int64)] = joined.to_numpy(dtype=object)
    return pa.array(found, STRING)


def _grants(
    documents: pd.DataFrame, statements: pd.DataFrame, wanted: np.ndarray
) -> dict[int, Grants]:
    """Return what each of the documents grants, by its position."""
    at = positions(statements, "document", documents, "document")
    rows = np.flatnonzero(np.isin(at, wanted))
    columns = {n: pc.take(as_arrow(statements[n]), pa.array(rows)).to_pylist() for n in _ELEMENTS}
    of_documents: dict[int, list[dict[str, Any]]] = {}
    names = list(columns)
    for document, values in zip(
        at[rows].tolist(), zip(*columns.values(), strict=True), strict=True
    ):
        of_documents.setdefault(document, []).append(dict(zip(names, values, strict=True)))
    accounts = documents["account_id"].to_numpy(object)
    return {
        document: grants_of(of_documents.get(document, []), accounts[document])
        for document in wanted.tolist()
    }


class _Sets(NamedTuple):
    """What each principal may do.

    Attributes:
        actions: How many actions.
        services: Of how many services.
        is_admin: For each reading whether it can give itself any permission.
    """

    actions: np.ndarray
    services: np.ndarray
    is_admin: np.ndarray

    @classmethod
    def of(
        cls,
        count: int,
        kinds: np.ndarray,
        in_group: np.ndarray,
        uses: _Uses,
        grants: dict[int, Grants],
    ) -> _Sets:
        """Work it out once for all principals with the same documents."""
        counts = (uses.document >= 0) & (uses.principal >= 0)
        own, bound = (counts & (uses.is_boundary == is_it) for is_it in (False, True))
        key = np.stack(
            [
                _set_hashes(uses, own, count),
                _set_hashes(uses, bound, count),
                kinds.astype(np.uint64),
                in_group.astype(np.uint64),
            ]
        )
        _, first, of_each = np.unique(key, axis=1, return_index=True, return_inverse=True)
        members = _members(uses, own, count), _members(uses, bound, count)
        sets = [
            _decide(
                [grants[d] for d in members[0](at)],
                [grants[d] for d in members[1](at)],
                int(kinds[at]),
                in_group=bool(in_group[at]),
            )
            for at in first.tolist()
        ]
        of_each = of_each.reshape(-1)
        bits = [allowed for allowed, _ in sets]
        admin = np.array([is_admin for _, is_admin in sets], dtype=bool)
        return cls(
            count_actions(bits)[of_each],
            count_services(bits)[of_each],
            admin.reshape(-1, len(READINGS))[of_each],
        )


def _set_hashes(uses: _Uses, rows: np.ndarray, count: int) -> np.ndarray:
    """Return for each principal a number that stands for the set of its documents."""
    width = int(uses.document.max(initial=0)) + 1
    distinct = np.unique(uses.principal[rows] * width + uses.document[rows])
    mixed = ((distinct % width).astype(np.uint64) + np.uint64(1)) * np.uint64(_MIX[0])
    for shift, factor in ((30, _MIX[1]), (27, _MIX[2])):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    found = np.zeros(count, dtype=np.uint64)
    np.add.at(found, distinct // width, mixed ^ (mixed >> np.uint64(31)))
    return found


def _members(uses: _Uses, rows: np.ndarray, count: int) -> Any:
    """Return a function that gives the documents of a principal."""
    width = int(uses.document.max(initial=0)) + 1
    distinct = np.unique(uses.principal[rows] * width + uses.document[rows])
    documents: list[int] = (distinct % width).tolist()
    ends = np.cumsum(np.bincount(distinct // width, minlength=count)).tolist()

    def of(at: int) -> list[int]:
        return documents[ends[at - 1] if at else 0 : ends[at]]

    return of


def _decide(
    own: Sequence[Grants], bound: Sequence[Grants], kind: int, *, in_group: bool
) -> tuple[int, tuple[bool, ...]]:
    """Return the actions that documents allow together, and for each reading who is admin."""
    allowed = reduce(or_, (g.allowed for g in own), 0)
    denied = reduce(or_, (g.denied for g in (*own, *bound)), 0)
    cap = bound[0] if bound else None
    if cap is not None:
        allowed &= cap.allowed
    admin = []
    for place in range(len(READINGS)):
        powers = reduce(or_, (g.allowed_powers[place] for g in own), 0)
        if cap is not None:
            powers &= cap.allowed_powers[place]
        powers &= ~reduce(or_, (g.denied_powers[place] for g in (*own, *bound)), 0)
        admin.append(_is_admin(powers, kind, in_group=in_group, is_bounded=cap is not None))
    return allowed & ~denied, tuple(admin)


def _is_admin(powers: int, kind: int, *, in_group: bool, is_bounded: bool) -> bool:
    """Tell whether these powers are enough to get any permission."""
    if not powers & _needed(kind, in_group=in_group):
        return False
    if not is_bounded or powers & _LIFT[kind]:
        return True
    makes_user = powers & _CREATE_USER and powers & _USER_GRANT
    makes_role = powers & _CREATE_ROLE and powers & _ROLE_GRANT
    return bool(makes_user or makes_role)


def _needed(kind: int, *, in_group: bool) -> int:
    if kind == _ROLE:
        return _ROLE_GRANT
    return _USER_GRANT | (_GROUP_GRANT if in_group or kind == _GROUP else 0)


def _admin_via(
    policies: pd.DataFrame,
    uses: _Uses,
    grants: dict[int, Grants],
    kinds: np.ndarray,
    in_group: np.ndarray,
    is_admin: np.ndarray,
) -> pa.Array:
    """Return for each administrator the policies that allow what makes it one."""
    possible = READINGS.index("possible")
    masks = np.zeros(max(grants, default=0) + 2, dtype=np.int64)
    for document, each in grants.items():
        masks[document] = each.allowed_powers[possible]
    needed = np.where(kinds == _ROLE, _ROLE_GRANT, _USER_GRANT)
    needed = np.where((kinds == _GROUP) | in_group, needed | _GROUP_GRANT, needed)
    at = uses.principal
    helps = (at >= 0) & ~uses.is_boundary & (uses.document >= 0)
    helps[helps] = is_admin[at[helps]] & ((masks[uses.document[helps]] & needed[at[helps]]) > 0)
    named = pd.DataFrame({"at": at[helps], "name": policies["policy"][helps].to_numpy(object)})
    return _texts(named, len(kinds))
