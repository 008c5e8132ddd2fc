"""Permissions boundaries: one row per user and role."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.catalog.facts import policies_for
from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.frames.permissions_boundaries import PERMISSIONS_BOUNDARIES
from iam_report.relations._coverage import whole
from iam_report.relations._gathered import any_of
from iam_report.relations._joins import pairs, positions, taken
from iam_report.relations._principal_facts import path_and_name, powers_of
from iam_report.schema import BOOL, as_arrow, as_series, category

_COMMON: Final = ["account_id", "as_of", "arn", "permissions_boundary"]
_NONE: Final = pa.scalar(None, BOOL)
_AWS_MANAGED: Final = ":iam::aws:policy/"


def permissions_boundaries(
    users: pd.DataFrame,
    roles: pd.DataFrame,
    managed_policies: pd.DataFrame,
    policies: pd.DataFrame | None = None,
    statements: pd.DataFrame | None = None,
    principals: pd.DataFrame | None = None,
    exports: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `permissions_boundaries` frame: users, then roles."""
    rows = _rows(users, roles)
    boundary = as_arrow(rows["permissions_boundary"])
    has_boundary = pc.is_valid(boundary)
    at = positions(rows, "permissions_boundary", managed_policies, "arn")
    is_whole = whole(rows, exports, sections=("managed_policies",))
    columns = {
        **{name: as_arrow(rows[name]) for name in (*_COMMON, "principal")},
        "principal_type": category(rows["kind"].to_numpy(), PRINCIPAL_TYPES),
        "path_and_name": path_and_name(rows["arn"]),
        "boundary": pc.replace_substring_regex(boundary, r"^.*/", ""),
        "has_boundary": has_boundary,
        "is_aws_managed": pc.match_substring(boundary, _AWS_MANAGED),
        "in_export": _in_export(has_boundary, at >= 0, is_whole),
        "allows_all": _allows_all(rows, policies, statements),
        **powers_of(rows, principals, ("is_admin",)),
    }
    return PERMISSIONS_BOUNDARIES.from_arrays(
        {name: columns[name] for name in PERMISSIONS_BOUNDARIES.by_name}
    )


def _rows(users: pd.DataFrame, roles: pd.DataFrame) -> pd.DataFrame:
    """Return users and roles; no roles that AWS made."""
    by_aws = (roles["is_service_linked"] | roles["is_aws_reserved"]).to_numpy(dtype=bool)
    user, _, role = range(len(PRINCIPAL_TYPES))
    parts = [
        frame[[*_COMMON, name]].rename(columns={name: "principal"}).assign(kind=np.int8(kind))
        for frame, name, kind in ((users, "user", user), (roles[~by_aws], "role", role))
    ]
    return pd.concat(parts, ignore_index=True)


def _in_export(has_boundary: Any, is_there: np.ndarray, is_whole: Any) -> Any:
    found = pc.if_else(pa.array(is_there), pa.scalar(value=True), pc.invert(is_whole))
    return pc.if_else(has_boundary, found, _NONE)


def _allows_all(
    rows: pd.DataFrame, policies: pd.DataFrame | None, statements: pd.DataFrame | None
) -> Any:
    """Tell whether boundaries take nothing away that matters."""
    names = "|".join(policies_for("administration"))
    pattern = rf"{_AWS_MANAGED}(?:{names})$"
    is_named = pc.match_substring_regex(as_arrow(rows["permissions_boundary"]), pattern)
    sure = pc.if_else(is_named, pa.scalar(value=True), _NONE)
    if policies is None or statements is None:
        return sure
    managed = policies[(policies["kind"] != "inline").to_numpy(dtype=bool)].reset_index(drop=True)
    answers = pc.and_not_kleene(as_arrow(managed["is_admin"]), _denies(managed, statements))
    at = positions(rows, "permissions_boundary", managed, "arn")
    return pc.coalesce(sure, taken(as_series(answers), at))


def _denies(policies: pd.DataFrame, statements: pd.DataFrame) -> pa.Array:
    """Tell which policies have a `Deny`."""
    found = pairs(policies, "document", statements, "document")
    denies = pc.equal(as_arrow(statements["effect"]), "Deny")
    return any_of(found.left, pc.take(denies, pa.array(found.right)), len(policies))
