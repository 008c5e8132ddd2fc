"""Policies: one row per policy in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.catalog.facts import deprecated_policies
from iam_report.frames.policies import KINDS, POLICIES
from iam_report.relations._document_facts import document_facts
from iam_report.relations._joins import positions, taken
from iam_report.relations._policy_rows import policy_rows
from iam_report.relations._policy_uses import attachments, boundaries
from iam_report.schema import as_arrow, as_series, category

if TYPE_CHECKING:
    from iam_report.relations._policy_rows import Columns

_AWS, _CUSTOMER, _ = range(len(KINDS))

#: What a well-formed document without statements is.
_OF_NOTHING: Final = {
    "duplicate_sids": "",
    "empty_lists": "Statement",
    "uses_variables": False,
    "is_admin": False,
}
_OF_TEXT: Final = ("is_malformed", "problem", "language_version", "statements", "size")


def policies(
    managed_policies: pd.DataFrame,
    inline_policies: pd.DataFrame,
    policy_versions: pd.DataFrame,
    policy_attachments: pd.DataFrame,
    users: pd.DataFrame,
    roles: pd.DataFrame,
    documents: pd.DataFrame,
    statements: pd.DataFrame,
) -> pd.DataFrame:
    """Return the `policies` frame: managed policies as the export lists them, then inline ones."""
    rows = policy_rows(managed_policies, inline_policies, roles)
    facts = document_facts(statements)
    columns: Columns = {
        **rows,
        **attachments(rows, policy_attachments, roles),
        "boundary_of": boundaries(rows, users, roles),
        **_of_text(rows, documents, facts),
        "replacement": _replacements(rows),
        "duplicate_of": _duplicates(rows),
        "admin_versions": _admin_versions(rows, policy_versions, documents, facts),
    }
    columns["kind"] = category(rows["kind"].array, KINDS)
    return POLICIES.from_arrays({n: _arrow(columns[n]) for n in POLICIES.by_name})


def _arrow(values: Any) -> Any:
    return as_arrow(values) if isinstance(values, pd.Series) else values


def _of_text(rows: pd.DataFrame, documents: pd.DataFrame, facts: pd.DataFrame) -> Columns:
    """Return what the documents say; of a malformed one only that it is."""
    at = positions(rows, "document", documents, "document")
    found = {name: taken(documents[name], at) for name in _OF_TEXT}
    is_good = pc.invert(found["is_malformed"])
    of_facts = positions(rows, "document", facts, "document")
    for name, default in _OF_NOTHING.items():
        known = pc.coalesce(taken(facts[name], of_facts), default)
        found[name] = _where(is_good, known)
    for name in ("language_version", "statements", "size"):
        found[name] = _where(is_good, found[name])
    return found


def _where(condition: Any, values: Any) -> Any:
    """Return values where a condition is true; null elsewhere."""
    return pc.if_else(pc.fill_null(condition, False), values, pa.scalar(None, values.type))  # noqa: FBT003


def _replacements(rows: pd.DataFrame) -> Any:
    """Return what AWS replaced each AWS managed policy by, or nothing."""
    known = deprecated_policies()
    at = pc.index_in(as_arrow(rows["policy"]), pa.array(list(known), pa.string()))
    found = pc.coalesce(pc.take(pa.array(list(known.values()), pa.string()), at), "")
    return pc.if_else(pa.array(rows["kind"] == _AWS), found, "")


def _duplicates(rows: pd.DataFrame) -> Any:
    """Return the first policy with the same text before each, in words."""
    own = np.flatnonzero(rows["is_own"].to_numpy(dtype=bool))
    ours = rows.iloc[own].reset_index(drop=True)
    first = positions(ours, "document", ours, "document")
    earlier = np.where(first < np.arange(len(ours)), first, -1)
    words = pc.coalesce(taken(ours["place"], earlier), "")
    is_known = as_arrow(ours["document"]).is_valid()
    of_ours = _where(is_known, words)
    at = np.full(len(rows), -1)
    at[own] = np.arange(len(ours))
    spread = taken(as_series(of_ours), at)
    return pc.if_else(as_arrow(rows["is_own"]), spread, "")


def _admin_versions(
    rows: pd.DataFrame,
    policy_versions: pd.DataFrame,
    documents: pd.DataFrame,
    facts: pd.DataFrame,
) -> Any:
    """Return the versions not in force that make an administrator; null if one is not known."""
    others = policy_versions[~policy_versions["is_default"]].reset_index(drop=True)
    at_policy = positions(others, "policy_arn", rows, "arn")
    at_text = positions(others, "document", documents, "document")
    is_good = pc.invert(taken(documents["is_malformed"], at_text))
    at_facts = positions(others, "document", facts, "document")
    admin = pc.coalesce(taken(facts["is_admin"], at_facts), pa.scalar(value=False))
    answers = _where(is_good, admin)
    customer = rows["kind"].to_numpy() == _CUSTOMER
    counts = np.arange(len(rows))
    is_there = at_policy >= 0
    is_admin = np.asarray(pc.fill_null(answers, False)) & is_there  # noqa: FBT003  (a value)
    unknown = np.isin(counts, at_policy[np.asarray(answers.is_null()) & is_there])
    order = np.argsort(at_policy[is_admin], kind="stable")
    texts = as_arrow(others["version"]).filter(pa.array(is_admin)).combine_chunks()
    sizes = np.bincount(at_policy[is_admin], minlength=len(rows))
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, texts.take(pa.array(order))), ", ")
    blank = pc.and_(pa.array(unknown), pc.equal(joined, ""))
    known = pc.if_else(blank, pa.scalar(None, pa.string()), joined)
    return pc.if_else(pa.array(customer), known, "")
