"""The policies in force that an account can change: customer managed, inline and trust policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.policy_conditions import KINDS
from iam_report.relations._joins import pairs, positions, taken
from iam_report.schema import as_arrow, as_series, category, nulls, repeated, stacked

if TYPE_CHECKING:
    from collections.abc import Callable

_MANAGED, _INLINE, _TRUST = range(len(KINDS))
_SNAPSHOT_KEY: Final = ("account_id", "as_of")

Columns = dict[str, Any]


def own_policies(
    managed_policies: pd.DataFrame,
    inline_policies: pd.DataFrame,
    roles: pd.DataFrame,
    *,
    with_trust: bool = True,
) -> pd.DataFrame:
    """Return one row per policy, its columns those of `policy_conditions`.

    `kind` is the number of the word. Left out are policies of AWS, those of service-linked roles,
    and trust policies of the roles of IAM Identity Center. Inline policies of the latter are there:
    they are written in permission sets.
    """
    owners = positions(inline_policies, "principal_arn", roles, "arn")
    of_service = taken(roles["is_service_linked"], owners)
    kept = roles["is_service_linked"] | roles["is_aws_reserved"]
    parts = [
        _managed(_rows(managed_policies, ~managed_policies["is_aws_managed"])),
        _inline(_rows(inline_policies, _is_not(of_service))),
        _trust(_rows(roles, ~kept if with_trust else kept & ~kept)),
    ]
    columns = {name: stacked(part[name] for part in parts) for name in parts[0]}
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})


def with_statements(
    policies: pd.DataFrame, documents: pd.DataFrame, prepare: Callable[[pa.Array], pd.DataFrame]
) -> Columns:
    """Return the columns of policies joined with what is known of their statements.

    Args:
        policies: As `own_policies` returns them.
        documents: The `documents` frame.
        prepare: Given keys of documents, returns the rows to join, by document.

    Returns:
        The columns, and `language_version`. Policies whose text is not known, or which AWS would
        refuse, come last, with nulls.
    """
    at_document = positions(policies, "document", documents, "document")
    malformed = taken(documents["is_malformed"], at_document)
    is_known = np.asarray(pc.equal(malformed, False).fill_null(False))  # noqa: FBT003  (values)
    language = taken(documents["language_version"], at_document)
    policies = policies.assign(language_version=as_series(language))
    known, blank = (policies.loc[rows].reset_index(drop=True) for rows in (is_known, ~is_known))
    facts = prepare(pc.unique(as_arrow(known["document"])))
    found = pairs(known, "document", facts, "document")
    columns = {
        name: stacked([as_arrow(known[name]).take(pa.array(found.left)), as_arrow(blank[name])])
        for name in map(str, policies)
    }
    for name in (n for n in map(str, facts) if n not in columns):
        values = as_arrow(facts[name]).take(pa.array(found.right))
        columns[name] = stacked([values, nulls(len(blank), values.type)])
    columns["kind"] = category(columns["kind"].to_numpy(), KINDS)
    return columns


def _managed(rows: pa.Table) -> Columns:
    count = len(rows)
    return {
        **_key(rows, "arn"),
        "policy": rows["policy"],
        "kind": repeated(_MANAGED, count, pa.int64()),
        "place": _text("policy ", rows["policy"]),
        "version": rows["default_version"],
        "document": rows["document"],
        "update_command": repeated("create-policy-version", count),
        "update_target": _text("policy-arn=", rows["arn"]),
        "update_detail": repeated("set-as-default", count),
    }


def _inline(rows: pa.Table) -> Columns:
    count = len(rows)
    owner = rows["principal_type"].cast(pa.string())
    return {
        **_key(rows, "principal_arn"),
        "policy": rows["policy"],
        "kind": repeated(_INLINE, count, pa.int64()),
        "place": _text("policy ", rows["policy"], " of ", owner, " ", rows["principal"]),
        "version": nulls(count),
        "document": rows["document"],
        "update_command": _text("put-", owner, "-policy"),
        "update_target": _text(owner, "-name=", rows["principal"]),
        "update_detail": _text("policy-name=", rows["policy"]),
    }


def _trust(rows: pa.Table) -> Columns:
    """Return trust policies; their command needs no detail but takes any option of the AWS CLI."""
    count = len(rows)
    return {
        **_key(rows, "arn"),
        "policy": repeated("", count),
        "kind": repeated(_TRUST, count, pa.int64()),
        "place": _text("the trust policy of role ", rows["role"]),
        "version": nulls(count),
        "document": rows["trust_document"],
        "update_command": repeated("update-assume-role-policy", count),
        "update_target": _text("role-name=", rows["role"]),
        "update_detail": repeated("no-cli-pager", count),
    }


def _rows(frame: pd.DataFrame, wanted: Any) -> pa.Table:
    """Return the rows of a frame that are true, as Arrow columns."""
    mask = as_arrow(wanted) if isinstance(wanted, pd.Series) else pa.array(wanted)
    columns = {str(name): as_arrow(frame[name]) for name in frame.columns}
    return pa.table(columns).filter(mask)


def _is_not(flags: Any) -> np.ndarray:
    """Tell where a flag is not true; a null is not."""
    found: np.ndarray = pc.invert(flags.fill_null(False)).to_numpy()  # noqa: FBT003  (a value)
    return found


def _key(rows: pa.Table, arn: str) -> Columns:
    return {**{name: rows[name] for name in _SNAPSHOT_KEY}, "arn": rows[arn]}


def _text(*parts: Any) -> Any:
    return pc.binary_join_element_wise(*parts, "")
