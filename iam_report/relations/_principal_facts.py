"""What users, groups and roles have, as far as other frames of the export say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.relations._gathered import counted, joined
from iam_report.relations._joins import positions, taken
from iam_report.schema import INT, as_arrow, nulls

if TYPE_CHECKING:
    from collections.abc import Iterable

Columns = dict[str, Any]

#: AWS allows 50 tags.
_MOST_TAGS: Final = 50
_MADE_BY_AWS: Final = "aws:"


def path_and_name(arns: pd.Series) -> Any:
    """Return path and name in one, such as `/robots/ci`: what follows the kind in an ARN of IAM."""
    return pc.replace_substring_regex(as_arrow(arns), r"^[^/]*", "")


def names_of(frame: pd.DataFrame, listed: pd.DataFrame | None, names: str, on: str) -> Any:
    """Return up to ten names of the rows of `listed` that belong to each row; null without it."""
    if listed is None:
        return nulls(len(frame))
    at = positions(listed, on, frame, "arn")
    return joined(at, as_arrow(listed[names]), len(frame))


def tags_of(frame: pd.DataFrame, tags: pd.DataFrame | None) -> Columns:
    """Return the columns about tags; nulls without the frame."""
    if tags is None:
        return {"own_tags": nulls(len(frame), INT), "tag_text": nulls(len(frame))}
    at = positions(tags, "resource_arn", frame, "arn")
    keys = as_arrow(tags["tag"])
    is_own = np.asarray(pc.invert(pc.starts_with(keys, _MADE_BY_AWS)), dtype=bool)
    own = np.where(is_own, at, -1)
    text = pc.binary_join_element_wise(keys, as_arrow(tags["value"]), "=")
    return {
        "own_tags": pa.array(counted(own, len(frame))),
        "tag_text": joined(own, text, len(frame), most=_MOST_TAGS),
    }


def powers_of(
    frame: pd.DataFrame, principals: pd.DataFrame | None, wanted: Iterable[str]
) -> Columns:
    """Return columns of `principals` for each row; nulls without the frame."""
    if principals is None:
        return {name: nulls(len(frame), _kind(name)) for name in wanted}
    at = positions(frame, "arn", principals, "arn")
    return {name: taken(principals[name], at) for name in wanted}


def _kind(name: str) -> pa.DataType:
    return pa.string() if name == "admin_via" else pa.bool_()
