"""Managed and inline policies, one under the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.policies import KINDS
from iam_report.relations._joins import positions, taken
from iam_report.schema import as_arrow, nulls, repeated, stacked

if TYPE_CHECKING:
    from collections.abc import Mapping

_AWS, _CUSTOMER, _INLINE = range(len(KINDS))
_KEY: Final = ("account_id", "as_of")

Columns = dict[str, Any]


def policy_rows(
    managed_policies: pd.DataFrame, inline_policies: pd.DataFrame, roles: pd.DataFrame
) -> pd.DataFrame:
    """Return managed, then inline policies, with what is known of each without its text.

    `kind` is the number of the word; `given_attached` and `given_boundaries` are AWS's counts.
    """
    parts = _managed(managed_policies), _inline(inline_policies, roles)
    columns = {name: stacked(part[name] for part in parts) for name in parts[0]}
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})


def _managed(frame: pd.DataFrame) -> Columns:
    rows, count = _arrays(frame), len(frame)
    is_aws = rows["is_aws_managed"]
    return {
        **{name: rows[name] for name in (*_KEY, "arn", "policy")},
        "kind": pc.if_else(is_aws, pa.scalar(_AWS), pa.scalar(_CUSTOMER)),
        "owner_type": nulls(count),
        "owner": nulls(count),
        "place": _text(pc.if_else(is_aws, "AWS managed policy ", "policy "), rows["policy"]),
        "is_own": pc.invert(is_aws),
        "version": rows["default_version"],
        "document": rows["document"],
        "versions": rows["versions"],
        "given_attached": rows["attachment_count"],
        "given_boundaries": rows["permissions_boundary_usage_count"],
        "update_command": repeated("create-policy-version", count),
        "update_target": _text("policy-arn=", rows["arn"]),
        "update_detail": repeated("set-as-default", count),
    }


def _inline(frame: pd.DataFrame, roles: pd.DataFrame) -> Columns:
    rows, count = _arrays(frame), len(frame)
    kind = rows["principal_type"].cast(pa.string())
    at_role = positions(frame, "principal_arn", roles, "arn")
    of_service = pc.fill_null(taken(roles["is_service_linked"], at_role), False)  # noqa: FBT003
    place = _text("inline policy ", rows["policy"], " of ", kind, " ", rows["principal"])
    return {
        **{name: rows[name] for name in _KEY},
        "arn": rows["principal_arn"],
        "policy": rows["policy"],
        "kind": repeated(_INLINE, count, pa.int64()),
        "owner_type": kind,
        "owner": rows["principal"],
        "place": place,
        "is_own": pc.invert(of_service),
        "version": nulls(count),
        "document": rows["document"],
        "versions": nulls(count, pa.int64()),
        "given_attached": repeated(1, count, pa.int64()),
        "given_boundaries": repeated(0, count, pa.int64()),
        "update_command": _text("put-", kind, "-policy"),
        "update_target": _text(kind, "-name=", rows["principal"]),
        "update_detail": _text("policy-name=", rows["policy"]),
    }


def _arrays(frame: pd.DataFrame) -> Mapping[str, Any]:
    return {str(name): as_arrow(frame[name]) for name in frame.columns}


def _text(*parts: Any) -> Any:
    return pc.binary_join_element_wise(*parts, "")


def counted(at: np.ndarray, count: int) -> np.ndarray:
    """Return how often each position of `count` stands in `at`; -1 is none."""
    found: np.ndarray = np.bincount(at[at >= 0], minlength=count)
    return found
