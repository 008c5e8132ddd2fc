"""What can be given to `scan`, and what other commands share with it."""

from __future__ import annotations

import argparse
from typing import Any, Final

FORMATS: Final = ("text", "csv", "json", "jsonl", "parquet", "markdown")
#: As in `iam_report.frames.findings`, which takes too long to import for `--help`.
SEVERITIES: Final = ("informational", "low", "medium", "high", "critical")
NEVER: Final = "never"

#: The table of a TOML file that holds settings, and its keys.
SECTION: Final = "tool.iam_report"
SETTINGS: Final = (
    "select",
    "ignore",
    "options",
    "suppressions",
    "fail_on",
    "format",
    "allow_partial",
    "spreadsheet_safe",
    "dayfirst",
)

_STATUSES: Final = """\
exit status:
  0    no finding at or above --fail-on
  1    findings at or above --fail-on, whether or not the input is complete
  2    unusable input or arguments
  3    no such finding, but the input is incomplete (it has a problem of level warning or error),
       so that some may be missing; not with --allow-partial
  70   internal error
  130  interrupted

Suppressed findings do not count, nor does what is not known.
"""

_SCAN: Final = f"""\
A PATH is an export, a folder or zip file with exports of one or many accounts, a glob pattern, or
- for standard input. What an export is, is told by its content.

The FILE of --config is a TOML file, such as pyproject.toml, with a table [{SECTION}]:
  select, ignore                 lists of strings
  options                        a table for each rule: access_key_not_rotated.max_age_days = 60
  suppressions                   a reason for each suppressed finding: b4b73f2ee57570ae = "why"
  fail_on, format                strings
  allow_partial, spreadsheet_safe, dayfirst
                                 true or false
Arguments win over it. Without --config no file but the PATHs is read.

{_STATUSES}"""


def add_scan(commands: Any) -> None:
    """Add the command `scan`."""
    scan = commands.add_parser(
        "scan",
        help="judge exports",
        description="Judge exports of AWS IAM, and say what to fix first.",
        epilog=_SCAN,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    scan.add_argument("paths", nargs="+", metavar="PATH", help="what to read")
    _add_input(scan.add_argument_group("input"))
    _add_judgement(scan.add_argument_group("judgement"))
    _add_output(scan.add_argument_group("output"))


def _add_input(group: Any) -> None:
    add_reading(group)
    group.add_argument(
        "--history",
        action="store_true",
        help="of an account with exports of several moments judge each; by default the latest",
    )


def add_reading(group: Any) -> None:
    """Add the options that say how exports are read."""
    group.add_argument(
        "--as-of",
        metavar="MOMENT",
        help="when the exports were true, in ISO 8601; by default they say so themselves",
    )
    group.add_argument("--account-id", metavar="ID", help="read this account only")
    order = group.add_mutually_exclusive_group()
    for first, value in (("day", True), ("month", False)):
        order.add_argument(
            f"--{first}first",
            dest="dayfirst",
            action="store_const",
            const=value,
            help=f"in dates that a spreadsheet has rewritten the {first} comes first",
        )
    group.add_argument(
        "--allow-partial",
        action=argparse.BooleanOptionalAction,
        help="do not exit with 3 because the input is incomplete",
    )


def _add_judgement(group: Any) -> None:
    group.add_argument(
        "--select",
        metavar="X,...",
        action="append",
        help="ask these rules only: codes, names, practices, severities; `all` is every rule, also "
        "those that are off by default",
    )
    group.add_argument(
        "--ignore", metavar="X,...", action="append", help="do not ask these rules; named likewise"
    )
    group.add_argument(
        "--option",
        metavar="RULE.NAME=VALUE",
        action="append",
        default=[],
        help="set an option of a rule, such as access_key_not_rotated.max_age_days=60",
    )
    group.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        choices=(*SEVERITIES, NEVER),
        help=f"exit with 1 for findings of this severity or a worse one: {', '.join(SEVERITIES)}; "
        f"or `{NEVER}`; by default `low`, as informational findings are an inventory",
    )
    group.add_argument("--config", metavar="FILE", help="read settings from this file, see below")


def _add_output(group: Any) -> None:
    add_destination(
        group,
        FORMATS,
        "text and markdown are a digest, csv and jsonl all findings, json and parquet the whole "
        "report",
        target="a file (parquet: a folder)",
    )


def add_destination(
    group: Any, formats: tuple[str, ...], about: str, *, target: str = "a file"
) -> None:
    """Add the options that say in which format output is written, and where.

    Args:
        group: The group of arguments to add to.
        formats: The formats there are.
        about: What is said of them.
        target: What `--output` names.
    """
    group.add_argument(
        "--format",
        choices=formats,
        help=f"by default what the ending of --output says, else text. {about}",
    )
    group.add_argument(
        "--output",
        metavar="PATH",
        help=f"write {target} that only you can read; by default print",
    )
    group.add_argument("--overwrite", action="store_true", help="replace files that exist")
    group.add_argument(
        "--spreadsheet-safe",
        action=argparse.BooleanOptionalAction,
        help="csv: a ' before text that a spreadsheet could take for a formula; by default so",
    )
