"""A frame as rules need it: which account each row belongs to, and what it is about."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.evaluate._render import Subjects
from iam_report.frames import schemas
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.schema import Schema


class Rows:
    """The rows of one frame.

    Args:
        frame: The frame.
        schema: Its schema.
        accounts: The `accounts` frame, whose positions are the groups.
    """

    def __init__(self, frame: pd.DataFrame, schema: Schema, accounts: pd.DataFrame) -> None:
        self.frame = frame
        self.schema = schema
        self._accounts = accounts

    @cached_property
    def group(self) -> np.ndarray:
        """For each row the position of its account and moment in `accounts`."""
        if len(self._accounts) < 2:  # noqa: PLR2004  (nothing to tell apart)
            return np.zeros(len(self.frame), dtype=np.int32)
        codes, table = [], []
        for name in ("account_id", "as_of"):
            of_accounts = as_arrow(self._accounts[name])
            words = pc.unique(of_accounts)
            codes.append(pc.index_in(as_arrow(self.frame[name]), words).to_numpy())
            table.append(pc.index_in(of_accounts, words).to_numpy())
        width = int(table[1].max()) + 1
        groups = np.empty((int(table[0].max()) + 1) * width, dtype=np.int32)
        groups[table[0] * width + table[1]] = np.arange(len(self._accounts))
        found: np.ndarray = groups[codes[0] * width + codes[1]]
        return found

    @cached_property
    def in_scope(self) -> np.ndarray:
        """Which rows rules are about: all but those of the root user."""
        if "is_root" not in self.frame:
            return np.ones(len(self.frame), dtype=bool)
        return ~self.frame["is_root"].to_numpy(dtype=bool)

    @cached_property
    def assessed(self) -> np.ndarray:
        """For each account how many rows rules are about."""
        return self.count(self.in_scope)

    @cached_property
    def subjects(self) -> Subjects:
        """Hashes of what the rows are about."""
        names = [n for n in self.schema.key if n not in ("account_id", "as_of")]
        return Subjects([self._arrow(n) for n in names], len(self.frame))

    def count(self, rows: np.ndarray) -> np.ndarray:
        """Return for each account how many rows are true."""
        return np.bincount(self.group[rows], minlength=len(self._accounts))

    def take(self, names: set[str], rows: np.ndarray) -> dict[str, Any]:
        """Return columns at the rows that are true, as Arrow arrays."""
        mask = pa.array(rows)
        return {name: self._arrow(name).filter(mask) for name in sorted(names)}

    def _arrow(self, name: str) -> Any:
        return as_arrow(self.frame[name])


def schema_of(name: str) -> Schema:
    """Return the schema of a frame."""
    return schemas()[name]
