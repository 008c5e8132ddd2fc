"""Rules are asked: for each row of their first frame, whether it fails or cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.evaluate._render import hash_text
from iam_report.evaluate._rows import Rows, schema_of
from iam_report.frames.accounts import ACCOUNTS
from iam_report.frames.exports import EXPORTS
from iam_report.graph import sources
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.rule import Rule
    from iam_report.schema import Schema
    from iam_report.snapshot import Snapshot


#: Frames that are there whatever was read.
_ABOUT_EXPORTS: Final = (EXPORTS.name, ACCOUNTS.name)


@dataclass(frozen=True)
class Answer:
    """What one rule says.

    Attributes:
        rule: The rule.
        rows: The rows of its first frame; None where the snapshot lacks a frame that it needs.
        failed: The rows that fail.
        unknown: The rows of which it cannot tell.
        answered: For each account whether it has the exports that the rule needs, whole.
        given: For each account whether it has these exports, if only in part: what fails there is
            said, and nothing passes.
        lacking: The frames that the snapshot lacks, of those that the rule needs or uses.
    """

    rule: Rule
    rows: Rows | None
    failed: np.ndarray
    unknown: np.ndarray
    answered: np.ndarray
    given: np.ndarray
    lacking: tuple[str, ...]


class Judge:
    """Asks rules about one snapshot, and keeps what several rules need."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.accounts = snapshot.accounts
        self._rows: dict[str, Rows] = {}
        self._available: dict[str, np.ndarray] = {}
        self._given: dict[str, np.ndarray] = {}
        self._about: dict[str, np.ndarray] = {}
        self._counts: dict[tuple[str, frozenset[str]], np.ndarray] = {}

    def rows(self, name: str) -> Rows:
        """Return the rows of a frame."""
        if name not in self._rows:
            self._rows[name] = Rows(self.snapshot[name], schema_of(name), self.accounts)
        return self._rows[name]

    def available(self, name: str) -> np.ndarray:
        """Tell for each account whether it has the exports that a frame is made from."""
        if name not in self._available:
            self._available[name] = self._find_available(name)
        return self._available[name]

    def given(self, name: str) -> np.ndarray:
        """Tell for each account whether it has the exports of a frame, if only in part."""
        if name not in self._given:
            self._given[name] = self._find_available(name, in_part=True)
        return self._given[name]

    def _find_available(self, name: str, *, in_part: bool = False) -> np.ndarray:
        everywhere = np.ones(len(self.accounts), dtype=bool)
        if name in _ABOUT_EXPORTS:
            return everywhere
        if name not in self.snapshot:
            return ~everywhere
        for source in sources(name) if name not in self.snapshot.read else {name}:
            everywhere &= self._has_export(source, in_part=in_part)
        return everywhere

    def _has_export(self, name: str, *, in_part: bool) -> np.ndarray:
        """Tell for each account whether the frame was read for it, if only to be found empty.

        A frame that needs several lists of an export was not read where one of them is missing.
        """
        rows = self.rows(name)
        present = rows.count(np.ones(len(rows.frame), dtype=bool)) > 0
        if EXPORTS.name not in self.snapshot.read:
            return present
        schema, exports = schema_of(name), self.rows(EXPORTS.name)
        is_it = self._is_export(schema)
        lacks = np.zeros(len(exports.frame), dtype=bool)
        if schema.sections and not in_part:
            missing = as_arrow(exports.frame["missing_columns"])
            pattern = rf"\b(?:{'|'.join(schema.sections)})\b"
            lacks = np.asarray(pc.match_substring_regex(missing, pattern).fill_null(False))  # noqa: FBT003
        listed = exports.count(is_it) > 0
        whole = exports.count(is_it & ~lacks) > 0
        return np.where(listed, whole, present)

    def _is_export(self, schema: Schema) -> np.ndarray:
        """Tell which rows of `exports` are about the export that a frame is read from."""
        name = schema.part_of or schema.name
        if name not in self._about:
            exports = self.rows(EXPORTS.name).frame["export"]
            self._about[name] = (exports == name).to_numpy(dtype=bool)
        return self._about[name]

    def dropped(self, rule: Rule) -> np.ndarray:
        """Return for each account how many rows of what a rule reads could not be read."""
        return self._count_of(rule, "dropped_rows")

    def truncated(self, rule: Rule) -> np.ndarray:
        """Tell for each account whether pages are missing of what a rule reads."""
        return self._count_of(rule, "truncated") > 0

    def _count_of(self, rule: Rule, column: str) -> np.ndarray:
        """Return for each account the sum of a column of `exports`, over what a rule reads."""
        if EXPORTS.name not in self.snapshot.read:
            return np.zeros(len(self.accounts), dtype=np.int64)
        read = [*rule.frames, *rule.sharpening_frames]
        names = {source for name in read for source in sources(name)} - {*_ABOUT_EXPORTS}
        wanted = frozenset(schema_of(name).part_of or name for name in names)
        if (column, wanted) not in self._counts:
            self._counts[column, wanted] = self._sum(column, names)
        return self._counts[column, wanted]

    def _sum(self, column: str, names: set[str]) -> np.ndarray:
        """Return for each account the sum of a column of `exports`, over what frames come from."""
        exports = self.rows(EXPORTS.name)
        about = [self._is_export(schema_of(name)) for name in names]
        if not about:
            return np.zeros(len(self.accounts), dtype=np.int64)
        values = as_arrow(exports.frame[column]).cast(pa.int64()).fill_null(0).to_numpy()
        weights = np.where(np.logical_or.reduce(about), values, 0)
        return np.bincount(exports.group, weights, minlength=len(self.accounts)).astype(np.int64)

    @cached_property
    def lacks(self) -> list[str]:
        """For each account what its exports lack that others of the kind have; or nothing."""
        lacks = np.full(len(self.accounts), "", dtype=object)
        if EXPORTS.name in self.snapshot.read:
            exports = self.rows(EXPORTS.name)
            columns = exports.frame["missing_columns"].fillna("").to_numpy(dtype=object)
            no_root = ~exports.frame["has_root"].fillna(value=True).to_numpy(dtype=bool)
            both = np.where((columns != "") & no_root, ", ", "")
            text = columns + both + np.where(no_root, "the row of the root user", "")
            some = text != ""
            lacks[exports.group[some]] = text[some]
        return list(lacks)

    @cached_property
    def account_hashes(self) -> np.ndarray:
        """For each account the hash of its ID."""
        return np.array([hash_text(a) for a in self.accounts["account_id"]], dtype=np.uint64)

    def ask(self, rule: Rule, options: Mapping[str, Any]) -> Answer:
        """Ask one rule."""
        answered = np.logical_and.reduce([self.available(name) for name in rule.frames])
        given = np.logical_and.reduce([self.given(name) for name in rule.frames])
        lacking = tuple(n for n in rule.frames if not self.available(n).all())
        lacking += tuple(n for n in rule.sharpening_frames if not self.available(n).all())
        if any(name not in self.snapshot for name in rule.frames):
            nothing = np.zeros(0, dtype=bool)
            return Answer(rule, None, nothing, nothing, answered, given, lacking)
        rows = self.rows(rule.frames[0])
        mask = self._mask(rule, rows, options)
        failed = pc.fill_null(mask, fill_value=False).to_numpy()
        unknown = pc.is_null(mask).to_numpy()
        if "is_root" in rows.frame:
            unknown &= rows.in_scope
        if not given.all():
            failed, unknown = (which & given[rows.group] for which in (failed, unknown))
        return Answer(rule, rows, failed, unknown, answered, given, lacking)

    def _mask(self, rule: Rule, rows: Rows, options: Mapping[str, Any]) -> Any:
        """Return the rule's answers.

        Rows of accounts without a sharpening frame get those of the rule without it.
        """
        needed = {name: self.snapshot[name] for name in rule.frames}
        usable = [name for name in rule.sharpening_frames if name in self.snapshot]
        mask = as_arrow(rule.mask(needed, **options))
        for name in usable:
            with_it = rule.mask({**needed, name: self.snapshot[name]}, **options)
            has = pa.array(self.available(name)[rows.group])
            mask = pc.if_else(has, as_arrow(with_it), mask)
        return mask
