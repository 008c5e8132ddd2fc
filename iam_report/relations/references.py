"""References: one row per policy and group that users, groups and roles name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.references import KINDS, REFERENCES
from iam_report.relations._coverage import whole
from iam_report.relations._gathered import counted, joined
from iam_report.relations._joins import positions
from iam_report.schema import as_arrow, category

if TYPE_CHECKING:
    from collections.abc import Iterator

_POLICY, _BOUNDARY, _GROUP = range(len(KINDS))
_KEY: Final = ["account_id", "as_of"]


def references(
    users: pd.DataFrame,
    groups: pd.DataFrame,
    roles: pd.DataFrame,
    managed_policies: pd.DataFrame,
    policy_attachments: pd.DataFrame,
    group_memberships: pd.DataFrame,
    exports: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `references` frame: policies, then boundaries, then groups."""
    named = pd.concat(
        [*_named(users, roles, policy_attachments, group_memberships)], ignore_index=True
    )
    keys = [*_KEY, "kind", "target"]
    number = named.groupby(keys, sort=False).ngroup().to_numpy()
    rows = named[~named.duplicated(keys).to_numpy()].reset_index(drop=True)
    target, kind = as_arrow(rows["target"]), rows["kind"].to_numpy()
    columns = {
        **{name: as_arrow(rows[name]) for name in (*_KEY, "target")},
        "kind": category(kind, KINDS),
        "name": pc.replace_substring_regex(target, r"^arn:.*/", ""),
        "is_aws_managed": pc.match_substring(target, ":iam::aws:policy/"),
        "named_by": pa.array(counted(number, len(rows))),
        "named_by_names": joined(number, as_arrow(named["by"]), len(rows)),
        **_what_is_there(rows, managed_policies, groups, exports),
    }
    return REFERENCES.from_arrays({name: columns[name] for name in REFERENCES.by_name})


def _named(
    users: pd.DataFrame,
    roles: pd.DataFrame,
    attachments: pd.DataFrame,
    memberships: pd.DataFrame,
) -> Iterator[pd.DataFrame]:
    """Yield what is named, and by whom."""
    yield _part(attachments, _POLICY, "policy_arn", "principal")
    for frame, name in ((users, "user"), (roles, "role")):
        has_boundary = frame["permissions_boundary"].notna().to_numpy(dtype=bool)
        yield _part(frame[has_boundary], _BOUNDARY, "permissions_boundary", name)
    yield _part(memberships, _GROUP, "group", "user")


def _part(frame: pd.DataFrame, kind: int, target: str, by: str) -> pd.DataFrame:
    part = frame[[*_KEY, target, by]].set_axis([*_KEY, "target", "by"], axis=1)
    return part.assign(kind=np.int8(kind))


def _what_is_there(
    rows: pd.DataFrame,
    managed_policies: pd.DataFrame,
    groups: pd.DataFrame,
    exports: pd.DataFrame | None,
) -> dict[str, Any]:
    """Return which of the rows the export holds."""
    of_groups = rows["kind"].to_numpy() == _GROUP
    at = positions(rows, "target", managed_policies, "arn")
    at_group = positions(rows, "target", groups, "group")
    there = np.where(of_groups, at_group, at) >= 0
    is_whole = pc.if_else(
        pa.array(of_groups),
        whole(rows, exports, sections=("groups",)),
        whole(rows, exports, sections=("managed_policies",)),
    )
    has_text = pc.is_valid(as_arrow(managed_policies["document"]))
    at = np.where(of_groups, -1, at)
    return {
        "in_export": pc.if_else(pa.array(there), pa.scalar(value=True), pc.invert(is_whole)),
        "has_text": pc.take(has_text, pa.array(at, mask=at < 0)),
    }
