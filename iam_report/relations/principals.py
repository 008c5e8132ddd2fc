"""Principals: users, groups and roles, and what their policies let them do."""

from __future__ import annotations

from itertools import starmap
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.frames.principal_policies import WAYS
from iam_report.frames.principals import PRINCIPALS
from iam_report.policy.grants import READINGS, Grants, grants_of
from iam_report.relations._administrators import Administrators, Uses, administrators
from iam_report.relations._allowed import allowed
from iam_report.relations._bits import count_actions, count_services
from iam_report.relations._gathered import counted
from iam_report.relations._joins import positions, taken
from iam_report.relations._targets import Targets
from iam_report.schema import BOOL, INT, STRING, as_arrow, category, nulls, stacked

_BOUNDARY: Final = WAYS.index("boundary")
_ELEMENTS: Final = ("effect", "actions", "not_actions", "resources", "not_resources", "conditions")
_SURE, _POSSIBLE, _KEY, _PASSWORD = range(len(READINGS))


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
    everybody = _everybody(users, groups, roles)
    count = len(everybody)
    rows = _Rows.of(everybody, principal_policies, documents)
    known = np.flatnonzero((rows.principal >= 0) & (rows.document >= 0))
    uses = Uses(rows.principal[known], rows.document[known], rows.is_boundary[known])
    grants = _grants(documents, statements, np.unique(uses.document))
    gaps = _Gaps.of(rows, group_memberships, everybody)
    sets, of_each = allowed(uses, grants, count)
    is_bounded = _is_bounded(everybody)
    found = administrators(Targets.of(everybody, group_memberships), uses, grants, is_bounded)
    helps = found.helps & found.within[:, _POSSIBLE][uses.principal] & gaps.none[uses.principal]
    helping = np.full(len(rows.principal), -1)
    helping[known[helps]] = uses.principal[helps]
    counts = {"allowed_actions": count_actions(sets), "allowed_services": count_services(sets)}
    return PRINCIPALS.from_arrays(
        {
            **{name: everybody[name].array for name in everybody.columns},
            "policies": pa.array(counted(rows.principal[~rows.is_boundary], count), INT),
            "missing": gaps.names,
            **{n: pa.array(v[of_each], INT, mask=~gaps.none) for n, v in counts.items()},
            **_answers(found, gaps),
            "admin_via": _texts(helping, rows.names, count),
        }
    )


def _everybody(users: pd.DataFrame, groups: pd.DataFrame, roles: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that all principals have."""
    parts = ((users, "user"), (groups, "group"), (roles, "role"))
    same = ("account_id", "as_of", "arn", "path", "create_date")
    columns = {name: stacked(as_arrow(part[name]) for part, _ in parts) for name in same}
    columns["principal"] = stacked(as_arrow(part[name]) for part, name in parts)
    boundary = "permissions_boundary"
    columns[boundary] = stacked(
        as_arrow(part[boundary]) if boundary in part else nulls(len(part)) for part, _ in parts
    )
    for name in ("is_service_linked", "is_aws_reserved"):
        columns[name] = stacked(
            as_arrow(part[name]) if name in part else pa.array(np.zeros(len(part), bool))
            for part, _ in parts
        )
    counts = [len(part) for part, _ in parts]
    kinds = np.repeat(np.arange(len(parts), dtype=np.int8), counts)
    frame = pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})
    return frame.assign(principal_type=category(kinds, PRINCIPAL_TYPES))


def _is_bounded(everybody: pd.DataFrame) -> np.ndarray:
    found: np.ndarray = as_arrow(everybody["permissions_boundary"]).is_valid().to_numpy()
    return found


class _Rows(NamedTuple):
    """The rows of `principal_policies`.

    Attributes:
        principal: Position of the principal, or -1.
        document: Number of the document; -1 where it is not in the export, or malformed.
        is_boundary: Whether it is a permissions boundary.
        names: Names of the policies.
    """

    principal: np.ndarray
    document: np.ndarray
    is_boundary: np.ndarray
    names: pa.ChunkedArray

    @classmethod
    def of(cls, everybody: pd.DataFrame, policies: pd.DataFrame, documents: pd.DataFrame) -> _Rows:
        """Look up principals and documents; equal documents of several accounts are one."""
        row = positions(policies, "document", documents, "document")
        is_known = pc.equal(taken(documents["is_malformed"], row), False)  # noqa: FBT003  (a value)
        row[~pc.fill_null(is_known, fill_value=False).to_numpy()] = -1
        return cls(
            positions(policies, "principal_arn", everybody, "arn"),
            np.where(row >= 0, _first(documents)[row], -1) if len(documents) else row,
            policies["via"].cat.codes.to_numpy() == _BOUNDARY,
            as_arrow(policies["policy"]),
        )


def _first(documents: pd.DataFrame) -> np.ndarray:
    """Return for each document the row in which its content stands first."""
    words = as_arrow(documents["document"]).combine_chunks().dictionary_encode()
    codes = words.indices.to_numpy()
    _, first, of_each = np.unique(codes, return_index=True, return_inverse=True)
    found: np.ndarray = first[of_each]
    return found


class _Gaps(NamedTuple):
    """What is not known of each principal.

    Attributes:
        policies: Whether a policy or group is missing that may give it something or deny it.
        boundary: Whether its boundary is missing.
        names: What is missing; null for nothing.
    """

    policies: np.ndarray
    boundary: np.ndarray
    names: pa.Array

    @property
    def none(self) -> np.ndarray:
        """Whether nothing is missing."""
        found: np.ndarray = ~(self.policies | self.boundary)
        return found

    @classmethod
    def of(cls, rows: _Rows, memberships: pd.DataFrame, everybody: pd.DataFrame) -> _Gaps:
        """Find policies without a text, and groups that the export does not list."""
        count = len(everybody)
        lacking = np.where(rows.document < 0, rows.principal, -1)
        user = positions(memberships, "user_arn", everybody, "arn")
        group = as_arrow(memberships["group"])
        user[as_arrow(memberships["group_arn"]).is_valid().to_numpy()] = -1
        return cls(
            counted(np.concatenate([lacking[~rows.is_boundary], user]), count) > 0,
            counted(lacking[rows.is_boundary], count) > 0,
            _texts(np.concatenate([lacking, user]), stacked([rows.names, group]), count),
        )


def _grants(
    documents: pd.DataFrame, statements: pd.DataFrame, wanted: np.ndarray
) -> dict[int, Grants]:
    """Return what each of the documents grants, by its row."""
    at = positions(statements, "document", documents, "document")
    rows = np.flatnonzero(np.isin(at, wanted))
    columns = [pc.take(as_arrow(statements[n]), pa.array(rows)).to_pylist() for n in _ELEMENTS]
    of_documents: dict[int, list[dict[str, Any]]] = {document: [] for document in wanted.tolist()}
    for document, *values in zip(at[rows].tolist(), *columns, strict=True):
        of_documents[document].append(dict(zip(_ELEMENTS, values, strict=True)))
    versions = taken(documents["language_version"], wanted).to_pylist()
    texts = zip(of_documents.values(), versions, strict=True)
    return dict(zip(of_documents, starmap(grants_of, texts), strict=True))


def _answers(found: Administrators, gaps: _Gaps) -> dict[str, pa.Array]:
    """Return who is an administrator.

    A boundary can only take away: without it known, what policies do not give is still not given.
    """
    sure, possible, key, password = found.within.T
    free = found.without_boundary.T
    is_open = [gaps.policies | (gaps.boundary & free[reading]) for reading in range(len(READINGS))]
    return {
        "is_admin": pa.array(sure, BOOL, mask=is_open[_SURE]),
        "is_conditional_admin": pa.array(possible & ~sure, BOOL, mask=is_open[_POSSIBLE]),
        "is_admin_by_key_without_mfa": pa.array(key, BOOL, mask=is_open[_KEY]),
        "is_admin_by_password_without_mfa": pa.array(password, BOOL, mask=is_open[_PASSWORD]),
    }


def _texts(at: np.ndarray, names: pa.ChunkedArray, count: int) -> pa.Array:
    """Return the distinct names that belong to each, in order; null without any."""
    there = np.flatnonzero(at >= 0)
    table = pa.table({"at": at[there], "name": names.take(pa.array(there))})
    table = table.group_by(["at", "name"], use_threads=False).aggregate([])
    table = table.sort_by([("at", "ascending"), ("name", "ascending")])
    sizes = counted(table["at"].to_numpy(), count)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
    lists = pa.ListArray.from_arrays(offsets, table["name"].combine_chunks().cast(STRING))
    return pc.if_else(pa.array(sizes > 0), pc.binary_join(lists, ", "), None)
