"""Text: what a terminal shows.

Lines have at most 100 columns, and nothing from an export can steer the terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from iam_report.writers.digest import RULES_SHOWN, Broken, Digest
from iam_report.writers.files import PathLike, deliver
from iam_report.writers.plain import WIDTH, count, cut, wrap
from iam_report.writers.tables import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iam_report.writers.tables import Tables

#: Paints the first text, which may be padded, as the second, a severity, status or level.
Paint: TypeAlias = Callable[[str, str], str]

#: What a status is called here; only what fails is loud.
STATUS_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"fail": "FAIL", "unknown": "unknown", "pass": "pass", "not_applicable": "n/a"}
)

#: Colors of words, as the numbers of the ANSI escape sequence.
_COLORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "critical": "1;31",
        "high": "31",
        "medium": "33",
        "fail": "31",
        "unknown": "33",
        "pass": "32",
        "error": "31",
        "warning": "33",
    }
)

#: The practice that is about the exports is none of the eleven.
_EXPORTS: Final = 12

_TITLE: Final = 48
_INDENT: Final = " " * 4

_HOW_TO_READ: Final = (
    "The command under a rule is for the first finding shown; fill in the words in capitals.",
    "`iam-report rules CODE` says why it matters. CSV, JSON and Parquet output has all findings.",
)


def to_text(tables: Tables, path: PathLike | None, *, color: bool, overwrite: bool) -> str | None:
    """Write what a person needs first; most findings are only counted.

    Raises:
        IamReportError: The file exists or cannot be written.
    """
    text = "\n".join(_lines(Digest(tables), _painted if color else _plain)) + "\n"
    return deliver([text.encode()], path, overwrite=overwrite)


def _plain(text: str, _: str) -> str:
    return text


def _painted(text: str, word: str) -> str:
    color = _COLORS.get(word)
    return f"\x1b[{color}m{text}\x1b[0m" if color else text


def _lines(digest: Digest, paint: Paint) -> Iterator[str]:
    yield cut(f"IAM report: {digest.what}", WIDTH)
    yield cut(digest.findings, WIDTH)
    yield ""
    yield from _scorecard(digest, paint)
    yield ""
    yield from _fix_first(digest, paint)
    yield from _not_known(digest)
    yield from _problems(digest, paint)


def _scorecard(digest: Digest, paint: Paint) -> Iterator[str]:
    head = f"{'status':<9}{'worst':<14}{'checks pass':>11}{'fail':>6}{'unknown':>8}"
    yield f"{'BEST PRACTICES':<{_TITLE + 4}}{head}"
    for row in records(digest.tables.scorecard):
        number = "  " if row["number"] == _EXPORTS else f"{row['number']:>2}"
        worst = row["worst"] or ""
        status = paint(f"{STATUS_WORDS[row['status']]:<9}", row["status"])
        counts = f"{row['passed']:>11,}{row['failed']:>6,}{row['unknown']:>8,}"
        title = f"{number}  {cut(row['title'], _TITLE - 1):<{_TITLE}}"
        yield title + status + paint(f"{worst:<14}", worst) + counts
        if row["next_step"]:
            yield _INDENT + cut(f"next: {row['next_step']}", WIDTH - len(_INDENT))


def _fix_first(digest: Digest, paint: Paint) -> Iterator[str]:
    if not digest.broken:
        yield "NOTHING TO FIX in what was judged"
        return
    shown, rest = digest.broken[:RULES_SHOWN], digest.broken[RULES_SHOWN:]
    yield "WHAT TO FIX FIRST"
    yield from _HOW_TO_READ
    for broken in shown:
        yield ""
        yield from _rule(broken, paint, one_account=_has_one_account(digest))
    if rest:
        yield ""
        others = ", ".join(f"{b.rule.info.code} {b.findings:,}" for b in rest)
        yield from wrap(f"... and {count(len(rest), 'more rule')}: {others}", indent="", lines=5)


def _rule(broken: Broken, paint: Paint, *, one_account: bool) -> Iterator[str]:
    info = broken.rule.info
    some = f", {broken.worst:,} of them {broken.severity}" * (broken.worst < broken.findings)
    where = "" if one_account else f"{',' * bool(some)} in {count(broken.accounts, 'account')}"
    title = f"{info.title}: {broken.findings:,}{some}{where} ({broken.rule.name})"
    first, *others = wrap(title, indent=" " * 23, lines=2)
    yield f"{cut(info.code, 8):<9}" + paint(f"{broken.severity:<14}", broken.severity) + first[23:]
    yield from others
    for finding in broken.shown:
        yield from _finding(finding, "" if one_account else f"{finding['account_id']}  ")
    if more := broken.findings - len(broken.shown):
        yield f"{_INDENT}... and {more:,} more"
    if broken.fix:
        first, *others = broken.fix.lines(WIDTH - 9)
        yield f"{_INDENT}fix: {first}"
        yield from (f"{_INDENT}     {line}" for line in others)
        if broken.fix.note:
            yield _INDENT + cut(f"note: {broken.fix.note}", WIDTH - len(_INDENT))


def _finding(finding: dict[str, Any], account: str) -> Iterator[str]:
    start = _INDENT + cut(account, 14)
    start += " " * (len(_INDENT + account) - len(start))
    first, *others = wrap(finding["message"], indent=" " * len(start), lines=2) or [start]
    yield (start + first[len(start) :]).rstrip()
    yield from others


def _has_one_account(digest: Digest) -> bool:
    return digest.tables.accounts["account_id"].nunique() == 1


def _not_known(digest: Digest) -> Iterator[str]:
    if not digest.missing and not digest.unanswered:
        return
    yield ""
    yield "NOT KNOWN"
    if digest.missing:
        yield "Exports that are missing, and the best practices that cannot be assessed without:"
    for command, numbers in digest.missing.items():
        of = f"practice{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
        yield f"{_INDENT}{cut(command, 60):<60}  {cut(of, WIDTH - 66)}"
    if digest.unanswered:
        checks = sum(u.checks for u in digest.unanswered)
        yield f"{count(checks, 'check')} without an answer:"
    for unanswered in digest.unanswered:
        text = f"{unanswered.reason or 'no reason given'} ({', '.join(unanswered.codes)})"
        first, *others = wrap(text, indent=" " * 12, lines=3)
        yield f"{unanswered.checks:>10,}  {first.lstrip()}"
        yield from others


def _problems(digest: Digest, paint: Paint) -> Iterator[str]:
    if not digest.problems and not digest.more_problems:
        return
    yield ""
    yield "PROBLEMS WITH THE INPUT"
    for problem in digest.problems:
        where = f", {problem['place']}" if problem["place"] else ""
        place = cut(f"{problem['code']}  {problem['file']}{where}", WIDTH - 9)
        yield paint(f"{problem['level']:<9}", problem["level"]) + place
        yield from wrap(problem["message"], indent=" " * 9, lines=6)
        if problem["hint"]:
            yield from wrap(f"help: {problem['hint']}", indent=" " * 9, lines=6)
    if digest.more_problems:
        yield f"{'... and ' if digest.problems else ''}{digest.more_problems}"
