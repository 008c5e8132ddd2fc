"""What was read from several files -> one frame of each kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from iam_report.frames import schemas
from iam_report.frames.exports import EXPORTS
from iam_report.frames.problems import Problem
from iam_report.schema import INT, STRING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from iam_report.readers.parsed import Parsed

#: Export, account and moment.
_Key: TypeAlias = "tuple[str, str, datetime]"

_INT: Final = pd.ArrowDtype(INT)


def merge(
    parts: list[Parsed], account_id: str | None
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Join what was read from several files; an account exported twice at one moment counts once.

    Args:
        parts: What was read, in the order of the files.
        account_id: The account whose rows are wanted; None for all.

    Returns:
        The frames, their rows in the order of the parts, and what is to be said of it.
    """
    same: dict[tuple[int, int], bool] = {}
    problems: list[Problem] = []
    candidates: dict[_Key, list[_Rows]] = {}
    for part in parts:
        for row in _keys(part):
            if account_id is not None and row.key[1] != account_id:
                problems.append(_other_account(row, account_id))
            else:
                candidates.setdefault(row.key, []).append(row)
    chosen, left_out = {}, Counter[_Key]()
    for key, rows in candidates.items():
        first, *others = sorted(rows, key=lambda row: (-row.generated, row.file))
        chosen[key] = first
        for other in others:
            said = _repeated(first, other, same)
            problems.append(said)
            left_out[key] += other.rows if said.level == "error" else 0
    frames = _joined(parts, chosen)
    if +left_out:
        frames[EXPORTS.name] = _with_dropped(frames[EXPORTS.name], left_out)
    return frames, problems


def _with_dropped(exports: pd.DataFrame, left_out: Mapping[_Key, int]) -> pd.DataFrame:
    """Count the rows of exports that contradict those chosen as rows that could not be read.

    Which of the two is right is not known: no check of what they hold can pass.
    """
    keys = zip(*(exports[c].tolist() for c in ("export", "account_id", "as_of")), strict=True)
    more = pd.Series([left_out.get(key, 0) for key in keys], index=exports.index)
    return exports.assign(dropped_rows=exports["dropped_rows"] + more.astype(_INT))


class _Rows(NamedTuple):
    """The rows of one account in one part."""

    part: Parsed
    key: _Key
    file: str
    generated: float
    rows: int

    def equals(self, other: _Rows, *, whole: bool = False) -> bool:
        """Tell whether the rows of both, or all rows of their parts, say the same."""
        mine, yours = (rows.content(whole=whole) for rows in (self, other))
        return mine.keys() == yours.keys() and all(mine[n].equals(yours[n]) for n in mine)

    def content(self, *, whole: bool) -> dict[str, pd.DataFrame]:
        """Return what the rows say, or all rows of the part, in an order of their own."""
        found = {}
        for name, frame in self.part.frames.items():
            if name != EXPORTS.name:
                own = frame if whole else _only(frame, [self.key[1:]])
                own = own.drop(columns="generated_at", errors="ignore")
                found[name] = own.sort_values(list(schemas()[name].key), ignore_index=True)
        return found


def _keys(part: Parsed) -> list[_Rows]:
    exports = part.frames[EXPORTS.name]
    names = ("export", "account_id", "as_of", "file", "generated_at", "rows")
    columns = (exports[c].tolist() for c in names)
    return [
        _Rows(part, (export, account, moment), file, _seconds(made), rows)
        for export, account, moment, file, made, rows in zip(*columns, strict=True)
    ]


def _seconds(made: datetime) -> float:
    return 0.0 if pd.isna(made) else made.timestamp()


def _joined(parts: list[Parsed], chosen: Mapping[_Key, _Rows]) -> dict[str, pd.DataFrame]:
    """Return the frames with the chosen rows of each part, in the order of the parts."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        rows = _keys(part)
        wanted = [row.key[1:] for row in rows if row.key in chosen and chosen[row.key].part is part]
        for name, frame in part.frames.items():
            whole = len(wanted) == len(rows)
            frames.setdefault(name, []).append(frame if whole else _only(frame, wanted))
    return {name: _concat(of_parts) for name, of_parts in frames.items()}


def _only(frame: pd.DataFrame, keys: list[tuple[str, datetime]]) -> pd.DataFrame:
    mask = np.zeros(len(frame), dtype=bool)
    for account, moment in keys:
        mask |= ((frame["account_id"] == account) & (frame["as_of"] == moment)).to_numpy(bool)
    return frame[mask]


def _concat(frames: list[pd.DataFrame]) -> pd.DataFrame:
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    names = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    if all(list(frame.columns) == names for frame in frames):
        return pd.concat(frames, ignore_index=True)
    text = pd.ArrowDtype(STRING)
    whole = [
        frame.assign(
            **{n: pd.Series(None, frame.index, dtype=text) for n in names if n not in frame}
        )
        for frame in frames
    ]
    return pd.concat([frame[names] for frame in whole], ignore_index=True)


def _other_account(row: _Rows, account_id: str) -> Problem:
    return Problem(
        "info",
        "other_account",
        row.file,
        f"the rows of account {row.key[1]} are left out: account_id={account_id} was asked for",
    )


def _repeated(first: _Rows, other: _Rows, same: dict[tuple[int, int], bool]) -> Problem:
    """Say what became of an account's second export of the same moment.

    Whether two parts are the same throughout is kept in `same`: with many accounts in one file
    that is asked for each of them.
    """
    parts = id(first.part), id(other.part)
    if parts not in same:
        same[parts] = first.equals(other, whole=True)
    what = f"the {_name_of(other)} as of {other.key[2]:%Y-%m-%d %H:%M} UTC"
    if same[parts] or first.equals(other):
        return Problem("info", "repeated_export", other.file, f"{what} is also in `{first.file}`")
    return Problem(
        "error",
        "conflicting_exports",
        other.file,
        f"{what} differs from that in `{first.file}` and is left out",
        hint="give as_of only for exports of one moment; without it each report has its own",
    )


def _name_of(row: _Rows) -> str:
    """Return a name for the rows in messages."""
    return f"{row.key[0].replace('_', ' ')} of account {row.key[1]}"
