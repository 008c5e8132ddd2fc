"""`scan` and `rules`: judge exports, and tell by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import iam_report as ir
from iam_report.cli.inputs import complain_of_loss
from iam_report.cli.scan_arguments import NEVER
from iam_report.cli.settings import settings_of
from iam_report.cli.statuses import BAD, GOOD, INCOMPLETE
from iam_report.cli.streams import show, wants_color
from iam_report.errors import IamReportError
from iam_report.rules import all_rules
from iam_report.writers.digest import failing
from iam_report.writers.rule_pages import catalogue, page

if TYPE_CHECKING:
    import argparse

    from iam_report.report import Report


def scan(args: argparse.Namespace) -> int:
    """Judge exports.

    Raises:
        IamReportError: Nothing can be judged, or an argument is wrong.
    """
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
    _write(report, settings.format, args, spreadsheet_safe=settings.spreadsheet_safe)
    is_lost = not settings.allow_partial and complain_of_loss(
        report.problems, "see the problems in the report, or pass --allow-partial"
    )
    return BAD if found else INCOMPLETE if is_lost else GOOD


def _write(report: Report, form: str, args: argparse.Namespace, *, spreadsheet_safe: bool) -> None:
    """Write a report as `form` to `--output`, or print it."""
    path, overwrite = args.output, args.overwrite
    if form == "parquet":
        report.to_parquet(path, overwrite=overwrite)
        return
    color = path is None and wants_color()
    write = {
        "text": lambda: report.to_text(path, color=color, overwrite=overwrite),
        "csv": lambda: report.to_csv(path, spreadsheet_safe=spreadsheet_safe, overwrite=overwrite),
        "json": lambda: report.to_json(path, overwrite=overwrite),
        "jsonl": lambda: report.to_jsonl(path, overwrite=overwrite),
        "markdown": lambda: report.to_markdown(path, overwrite=overwrite),
    }
    text = write[form]()
    if text is not None:
        show(text, form)


def rules(args: argparse.Namespace) -> int:
    """List the rules, or show the page of one.

    Raises:
        IamReportError: There is no such rule.
    """
    known = all_rules()
    show(page(known, args.name) if args.name else catalogue(known), "text")
    return GOOD
