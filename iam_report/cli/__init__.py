"""The command line: arguments in, the library asked, its answer out.

Nothing is imported here that takes time, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from iam_report.cli.arguments import NEVER, build_parser
from iam_report.errors import IamReportError
from iam_report.writers.plain import clean, count, cut

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from iam_report.report import Report

#: Exit statuses; `--help` explains them.
NO_FINDING: Final = 0
FINDINGS: Final = 1
UNUSABLE: Final = 2
INCOMPLETE: Final = 3
INTERNAL_ERROR: Final = 70
INTERRUPTED: Final = 130

#: An environment variable; where it is 1, the place of an unexpected error is shown.
DEBUG: Final = "IAM_REPORT_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments, without the name of the program; by default those of the process.

    Returns:
        The exit status.

    Raises:
        SystemExit: After `--help` and `--version`, and where arguments are wrong.
    """
    _open_closed_streams()
    try:
        return _run(arguments)
    except IamReportError as exc:
        _complain("error", exc.message, exc.hint)
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as exc:  # noqa: BLE001  (who did not ask for a traceback is not to see one)
        return _internal_error(exc)
    finally:
        _flush()


def _open_closed_streams() -> None:
    """Give a process that was started without output streams some that lead nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (until the end)
            setattr(sys, name, nowhere)


def _run(arguments: Sequence[str] | None) -> int:
    args = build_parser().parse_args(arguments)
    return _scan(args) if args.command == "scan" else _rules(args)


def _scan(args: argparse.Namespace) -> int:
    import iam_report as ir  # noqa: PLC0415  (--help does without pandas)
    from iam_report.cli.settings import settings_of  # noqa: PLC0415  (likewise)
    from iam_report.writers.digest import failing, serious  # noqa: PLC0415  (likewise)

    settings = settings_of(args)
    if settings.format == "parquet" and args.output is None:
        raise IamReportError("parquet needs --output", hint="name the folder to write to")
    snapshot = ir.load(
        args.paths, as_of=args.as_of, account_id=args.account_id, dayfirst=settings.dayfirst
    )
    if not args.history:
        snapshot = snapshot.latest()
    if snapshot.accounts.empty:
        raise IamReportError(
            "no account could be judged: the exports hold no rows",
            hint="export again: a report of AWS holds at least the root user",
        )
    report = ir.evaluate(
        snapshot,
        select=settings.select,
        ignore=settings.ignore,
        options=settings.options,
        suppressions=settings.suppressions,
    )
    found = settings.fail_on != NEVER and failing(report.findings, settings.fail_on).any()
    lost = 0 if settings.allow_partial else len(serious(report.problems))
    _write(report, settings.format, args, spreadsheet_safe=settings.spreadsheet_safe)
    if lost:
        what = f"the input is incomplete: {count(lost, 'problem')} of level warning or error"
        _complain("warning", what, "see the problems in the report, or pass --allow-partial")
    return FINDINGS if found else INCOMPLETE if lost else NO_FINDING


def _write(report: Report, form: str, args: argparse.Namespace, *, spreadsheet_safe: bool) -> None:
    """Write a report as `form` to `--output`, or print it."""
    path, overwrite = args.output, args.overwrite
    if form == "parquet":
        report.to_parquet(path, overwrite=overwrite)
        return
    color = path is None and _wants_color()
    write = {
        "text": lambda: report.to_text(path, color=color, overwrite=overwrite),
        "csv": lambda: report.to_csv(path, spreadsheet_safe=spreadsheet_safe, overwrite=overwrite),
        "json": lambda: report.to_json(path, overwrite=overwrite),
        "jsonl": lambda: report.to_jsonl(path, overwrite=overwrite),
        "markdown": lambda: report.to_markdown(path, overwrite=overwrite),
    }
    text = write[form]()
    if text is not None:
        _print(text, sys.stdout.encoding if form == "text" else "utf-8")


def _rules(args: argparse.Namespace) -> int:
    from iam_report.rules import all_rules  # noqa: PLC0415  (--help does without pandas)
    from iam_report.writers.rule_pages import catalogue, page  # noqa: PLC0415  (likewise)

    rules = all_rules()
    _print(page(rules, args.name) if args.name else catalogue(rules), sys.stdout.encoding)
    return NO_FINDING


def _wants_color() -> bool:
    """Tell whether a person looks on, who has not said no (https://no-color.org)."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def _print(text: str, encoding: str) -> None:
    """Print text; what the terminal has no character for is shown as an escape."""
    try:
        sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError as exc:
        _drop_output()
        reason = (exc.strerror or str(exc)).lower()
        raise IamReportError(f"standard output cannot be written: {reason}") from exc


def _flush() -> None:
    """Write out what is left; argparse passes over errors in writing, too."""
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()


def _drop_output() -> None:
    """Send what is left to nowhere, lest Python complains of it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _complain(kind: str, message: str, hint: str | None) -> None:
    lines = [f"iam-report: {kind}: {clean(message)}"]
    lines += [f"help: {clean(hint)}"] * bool(hint)
    sys.stderr.write("\n".join(lines) + "\n")


def _internal_error(exc: Exception) -> int:
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(exc)
    what = f"{type(exc).__name__}: {exc}" if str(exc) else type(exc).__name__
    _complain(
        "internal error",
        cut(what, 200),
        f"this is a fault of iam-report; {DEBUG}=1 shows where, which belongs in a bug report "
        "together with `iam-report --version`, but without names from your exports",
    )
    return INTERNAL_ERROR
