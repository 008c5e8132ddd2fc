"""Columns that findings and checks have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from iam_report.frames.findings import SEVERITIES
from iam_report.schema import category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.rule import Rule


def severities(rule: Rule, columns: Mapping[str, Any], count: int) -> np.ndarray:
    """Return the severity of each finding, which may rise with a column."""
    found = np.full(count, SEVERITIES.index(rule.info.severity), dtype=np.int8)
    for name, steps in rule.info.severity_above.items():
        values = pc.fill_null(columns[name], 0).to_numpy()
        for above, severity in steps.items():
            level = SEVERITIES.index(severity)
            found = np.where(values > above, np.maximum(found, level), found)
    return found


def category_of(numbers: np.ndarray, values: list[str]) -> pd.Categorical:
    """Return a categorical of `values[number]`, whatever of them is equal."""
    words = tuple(dict.fromkeys(values))
    codes = np.array([words.index(v) for v in values], dtype=np.int16)
    return category(codes[numbers], words)
