"""Escalations as blocks of lines: principals with the same chains stand together.

So do the chains of a principal that differ in the target alone: one of them is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.escalation_edges import CONFIDENCES
from iam_report.schema import as_arrow
from iam_report.writers.plain import clean, count, wrap
from iam_report.writers.tables import records

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Kinds of chains that are shown of one principal, and targets of one kind.
_KINDS: Final = 5
_TARGETS: Final = 5
#: Further paths of a chain that are named.
_PATHS: Final = 5
#: Lines that an explanation may have.
LINES: Final = 8

#: What is said of principals by their best chain; the last is for those of which none is known.
UNTOLD: Final = len(CONFIDENCES)
_HEADS: Final = (
    "certainly",
    "under conditions",
    "if an export shows what is needed",
    "not known, as the export lacks some of their policies",
)
#: Columns that chains of one kind share; not all of them are in each frame.
_KIND: Final = ("confidence", "hops", "path_id", "policies", "missing_context", "needs")


class Blocks:
    """The rows of an `escalations` or `escalation_edges` frame, in the order they are shown.

    Args:
        frame: The frame.
        by: The column that names the principals.
        limit: How many rows a principal has at most: of the targets of one that has so many, those
            without rows are counted. 0 if rows are left out for other reasons.
        noun: What targets are called where they are counted so.

    Attributes:
        best: For each principal how sure its best row is: a position in `CONFIDENCES`, or UNTOLD.
    """

    def __init__(
        self, frame: pd.DataFrame, by: str, *, limit: int = 0, noun: str = "target"
    ) -> None:
        self._frame, self._by, self._noun = frame, by, noun
        groups = frame.groupby(["account_id", "as_of", by], sort=False, observed=True)
        self._who = groups.ngroup().to_numpy(dtype=np.int64)
        self._sure = frame["confidence"].cat.codes.to_numpy().astype(np.int64)
        self._hops = np.ones(len(frame), dtype=np.int64)
        if "hops" in frame:
            self._hops = frame["hops"].to_numpy(dtype=np.int64)
            self._sure[self._hops == 0] = UNTOLD
        self.best = np.full(self._who.max(initial=-1) + 1, UNTOLD)
        np.minimum.at(self.best, self._who, self._sure)
        self._kind = _numbers(frame[[name for name in _KIND if name in frame]])
        self._beyond = np.zeros(len(self.best), dtype=np.int64)
        if limit:
            self._beyond = self._without_rows(limit)

    def lines(self) -> Iterator[str]:
        """Yield the lines: the surest principals first."""
        if not len(self.best):
            return
        block = self._block()
        _, first = np.unique(self._who, return_index=True)
        order = np.lexsort((np.arange(len(block)), block))
        starts = np.flatnonzero(np.diff(block[order], prepend=-1))
        names = _names(self._frame.iloc[first[order]], self._by)
        chains = self._chains(order[starts])
        totals = np.bincount(self.best, minlength=UNTOLD + 1)
        ends = [*starts[1:].tolist(), len(order)]
        head = -1
        for start, end in zip(starts.tolist(), ends, strict=True):
            sure = int(self.best[order[start]])
            if sure != head:
                head = sure
                yield f"{_HEADS[sure]}: {count(int(totals[sure]), 'principal')}"
            yield from names[start:end]
            first_of_them = int(order[start])
            yield from _told(chains[first_of_them], self._by, many=end - start > 1)
            if beyond := int(self._beyond[first_of_them]):
                yield f"    and {count(beyond, f'more {self._noun}')}, beyond --top"
            yield ""

    def _without_rows(self, limit: int) -> np.ndarray:
        """Return for each principal how many of its targets have no rows.

        A target of which the export does not tell what it may do is not among the targets that the
        frame counts.
        """
        found = np.zeros(len(self.best), dtype=np.int64)
        found[self._who] = self._frame["reachable"].to_numpy(dtype=np.int64)
        is_counted = self._frame["gives_admin"].notna().to_numpy(dtype=bool)
        rows = np.bincount(self._who[is_counted], minlength=len(found))
        is_cut = np.bincount(self._who, minlength=len(found)) >= limit
        return np.where(is_cut, found - rows, 0).clip(0)

    def _block(self) -> np.ndarray:
        """Return a number for each principal, the same for those with the same chains.

        Numbers rise with how sure the best chain is, then in the order of the frame.
        """
        chain = {"kind": self._kind, "to": _ends(self._frame, self._by)}
        if "gained_actions" in self._frame:
            gained = self._frame["gained_actions"]
            chain["gained"] = gained.mask(self._frame["gives_admin"].fillna(value=True), 0)
        prints = pd.util.hash_array(_numbers(pd.DataFrame(chain)))
        total = np.zeros(len(self.best), dtype=np.uint64)
        np.add.at(total, self._who, prints)
        alike = {"best": self.best, "total": total, "beyond": self._beyond}
        same = _numbers(pd.DataFrame(alike))
        _, first = np.unique(same, return_index=True)
        order = np.lexsort((first, self.best[first]))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        found: np.ndarray = rank[same]
        return found

    def _chains(self, principals: np.ndarray) -> dict[int, list[_Chains]]:
        """Return the first chains of principals, kind by kind."""
        rows = np.flatnonzero(np.isin(self._who, principals))
        who, kind = self._who[rows], self._kind[rows]
        order = np.lexsort((rows, kind, self._hops[rows], self._sure[rows], who))
        rows, who, kind = rows[order], who[order], kind[order]
        new_who = np.diff(who, prepend=-1) != 0
        starts = np.flatnonzero((np.diff(kind, prepend=-1) != 0) | new_who)
        sizes = np.diff(starts, append=len(rows))
        place = np.arange(len(starts)) - np.flatnonzero(new_who[starts]).repeat(
            np.diff(np.flatnonzero(new_who[starts]), append=len(starts))
        )
        rank = np.arange(len(rows)) - np.repeat(starts, sizes)
        kept = (np.repeat(place, sizes) < _KINDS) & (rank < _TARGETS)
        shown = iter(records(self._frame.iloc[rows[kept]]))
        found: dict[int, list[_Chains]] = {}
        for each, size in zip(who[starts].tolist(), sizes.tolist(), strict=True):
            of_it = found.setdefault(each, [])
            few = [next(shown) for _ in range(min(size, _TARGETS) if len(of_it) < _KINDS else 0)]
            of_it.append(_Chains(size, few))
        return found


class _Chains(NamedTuple):
    """Chains of a principal of one kind.

    Attributes:
        size: How many there are.
        rows: The first of them; none if the kind is not shown.
    """

    size: int
    rows: list[dict[str, Any]]


def _numbers(columns: pd.DataFrame) -> np.ndarray:
    """Return a number for each row, the same for equal rows; they rise in order of appearance."""
    groups = columns.groupby(list(columns.columns), sort=False, dropna=False, observed=True)
    return groups.ngroup().to_numpy(dtype=np.int64)


def _ends(frame: pd.DataFrame, by: str) -> pd.Series:
    """Return whom each row leads to; empty for the principal itself."""
    to = frame["target"]
    if "target_class" in frame:
        to = to.fillna(frame["target_class"])
    return to.mask((to == frame[by]).fillna(value=False), "")


def _names(frame: pd.DataFrame, by: str) -> list[str]:
    """Return a line for the principal of each row."""
    kinds = pa.array(frame[f"{by}_type"].astype(str), pa.string())
    names = pa.array([clean(name) for name in as_arrow(frame[by]).to_pylist()], pa.string())
    lines: list[str] = pc.binary_join_element_wise(
        "  ", pc.utf8_rpad(kinds, 5), names, ""
    ).to_pylist()
    return lines


def _told(kinds: list[_Chains], by: str, *, many: bool) -> Iterator[str]:
    """Yield the lines of the chains that principals share."""
    for kind in kinds[:_KINDS]:
        yield from _chains_of_a_kind(kind, by, many=many)
    if rest := sum(kind.size for kind in kinds[_KINDS:]):
        yield f"    and {count(rest, 'more chain')}, which the other formats have"


def _chains_of_a_kind(kind: _Chains, by: str, *, many: bool) -> Iterator[str]:
    row = kind.rows[0]
    if row["path_id"]:
        start = f"    {row['confidence']}: {row['path_id']} to"
        if kind.size == 1:
            yield f"{start} {end_of(row, by)}{_gain(row)}"
        else:
            yield f"{start} {kind.size:,} targets"
            yield from (f"        {end_of(each, by)}{_gain(each)}" for each in kind.rows)
            if rest := kind.size - len(kind.rows):
                yield f"        and {rest:,} more"
    example = "for example: " * (bool(row["path_id"]) and (many or kind.size > 1))
    yield from wrap(f"{example}{row['explanation']}", indent=" " * 6, lines=LINES)
    yield from open_questions(row, " " * 6)
    yield from _other_paths(row, " " * 6)


def _other_paths(row: dict[str, Any], indent: str) -> Iterator[str]:
    """Yield the first of the paths that are left when that of the chain is closed."""
    others = row.get("other_path_ids")
    if others and row["hops"] == 1:  # those of longer chains are less sure than the chain
        paths = others.split(", ")
        more = f" and {len(paths) - _PATHS:,} more" * (len(paths) > _PATHS)
        text = f"other paths, as sure or less: {', '.join(paths[:_PATHS])}{more}"
        yield from wrap(text, indent=indent, lines=LINES)


def end_of(row: dict[str, Any], by: str) -> str:
    """Return whom a chain or hop leads to."""
    to = row["target"] or row.get("target_class") or "somebody"
    return "itself" if to == row[by] else clean(to)


def _gain(row: dict[str, Any]) -> str:
    gained = row.get("gained_actions")
    if not gained or row["gives_admin"] is not False:  # null: nobody knows how many
        return ""
    return f" ({count(gained, 'more action')})"


def open_questions(row: dict[str, Any], indent: str) -> Iterator[str]:
    """Yield what decides and is not known, so far as the explanation does not say it."""
    for name, separator, start in (
        ("missing_context", ", ", "depends on"),
        ("needs", "; ", "would tell:"),
    ):
        words = [w for w in (row[name] or "").split(separator) if w and w not in row["explanation"]]
        if words:
            yield from wrap(f"{start} {separator.join(words)}", indent=indent, lines=LINES)
