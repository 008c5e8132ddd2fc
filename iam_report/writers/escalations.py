"""Escalations: who can become whom, hop by hop, and what ends it, as text and JSON.

Lines of text have at most 100 columns, but for names that somebody may want to copy. Nothing from
an export can steer the terminal.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from iam_report._version import __version__
from iam_report.frames.escalation_edges import CONFIDENCES
from iam_report.writers.escalation_blocks import (
    LINES,
    UNTOLD,
    Blocks,
    end_of,
    open_questions,
)
from iam_report.writers.json_text import joined, objects
from iam_report.writers.plain import count, wrap
from iam_report.writers.tables import as_table, records

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: What somebody may become, in words.
ADMINISTRATOR: Final = "an administrator"
#: How principals can become something, by their best chain.
_WORDS: Final = ("certainly", "under conditions", "if an export shows what is needed")

#: What each kind of removal is, from the columns of its row; `inline` is that of such a policy.
_REMOVALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "statement": "take {place} out of policy {policy}, {arn}",
        "attachment": "detach policy {policy} from {arn}",
        "inline": "delete inline policy {policy} of {arn}",
        "membership": "take {arn} out of group {group}",
        "trust": "take {place} out of the trust policy of {arn}",
    }
)


class Goal(NamedTuple):
    """What was asked.

    Attributes:
        end: What somebody may become: ADMINISTRATOR, `stronger`, or one target.
        principals: How many users and roles that are no administrators were asked about.
        administrators: How many were asked about that are administrators already.
        is_named: Whether all of them were named; else everybody was asked about.
        limit: How many rows a principal has at most; 0 if one target was asked for.
    """

    end: str
    principals: int
    administrators: int = 0
    is_named: bool = False
    limit: int = 0

    @property
    def noun(self) -> str:
        """What those are called whom somebody can become."""
        return "administrator" if self.end == ADMINISTRATOR else "target"


def escalations_text(frame: pd.DataFrame, goal: Goal) -> str:
    """Return an `escalations` frame as text: principal by principal, the surest first."""
    blocks = Blocks(frame, "principal", limit=goal.limit, noun=goal.noun)
    total = _total(np.bincount(blocks.best, minlength=UNTOLD + 1), goal)
    return "\n".join([*blocks.lines(), *_wrapped(total)]) + "\n"


def _wrapped(text: object, indent: str = "") -> list[str]:
    return wrap(text, indent=indent, lines=LINES)


def _total(sizes: np.ndarray, goal: Goal) -> str:
    """Return the sentence that says how many can become what."""
    *known, untold = sizes.tolist()
    if goal.is_named and goal.principals + goal.administrators == 1:
        return _total_of_one(known, untold, goal)
    parts = [f"{n:,} {word}" for n, word in zip(known, _WORDS, strict=True) if n]
    who = "that are asked about" if goal.is_named else "that are no administrators"
    found = f"{sum(known):,}" if parts else "none"
    asked = goal.principals + goal.administrators * goal.is_named
    text = f"{found} of {_people(asked)} {who} can become {goal.end}"
    more = [f"of {untold:,} it is not known"] * bool(untold)
    if goal.is_named and goal.administrators:
        more.append(f"administrators already: {goal.administrators:,}")
    return "; ".join([f"{text}{': ' * bool(parts)}{', '.join(parts)}", *more])


def _total_of_one(known: list[int], untold: int, goal: Goal) -> str:
    who = "the principal that is asked about"
    if goal.administrators:
        return f"{who} is an administrator already"
    if untold:
        return f"it is not known whether {who} can become {goal.end}"
    how = [word for n, word in zip(known, _WORDS, strict=True) if n]
    return f"{who} can become {goal.end}: {how[0]}" if how else f"{who} cannot become {goal.end}"


def _people(number: int) -> str:
    return "1 user or role" if number == 1 else f"{number:,} users and roles"


def edges_text(frame: pd.DataFrame) -> str:
    """Return an `escalation_edges` frame as text: principal by principal, the surest first."""
    blocks = Blocks(frame, "source")
    total = f"{count(len(frame), 'hop')} by {_people(len(blocks.best))}"
    return "\n".join([*blocks.lines(), total]) + "\n"


def ways_text(frame: pd.DataFrame, source: str, target: str, *, limit: int, is_admin: bool) -> str:
    """Return an `escalation_steps` frame as text: the ways from one to the other, hop by hop.

    Args:
        frame: The frame.
        source: ARN of the one.
        target: ARN or name of the other.
        limit: How many ways were asked for at most.
        is_admin: Whether the one is an administrator, of whom no ways are told.
    """
    lines: list[str] = []
    sure = surest(frame)
    hops = frame["path"].value_counts()
    for row in records(frame):
        if row["hop"] == 1:
            lines += [""] * bool(lines)
            word = CONFIDENCES[sure[row["path"]]]
            lines.append(f"way {row['path']}: {word}, {count(int(hops[row['path']]), 'hop')}")
        lines.append(f"  {row['hop']}. {row['path_id']} to {end_of(row, 'source')}")
        lines += [*_wrapped(row["explanation"], " " * 5), *open_questions(row, " " * 5)]
    number = len(hops)
    total = count(number, "way") if number else "the exports show no way"
    total += " or more" * (number == limit)
    lines += [""] * bool(lines)
    text = f"{total} from {source} to {target}"
    if is_admin:
        text = f"{source} is an administrator already"
    return "\n".join([*lines, *_wrapped(text)]) + "\n"


def surest(frame: pd.DataFrame) -> pd.Series:
    """Return for each way how sure it is, as a position in `CONFIDENCES`: as its least sure hop."""
    codes = frame["confidence"].cat.codes
    found: pd.Series = codes.groupby(frame["path"]).max()
    return found


def removals_text(frame: pd.DataFrame) -> str:
    """Return an `escalation_removals` frame as text: what ends most first."""
    lines: list[str] = []
    for row in records(frame):
        sid = f" {row['sid']}" * bool(row["sid"])
        place = f"statement {row['statement']}{sid}"
        is_inline = row["kind"] == "attachment" and row["policy_arn"] is None
        what = _REMOVALS["inline" if is_inline else row["kind"]].format_map({**row, "place": place})
        lines += _wrapped(
            f"{row['rank']}. {what}: ends {count(row['broken'], 'escalation')}; "
            f"{count(row['principals'], 'principal')} can no longer become an administrator"
        )
        lines += [*_wrapped(f"for example: {row['example']}", " " * 4), ""]
    if frame.empty:
        return "there is no single change that ends an escalation\n"
    return "\n".join(lines[:-1]) + "\n"


def rows_json(name: str, frame: pd.DataFrame) -> str:
    """Return a frame as one JSON object, one row a line; its keys are `version` and `name`."""
    start = json.dumps({"version": __version__})[:-1]
    rows = b",\n".join(joined(lines, ",\n") for lines in objects(as_table(frame)))
    return f'{start},\n"{name}": [\n{rows.decode()}\n]}}\n'
