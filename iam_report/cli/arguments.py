"""What can be given on the command line."""

from __future__ import annotations

import argparse
from typing import Any, Final

from iam_report._version import __version__
from iam_report.cli.escalation_arguments import add_escalations
from iam_report.cli.policy_arguments import add_check_policy, add_compare_policies
from iam_report.cli.question_arguments import add_can, add_who_can
from iam_report.cli.scan_arguments import add_scan

_STATUSES: Final = """\
exit status:
  0    the good answer: no finding at or above --fail-on, allowed, no new access, no escalation
  1    the bad answer: such findings, denied, new access, escalations
  2    unusable input or arguments
  3    no such answer can be given: the input is incomplete, or not all that decides is known
  70   internal error
  130  interrupted

`iam-report COMMAND --help` says what a command means by them.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; the name of the command is in `command`."""
    top = argparse.ArgumentParser(
        "iam-report",
        description="Say what is wrong with IAM in AWS accounts, and who can do what, from exports "
        "alone.",
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"iam-report {__version__}")
    commands = top.add_subparsers(
        title="commands", dest="command", required=True, metavar="COMMAND"
    )
    add_scan(commands)
    _add_rules(commands)
    add_can(commands)
    add_who_can(commands)
    add_escalations(commands)
    add_compare_policies(commands)
    add_check_policy(commands)
    return top


def _add_rules(commands: Any) -> None:
    rules = commands.add_parser(
        "rules",
        help="list the rules, or show the page of one",
        description="List the rules, or show the page of one.",
        allow_abbrev=False,
    )
    rules.add_argument("name", nargs="?", metavar="NAME_OR_CODE", help="a rule, such as MFA001")
