"""What can be given to `escalations`."""

from __future__ import annotations

import argparse
from typing import Any, Final

from iam_report.cli.question_arguments import TABLE_FORMATS
from iam_report.cli.scan_arguments import add_destination, add_reading

#: What `--targets` takes.
TARGETS: Final = ("administrators", "stronger")
#: Endings of the file of `--graph`.
GRAPH_SUFFIXES: Final = (".svg", ".dot", ".graphml")

_ABOUT: Final = """\
A chain has hops, each by a path of the catalogue, such as iam-007. It is one of

  certain      if the exports tell that all of it is allowed
  conditional  if that depends on condition keys, such as aws:MultiFactorAuthPresent
  needs        if an export that is not there would tell; it says which

Of each principal and target the best chain is in the answer: the surest, then the shortest. Of a
principal with many targets those of the best chains are there; `reachable` counts all.
Administrators, service-linked roles and root users are not asked about.

Policies of users, groups and roles, permissions boundaries and trust policies are taken from the
exports, and passwords and numbers of access keys from a credential report, if one is there.
Policies of the organization are in no export: give them by --scp.

examples:
  iam-report escalations exports
  iam-report escalations exports --principal ana --targets stronger
  iam-report escalations exports --principal ana --to arn:aws:iam::111122223333:role/deploy
  iam-report escalations exports --top 1 --format csv
  iam-report escalations exports --removals --top 5
  iam-report escalations exports --graph escalations.svg --output escalations.csv

exit status:
  0    nobody can become what is asked; with --edges and --removals: the question is answered
  1    somebody certainly can, or is named by --principal and an administrator already; whether or
       not the input is complete
  2    unusable input or arguments
  3    nobody certainly can, but somebody under conditions or if an export shows what is needed; or
       the input is incomplete (it has a problem of level warning or error), so that the answer may
       be, too; the latter not with --allow-partial
  70   internal error
  130  interrupted
"""


def add_escalations(commands: Any) -> None:
    """Add the command `escalations`."""
    command = commands.add_parser(
        "escalations",
        help="list who can become an administrator, and how",
        description="List who can become an administrator or stronger than it is, and how.",
        epilog=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="what to read, as `scan` does: an export, a folder or zip file with exports, a glob "
        "pattern, or - for standard input",
    )
    _add_question(command.add_argument_group("the question"))
    add_reading(command.add_argument_group("input"))
    output = command.add_argument_group("output")
    add_destination(
        output,
        TABLE_FORMATS,
        "text has some chains of each principal, the others have all rows and columns",
    )
    output.add_argument(
        "--graph",
        metavar="FILE",
        help="also draw who can become whom: a file that ends in " + ", ".join(GRAPH_SUFFIXES),
    )


def _add_question(group: Any) -> None:
    group.add_argument(
        "--principal",
        metavar="ARN_OR_NAME",
        action="append",
        help="who is asked about: ARN, or name of a user or role if only one has it; give it again "
        "for more; by default everybody",
    )
    group.add_argument(
        "--to",
        metavar="ARN_OR_NAME",
        help="whom to become, an administrator or not, or ARN of a group to get into: who gains by "
        "it is listed; with one --principal, all ways to it, hop by hop",
    )
    group.add_argument(
        "--targets",
        choices=TARGETS,
        help="`administrators`, or `stronger`: everybody who may do what the principal may not; by "
        "default administrators",
    )
    group.add_argument(
        "--scp",
        metavar="FILE,...",
        action="append",
        help="service control policies of one level of the organization: root, an organizational "
        "unit, or the account; give it again for each level",
    )
    instead = group.add_mutually_exclusive_group()
    instead.add_argument(
        "--edges", action="store_true", help="list single hops, be their targets strong or not"
    )
    instead.add_argument(
        "--removals",
        action="store_true",
        help="list which single statement, attachment, membership or trust ends most chains to "
        "administrators when it is taken away",
    )
    group.add_argument(
        "--top",
        metavar="N",
        type=_positive,
        help="how many targets of each principal are in the answer, by default 100; or how many "
        "removals, or ways from --principal to --to, by default 20",
    )


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9])):
        raise argparse.ArgumentTypeError(f"`{text}` is no number from 1")
    return int(text[:9])
