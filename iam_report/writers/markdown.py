"""Markdown: the scorecard, what to fix first and the problems, for a pull request comment.

Values from exports stand in code spans, in which Markdown takes nothing for a mark, a mention or
HTML.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from iam_report.writers.digest import RULES_SHOWN, Broken, Digest
from iam_report.writers.files import PathLike, deliver
from iam_report.writers.plain import clean, count, cut
from iam_report.writers.tables import records
from iam_report.writers.text import STATUS_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.writers.tables import Tables

#: Columns of a value; GitHub takes comments of 65,536 characters.
_COLUMNS: Final = 300

#: What Markdown gives a meaning to, in a line of prose or a table.
_MARKS: Final = re.compile(r"[\\`*_\[\]|~#@$!^]|:(?=\S)")


def to_markdown(tables: Tables, path: PathLike | None, *, overwrite: bool) -> str | None:
    """Write what a person needs first, in less than a comment on GitHub may have.

    Raises:
        IamReportError: The file exists or cannot be written.
    """
    text = "\n".join(_lines(Digest(tables))) + "\n"
    return deliver([text.encode()], path, overwrite=overwrite)


def code(text: object) -> str:
    """Return text as a code span; its fence is longer than any run of backticks in it."""
    line = cut(text, _COLUMNS)
    if not line:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    space = " " if "`" in line else ""
    return f"{fence}{space}{line}{space}{fence}"


def prose(text: object) -> str:
    """Return text in which Markdown and HTML find nothing, as in a cell of a table."""
    line = html.escape(cut(text, _COLUMNS), quote=False)
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", line)


def _lines(digest: Digest) -> Iterator[str]:
    yield "## IAM report"
    yield ""
    yield f"{prose(digest.what)}: {prose(digest.findings)}."
    yield ""
    yield from _scorecard(digest)
    yield from _fix_first(digest)
    yield from _not_known(digest)
    yield from _problems(digest)


def _scorecard(digest: Digest) -> Iterator[str]:
    yield "| | Best practice | Status | Worst | Pass | Fail | Unknown | First step |"
    yield "| ---: | --- | --- | --- | ---: | ---: | ---: | --- |"
    for row in records(digest.tables.scorecard):
        cells = [
            row["number"],
            prose(row["title"]),
            f"**{STATUS_WORDS[row['status']]}**" if row["status"] == "fail" else row["status"],
            row["worst"] or "",
            f"{row['passed']:,}",
            f"{row['failed']:,}",
            f"{row['unknown']:,}",
            prose(row["next_step"].replace("`", "")),
        ]
        yield f"| {' | '.join(map(str, cells))} |".replace("|  |", "| |")


def _fix_first(digest: Digest) -> Iterator[str]:
    yield ""
    yield "### What to fix first" if digest.broken else "### Nothing to fix"
    yield ""
    for broken in digest.broken[:RULES_SHOWN]:
        yield from _rule(broken)
    if rest := digest.broken[RULES_SHOWN:]:
        others = ", ".join(f"{prose(b.rule.info.code)} {b.findings:,}" for b in rest)
        yield f"- and {count(len(rest), 'more rule')}: {others}"


def _rule(broken: Broken) -> Iterator[str]:
    rule = broken.rule
    where = f"{broken.findings:,} in {count(broken.accounts, 'account')}"
    names = f"{code(rule.info.code)} {code(rule.name)}"
    yield f"- **{broken.severity}**: {prose(rule.info.title)}, {where} ({names})"
    for finding in broken.shown:
        yield f"  - {code(finding['account_id'])} {code(finding['message'])}"
    if more := broken.findings - len(broken.shown):
        yield f"  - and {more:,} more"
    if broken.fix:
        note = f" ({prose(broken.fix.note)})" if broken.fix.note else ""
        yield f"  - fix the first: {code(broken.fix)}{note}"


def _not_known(digest: Digest) -> Iterator[str]:
    if not digest.missing and not digest.unanswered:
        return
    yield ""
    yield "### Not known"
    yield ""
    for command, numbers in digest.missing.items():
        of = f"practice{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
        yield f"- {of}: export {code(command)} too"
    for unanswered in digest.unanswered:
        codes = prose(", ".join(unanswered.codes))
        reason = prose(unanswered.reason.replace("`", ""))
        yield f"- {count(unanswered.checks, 'check')}: {reason} ({codes})"


def _problems(digest: Digest) -> Iterator[str]:
    if not digest.problems and not digest.more_problems:
        return
    yield ""
    yield "### Problems with the input"
    yield ""
    for problem in digest.problems:
        where = f" {code(problem['place'])}" if problem["place"] else ""
        hint = f"; help: {code(problem['hint'])}" if clean(problem["hint"]) else ""
        what = f"{code(problem['file'])}{where}: {code(problem['message'])}{hint}"
        yield f"- **{problem['level']}** {what}"
    if digest.more_problems:
        yield f"- {digest.more_problems}"
