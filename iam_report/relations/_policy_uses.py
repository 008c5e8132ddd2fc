"""What policies are used for: attached to users, groups and roles, or as permissions boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.policies import KINDS
from iam_report.relations._joins import positions, taken
from iam_report.relations._policy_rows import counted
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.relations._policy_rows import Columns

_INLINE: Final = KINDS.index("inline")
_MOST_NAMES: Final = 10


def attachments(
    policies: pd.DataFrame, policy_attachments: pd.DataFrame, roles: pd.DataFrame
) -> Columns:
    """Return the columns about what each policy is attached to."""
    at = positions(policy_attachments, "policy_arn", _managed_only(policies), "arn")
    found = counted(at, len(policies))
    at_role = positions(policy_attachments, "principal_arn", roles, "arn")
    by_aws = roles["is_service_linked"] | roles["is_aws_reserved"]
    reserved = np.asarray(pc.fill_null(taken(by_aws, at_role), False))  # noqa: FBT003  (a value)
    total = _more(policies["given_attached"], found)
    kept = pc.subtract(total, pa.array(counted(at[reserved], len(policies))))
    return {
        "attached_to": total,
        "attached_outside": pc.max_element_wise(kept, pa.scalar(0), skip_nulls=False),
        "attached_names": _names(policies, policy_attachments, at),
    }


def boundaries(policies: pd.DataFrame, users: pd.DataFrame, roles: pd.DataFrame) -> Any:
    """Return how many users and roles each policy is the boundary of."""
    managed = _managed_only(policies)
    found = np.zeros(len(policies), dtype=np.int64)
    for frame in (users, roles):
        found += counted(positions(frame, "permissions_boundary", managed, "arn"), len(policies))
    return _more(policies["given_boundaries"], found)


def _managed_only(policies: pd.DataFrame) -> pd.DataFrame:
    """Return the first rows, those of managed policies: the ARN of an inline one is its owner's."""
    return policies.iloc[: int((policies["kind"] != _INLINE).sum())]


def _more(given: pd.Series, found: np.ndarray) -> Any:
    """Return AWS's count, or what was found where that is more; null where there is neither."""
    seen = pa.array(found, mask=found == 0)
    return pc.max_element_wise(as_arrow(given), seen)


def _names(policies: pd.DataFrame, attached: pd.DataFrame, at: np.ndarray) -> Any:
    """Return the names of up to ten users, groups and roles with each policy."""
    known = np.flatnonzero(at >= 0)
    order = known[np.argsort(at[known], kind="stable")]
    starts = np.searchsorted(at[order], at[order])
    order = order[np.arange(len(order)) - starts < _MOST_NAMES]
    sizes = counted(at[order], len(policies))
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
    names = as_arrow(attached["principal"]).take(pa.array(order)).combine_chunks()
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, names), ", ")
    inline = pa.array((policies["kind"] == _INLINE).to_numpy(dtype=bool))
    return pc.if_else(inline, as_arrow(policies["owner"]), joined)
