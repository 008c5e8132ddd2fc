"""What a notebook shows: small tables of HTML, in which all text is escaped.

Colors are inherited or half-way between black and white, so that they can be read on either. There
are no scripts, and nothing is fetched.
"""

from __future__ import annotations

import html
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from iam_report.writers.digest import PROBLEMS_SHOWN, Digest, serious
from iam_report.writers.plain import count, cut
from iam_report.writers.tables import records
from iam_report.writers.text import STATUS_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from iam_report.writers.tables import Tables

#: Findings and accounts that are shown.
ROWS_SHOWN: Final = 20
#: Characters of a cell; IAM allows ARNs of 2,048.
_COLUMNS: Final = 300

_COLORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "critical": "#d33",
        "high": "#d33",
        "medium": "#b70",
        "fail": "#d33",
        "unknown": "#b70",
        "pass": "#292",
        "error": "#d33",
        "warning": "#b70",
    }
)
_TABLE: Final = "border-collapse: collapse; margin: 0.5em 0; font-size: 90%"
_CELL: Final = (
    "text-align: left; vertical-align: top; padding: 0.2em 0.7em; "
    "border-bottom: 1px solid rgba(128, 128, 128, 0.4); overflow-wrap: break-word"
)


def report_html(tables: Tables) -> str:
    """Return the scorecard, the worst findings and the problems as HTML."""
    digest = Digest(tables)
    worst = digest.worst(ROWS_SHOWN)
    total = sum(broken.findings for broken in digest.broken)
    return _page(
        _line(f"IAM report: {digest.what}", strong=True),
        _line(digest.findings),
        _scorecard(tables.scorecard),
        _line(f"The worst {len(worst)} of {total:,} findings", strong=True) if worst else "",
        _findings(worst) if worst else "",
        *_problems(tables.problems),
    )


def snapshot_html(
    accounts: pd.DataFrame, frames: Mapping[str, pd.DataFrame], problems: pd.DataFrame
) -> str:
    """Return the accounts, the frames and the problems of a snapshot as HTML."""
    shown = records(accounts.head(ROWS_SHOWN))
    cells = [
        [
            row["account_id"],
            f"{row['as_of']:%Y-%m-%d %H:%M}",
            "" if row["users"] is None else f"{row['users']:,}",
            row["exports"],
        ]
        for row in shown
    ]
    sizes = ", ".join(f"{name} {len(frame):,}" for name, frame in sorted(frames.items()))
    more = len(accounts) - len(shown)
    return _page(
        _line(f"Snapshot of {count(len(accounts), 'account')}", strong=True),
        _table(("account", "as of (UTC)", "users", "exports"), cells),
        _line(f"... and {more:,} more") if more else "",
        _line(f"Rows of its frames: {sizes}") if sizes else "",
        *_problems(problems),
    )


def _scorecard(scorecard: pd.DataFrame) -> str:
    head = ("", "best practice", "status", "worst", "pass", "fail", "unknown", "next step")
    cells = [
        [
            row["number"],
            row["title"],
            _colored(STATUS_WORDS[row["status"]], row["status"]),
            _colored(row["worst"] or "", row["worst"]),
            f"{row['passed']:,}",
            f"{row['failed']:,}",
            f"{row['unknown']:,}",
            row["next_step"],
        ]
        for row in records(scorecard)
    ]
    return _table(head, cells)


def _findings(findings: list[dict[str, Any]]) -> str:
    names = ("code", "account_id", "message", "resource")
    cells = [
        [_colored(row["severity"], row["severity"]), *(row[name] for name in names)]
        for row in findings
    ]
    return _table(("severity", "code", "account", "finding", "resource"), cells)


def _problems(problems: pd.DataFrame) -> list[str]:
    bad = serious(problems)
    shown = records(bad.head(PROBLEMS_SHOWN))
    others = len(problems) - len(shown)
    cells = [
        [
            _colored(row["level"], row["level"]),
            row["file"],
            row["place"],
            row["message"],
            row["hint"],
        ]
        for row in shown
    ]
    table = _table(("level", "file", "place", "problem", "help"), cells) if shown else ""
    title = _line("Problems with the input", strong=True) if others or shown else ""
    more = f"{'... and ' if shown else ''}{count(others, 'problem')} in the frame `problems`"
    return [title, table, _line(more) if others else ""]


class _Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def _text(value: object) -> str:
    return value if isinstance(value, _Html) else html.escape(cut(value, _COLUMNS))


def _colored(text: str, word: object) -> _Html:
    color = _COLORS.get(str(word))
    style = f' style="color: {color}; font-weight: bold"' if color else ""
    return _Html(f"<span{style}>{_text(text)}</span>")


def _line(text: str, *, strong: bool = False) -> str:
    words = f"<strong>{_text(text)}</strong>" if strong else _text(text)
    return f'<p style="margin: 0.4em 0">{words}</p>'


def _table(head: Iterable[str], rows: Iterable[list[Any]]) -> str:
    first = "".join(f'<th style="{_CELL}">{_text(cell)}</th>' for cell in head)
    lines = [
        "<tr>" + "".join(f'<td style="{_CELL}">{_text(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    ]
    parts = [f'<table style="{_TABLE}">', f"<thead><tr>{first}</tr></thead>", "<tbody>", *lines]
    return "\n".join([*parts, "</tbody></table>"])


def _page(*parts: str) -> str:
    return "<div>\n" + "\n".join(part for part in parts if part) + "\n</div>"
