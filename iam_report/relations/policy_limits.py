"""Policy limits: one row per user, group, role or policy, and quota of AWS that it counts for.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.policy_limits import LIMITS, POLICY_LIMITS
from iam_report.relations._joins import positions, taken
from iam_report.schema import INT, as_arrow, as_series, category, repeated

_KEY: Final = ("account_id", "as_of", "arn")
_MANAGED, _INLINE, _TRUST, _ATTACHED = range(len(LIMITS))

#: Characters of a managed policy, of the inline policies of each kind of owner, and of a trust
#: policy; managed policies that can be attached to one user, group or role.
_MANAGED_SIZE: Final = 6_144
_INLINE_SIZES: Final = {"user": 2_048, "group": 5_120, "role": 10_240}
_TRUST_SIZE: Final = 2_048
_ATTACHMENTS: Final = 10

Columns = dict[str, Any]


def policy_limits(
    managed_policies: pd.DataFrame,
    inline_policies: pd.DataFrame,
    users: pd.DataFrame,
    groups: pd.DataFrame,
    roles: pd.DataFrame,
    documents: pd.DataFrame,
) -> pd.DataFrame:
    """Return the `policy_limits` frame: managed policies, then users, groups and roles."""
    sizes = _sizes(inline_policies, documents)
    own = _rows(managed_policies, ~managed_policies["is_aws_managed"])
    parts = [_limit(own, "policy", _MANAGED, _MANAGED_SIZE, _size(own, "document", documents))]
    for kind, frame in (("user", users), ("group", groups), ("role", roles)):
        rows = frame if kind != "role" else _rows(frame, ~frame["is_service_linked"])
        inline = _with_inline(rows, sizes)
        quota = _INLINE_SIZES[kind]
        parts.append(_limit(inline, kind, _INLINE, quota, as_arrow(inline["inline_size"])))
        attached = as_arrow(rows["attached_policies"])
        parts.append(_limit(rows, kind, _ATTACHED, _ATTACHMENTS, attached))
    trusts = _size(rows, "trust_document", documents)
    parts.append(_limit(rows, "role", _TRUST, _TRUST_SIZE, trusts))
    names = [name for name in POLICY_LIMITS.by_name if name in parts[0]]
    columns: Columns = {name: _under([part[name] for part in parts]) for name in names}
    codes = np.concatenate([np.full(len(part["arn"]), part["code"]) for part in parts])
    columns["limit"] = category(codes, LIMITS)
    return POLICY_LIMITS.from_arrays(columns)


def _limit(rows: pd.DataFrame, kind: str, code: int, quota: int, used: Any) -> Columns:
    """Return the rows about one quota."""
    count, name = len(rows), as_arrow(rows[kind])
    return {
        **{column: as_arrow(rows[column]) for column in _KEY},
        "name": name,
        "what": pc.binary_join_element_wise(_words(kind, code), name, " "),
        "code": code,
        "used": used,
        "quota": repeated(quota, count, INT),
        "percent": pc.divide(pc.multiply(used, 100), quota),
    }


def _words(kind: str, code: int) -> str:
    if code == _INLINE:
        return f"the inline policies of {kind}"
    return f"the trust policy of {kind}" if code == _TRUST else kind


def _rows(frame: pd.DataFrame, wanted: pd.Series) -> pd.DataFrame:
    return frame[wanted.to_numpy(dtype=bool)].reset_index(drop=True)


def _size(rows: pd.DataFrame, name: str, documents: pd.DataFrame) -> Any:
    return taken(documents["size"], positions(rows, name, documents, "document"))


def _sizes(inline_policies: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return owners of inline policies, and the size of all of each; null if one is not known."""
    table = pa.table(
        {
            **{name: as_arrow(inline_policies[name]) for name in _KEY[:2]},
            "arn": as_arrow(inline_policies["principal_arn"]),
            "inline_size": _size(inline_policies, "document", documents),
        }
    )
    whole = pc.ScalarAggregateOptions(skip_nulls=False)
    grouped = table.group_by([*_KEY], use_threads=False)
    return _frame(grouped.aggregate([("inline_size", "sum", whole)]))


def _frame(table: pa.Table) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.arrays.ArrowExtensionArray(table[name]) for name in table.column_names}
    )


def _with_inline(rows: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have inline policies, with the size of them all."""
    at = positions(rows, "arn", sizes, "arn")
    total = as_series(taken(sizes["inline_size_sum"], at))
    has_some = pd.Series(at >= 0)
    return _rows(rows.reset_index(drop=True).assign(inline_size=total), has_some)


def _under(parts: list[Any]) -> pa.ChunkedArray:
    """Return columns under each other."""
    chunks = [c for values in parts for c in getattr(values, "chunks", [values])]
    return pa.chunked_array(chunks, parts[0].type)
