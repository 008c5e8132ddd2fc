"""What can be given to `can` and `who-can`."""

from __future__ import annotations

import argparse
from typing import Any, Final

from iam_report.cli.scan_arguments import add_destination, add_reading

#: Formats of the answer of `who-can`; that of `can` is no table.
TABLE_FORMATS: Final = ("text", "csv", "json", "jsonl")
ONE_FORMATS: Final = ("text", "json")

_ABOUT: Final = """\
Policies of users, groups and roles, permissions boundaries and trust policies are taken from the
exports. Policies of other resources and of the organization are in no export: those that are not
given are taken not to be there, and a question about a KMS key, which cannot do without its policy,
is unknown.

A FILE with a policy holds its JSON, or what an AWS CLI command prints around it. Answers call that
of --resource-policy `resource_policy`, and the first of the first --scp
`service_control_policies[0][0]`.

Condition keys that nobody gives are not known, so that a decision may be conditional: it says on
which keys. With --context-complete the request lacks them.
"""

_CAN: Final = f"""\
{_ABOUT}
examples:
  iam-report can --from exports ana s3:GetObject arn:aws:s3:::tickets/2026.csv
  iam-report can --from exports ana iam:CreateUser --context aws:MultiFactorAuthPresent=true
  iam-report can --from exports '*' s3:GetObject arn:aws:s3:::tickets/a --resource-policy b.json
  iam-report can --from exports ana ec2:RunInstances --scp root.json --scp unit.json,more.json
  iam-report can --from exports -- -name-with-a-hyphen s3:ListAllMyBuckets

exit status:
  0    allowed
  1    denied: implicitDeny or explicitDeny
  2    unusable input or arguments
  3    conditional or unknown; or the input is incomplete (it has a problem of level warning or
       error), so that the decision may be wrong; the latter not with --allow-partial
  70   internal error
  130  interrupted
"""

_WHO_CAN: Final = f"""\
{_ABOUT}
The answer has everybody who is allowed, and those of whom it is conditional or unknown. Root users,
who may do everything in their account, are left out.

examples:
  iam-report who-can --from exports iam:CreateAccessKey
  iam-report who-can --from exports s3:DeleteBucket arn:aws:s3:::tickets --format csv
  iam-report who-can --from exports sts:AssumeRole 'arn:aws:iam::111122223333:role/*'

exit status:
  0    the question is answered, be it by nobody
  2    unusable input or arguments
  3    the input is incomplete (it has a problem of level warning or error), so that the answer may
       be, too; not with --allow-partial
  70   internal error
  130  interrupted
"""


def add_can(commands: Any) -> None:
    """Add the command `can`."""
    can = commands.add_parser(
        "can",
        help="tell whether somebody may do something, and why",
        description="Tell whether somebody may do something, and which statements decide.",
        epilog=_CAN,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    can.add_argument(
        "principal",
        metavar="PRINCIPAL",
        help="who asks: ARN, or name of a user or role if only one has it; also the ARN of a "
        "session or root user, a service such as ec2.amazonaws.com, or * for an anonymous request",
    )
    _add_question(can)
    can.add_argument("--format", choices=ONE_FORMATS, help="by default text")


def add_who_can(commands: Any) -> None:
    """Add the command `who-can`."""
    who_can = commands.add_parser(
        "who-can",
        help="list everybody who may do something",
        description="List everybody who may do something, and which statement decides.",
        epilog=_WHO_CAN,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_question(who_can)
    who_can.add_argument("--denied", action="store_true", help="list also who may not")
    add_destination(
        who_can.add_argument_group("output"),
        TABLE_FORMATS,
        "text lists names by what decides, the others have all columns",
    )


def _add_question(command: Any) -> None:
    command.add_argument(
        "action", metavar="ACTION", help="an action such as s3:GetObject, or a pattern: 's3:Get*'"
    )
    command.add_argument(
        "resource",
        nargs="?",
        default="*",
        metavar="RESOURCE",
        help="ARN, or a pattern of ARNs; by default *, any",
    )
    reading = command.add_argument_group("input")
    reading.add_argument(
        "-f",
        "--from",
        dest="paths",
        action="append",
        required=True,
        metavar="PATH",
        help="what to read, as `scan` does: an export, a folder or zip file with exports, a glob "
        "pattern, or - for standard input; give it again for more",
    )
    add_reading(reading)
    _add_policies(command.add_argument_group("policies that no export holds"))
    _add_context(command.add_argument_group("the request"))


def _add_policies(group: Any) -> None:
    group.add_argument("--resource-policy", metavar="FILE", help="the policy of the resource")
    group.add_argument(
        "--resource-account",
        metavar="ID",
        help="account of the resource; by default that of its ARN, else that of who asks",
    )
    for option, name in (("--scp", "service"), ("--rcp", "resource")):
        group.add_argument(
            option,
            metavar="FILE,...",
            action="append",
            help=f"{name} control policies of one level of the organization: root, an "
            "organizational unit, or the account; give it again for each level",
        )


def _add_context(group: Any) -> None:
    group.add_argument(
        "--context",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a condition key of the request, such as aws:SourceIp=203.0.113.7; a key that is "
        "given several times has several values, and KEY= has an empty one",
    )
    group.add_argument(
        "--context-absent",
        metavar="KEY",
        action="append",
        default=[],
        help="a condition key that the request lacks",
    )
    group.add_argument(
        "--context-complete",
        action="store_true",
        help="the request lacks all condition keys that are not given",
    )
