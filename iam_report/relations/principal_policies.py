"""Principal policies: which policies bear on whom, and how each came to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.frames.principal_policies import PRINCIPAL_POLICIES, WAYS
from iam_report.relations._joins import pairs, positions, taken
from iam_report.schema import as_arrow, category, nulls, repeated, stacked

Columns = dict[str, Any]

_ATTACHED, _INLINE, _GROUP_ATTACHED, _GROUP_INLINE, _BOUNDARY = range(len(WAYS))
_USER, _, _ROLE = range(len(PRINCIPAL_TYPES))
_KEY = ("account_id", "as_of")


def principal_policies(
    users: pd.DataFrame,
    roles: pd.DataFrame,
    policy_attachments: pd.DataFrame,
    inline_policies: pd.DataFrame,
    group_memberships: pd.DataFrame,
    managed_policies: pd.DataFrame,
) -> pd.DataFrame:
    """Return the `principal_policies` frame: own policies, those of groups, then boundaries."""
    attached = _own(policy_attachments, _ATTACHED)
    inline = _own(inline_policies, _INLINE)
    parts = [
        attached,
        inline,
        _of_groups(group_memberships, policy_attachments, attached, _GROUP_ATTACHED),
        _of_groups(group_memberships, inline_policies, inline, _GROUP_INLINE),
        _boundaries(users, "user", _USER),
        _boundaries(roles, "role", _ROLE),
    ]
    columns: Columns = {
        name: stacked(p[name] for p in parts)
        for name in parts[0]
        if name not in ("principal_type", "via")
    }
    for name, words in (("principal_type", PRINCIPAL_TYPES), ("via", WAYS)):
        columns[name] = category(np.concatenate([p[name] for p in parts]), words)
    frame = PRINCIPAL_POLICIES.from_arrays({**columns, "version": nulls(len(columns["policy"]))})
    at = positions(frame, "policy_arn", managed_policies, "arn")
    of_managed = taken(managed_policies["document"], at)
    document = pc.coalesce(as_arrow(frame["document"]), of_managed)
    version = taken(managed_policies["default_version"], at)
    arrays = {name: frame[name].array for name in frame.columns}
    return PRINCIPAL_POLICIES.from_arrays({**arrays, "document": document, "version": version})


def _own(policies: pd.DataFrame, way: int) -> Columns:
    """Return the policies that users, groups and roles have themselves."""
    count = len(policies)
    is_managed = way == _ATTACHED
    return {
        **{name: as_arrow(policies[name]) for name in (*_KEY, "principal_arn", "principal")},
        "principal_type": policies["principal_type"].cat.codes.to_numpy(),
        "via": np.full(count, way, np.int8),
        "policy_arn": as_arrow(policies["policy_arn" if is_managed else "principal_arn"]),
        "policy": as_arrow(policies["policy"]),
        "group": repeated("", count),
        "document": nulls(count) if is_managed else as_arrow(policies["document"]),
    }


def _of_groups(
    memberships: pd.DataFrame, policies: pd.DataFrame, own: Columns, way: int
) -> Columns:
    """Return the policies that users have by their groups."""
    found = pairs(memberships, "group_arn", policies, "principal_arn")
    left, right = pa.array(found.left), pa.array(found.right)
    of_members = {"principal_arn": "user_arn", "principal": "user", "group": "group"}
    return {
        **{name: pc.take(as_arrow(memberships[name]), left) for name in _KEY},
        **{n: pc.take(as_arrow(memberships[c]), left) for n, c in of_members.items()},
        "principal_type": np.full(len(left), _USER, np.int8),
        "via": np.full(len(left), way, np.int8),
        **{name: pc.take(own[name], right) for name in ("policy_arn", "policy", "document")},
    }


def _boundaries(owners: pd.DataFrame, name: str, kind: int) -> Columns:
    """Return the permissions boundaries of users or roles."""
    kept = as_arrow(owners["permissions_boundary"]).is_valid()
    columns = {c: as_arrow(owners[c]).filter(kept) for c in (*_KEY, "arn", name)}
    arns = as_arrow(owners["permissions_boundary"]).filter(kept)
    count = len(arns)
    return {
        **{c: columns[c] for c in _KEY},
        "principal_arn": columns["arn"],
        "principal": columns[name],
        "principal_type": np.full(count, kind, np.int8),
        "via": np.full(count, _BOUNDARY, np.int8),
        "policy_arn": arns,
        "policy": pc.replace_substring_regex(arns, r"^.*[/:]", ""),
        "group": repeated("", count),
        "document": nulls(count),
    }
