"""Which users can change others with an access key and no MFA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.principal_policies import WAYS
from iam_report.policy.iam_writes import IamWrites, iam_writes, names_of
from iam_report.relations._joins import pairs, positions, taken
from iam_report.schema import BOOL, as_arrow

if TYPE_CHECKING:
    import pandas as pd

_BOUNDARY: Final = WAYS.index("boundary")
_ELEMENTS: Final = ("effect", "actions", "not_actions", "resources", "not_resources", "conditions")
_ALL: Final = (1 << 63) - 1
_MOST_NAMES: Final = 10


def writes_by_key(
    users: pd.DataFrame,
    principals: pd.DataFrame,
    principal_policies: pd.DataFrame,
    documents: pd.DataFrame,
    statements: pd.DataFrame,
) -> dict[str, Any]:
    """Return whether each user can, and what it can do for sure.

    Null where the details do not list the user, or do not hold one of its policies, and where it
    depends on conditions.
    """
    found = pairs(users, "arn", principal_policies, "principal_arn")
    document = positions(principal_policies, "document", documents, "document")[found.right]
    is_boundary = principal_policies["via"].cat.codes.to_numpy()[found.right] == _BOUNDARY
    masks = _masks(documents, statements, np.unique(document[document >= 0]))[document]
    allowed, may_be_allowed = (
        _union(masks[:, n], found.left, ~is_boundary, len(users))
        & _cap(masks[:, n], found.left, is_boundary, len(users))
        for n in (0, 1)
    )
    every = np.ones(len(is_boundary), dtype=bool)
    denied, may_be_denied = (_union(masks[:, n], found.left, every, len(users)) for n in (2, 3))
    sure, perhaps = allowed & ~may_be_denied, may_be_allowed & ~denied
    at = positions(users, "arn", principals, "arn")
    is_known = pc.and_(pa.array(at >= 0), pc.is_null(taken(principals["missing"], at)))
    answers = pa.array(sure > 0, mask=(sure == 0) & (perhaps > 0))
    return {
        "writes_by_key": pc.if_else(is_known, answers, pa.scalar(None, BOOL)),
        "iam_writes": _texts(np.where(np.asarray(is_known), sure, 0)),
    }


def _masks(documents: pd.DataFrame, statements: pd.DataFrame, wanted: np.ndarray) -> np.ndarray:
    """Return the masks of each document; the last row is that of a document that is not there."""
    found = np.zeros((len(documents) + 1, len(IamWrites._fields)), dtype=np.int64)
    at = positions(statements, "document", documents, "document")
    rows = np.flatnonzero(np.isin(at, wanted))
    columns = [pc.take(as_arrow(statements[n]), pa.array(rows)).to_pylist() for n in _ELEMENTS]
    of_documents: dict[int, list[dict[str, Any]]] = {}
    for place, values in zip(at[rows].tolist(), zip(*columns, strict=True), strict=True):
        of_documents.setdefault(place, []).append(dict(zip(_ELEMENTS, values, strict=True)))
    accounts = documents["account_id"].to_numpy(object)
    for place, each in of_documents.items():
        found[place] = iam_writes(each, accounts[place])
    return found


def _union(masks: np.ndarray, at: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    found = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(found, at[rows], masks[rows])
    return found


def _cap(masks: np.ndarray, at: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """Return what the boundary of each leaves: everything where there is none."""
    found = np.full(count, _ALL, dtype=np.int64)
    found[at[rows]] = masks[rows]
    return found


def _texts(masks: np.ndarray) -> pa.Array:
    """Return up to ten actions of each mask."""
    distinct, of_each = np.unique(masks, return_inverse=True)
    texts = [_text(names_of(int(mask))) for mask in distinct]
    return pc.take(pa.array(texts, pa.string()), pa.array(of_each.reshape(-1)))


def _text(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" * (len(names) > _MOST_NAMES)
    return ", ".join(names[:_MOST_NAMES]) + more
