"""What can be given to `compare-policies` and `check-policy`."""

from __future__ import annotations

import argparse
from typing import Any, Final

from iam_report.cli.scan_arguments import add_destination

COMPARISON_FORMATS: Final = ("text", "csv", "json", "jsonl")

_FILES: Final = """\
A FILE holds the JSON of a policy, or what an AWS CLI command prints around it; - is standard input.
Several, with commas between them, hold together, as the policies of one principal do.
"""

_COMPARE: Final = f"""\
{_FILES}
Every row comes with a request that NEW allows and OLD does not, unless that cannot be told.

examples:
  iam-report compare-policies old.json new.json
  git show main:policy.json | iam-report compare-policies - policy.json
  iam-report compare-policies before.json after-1.json,after-2.json

exit status:
  0    NEW allows nothing that OLD does not allow
  1    it does
  2    unusable input or arguments
  3    that cannot be told
  70   internal error
  130  interrupted
"""

_CHECK: Final = f"""\
{_FILES}
examples:
  iam-report check-policy policy.json --not-granted iam:PassRole,sts:AssumeRole
  iam-report check-policy policy.json --not-granted 's3:Delete*' --resource 'arn:aws:s3:::tickets/*'
  iam-report check-policy bucket-policy.json --no-public-access --resource-type AWS::S3::Bucket

exit status:
  0    the policy grants nothing that was asked about
  1    it grants it without conditions, or to everybody
  2    unusable input or arguments
  3    it may grant it: under conditions, or that cannot be told
  70   internal error
  130  interrupted
"""


def add_compare_policies(commands: Any) -> None:
    """Add the command `compare-policies`."""
    compare = commands.add_parser(
        "compare-policies",
        help="tell what a policy allows that another does not",
        description="Tell what the policy NEW allows that the policy OLD does not.",
        epilog=_COMPARE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for name, what in (("old", "was"), ("new", "is to be")):
        compare.add_argument(
            name, metavar=name.upper(), help=f"FILE,... with the policy as it {what}"
        )
    add_destination(
        compare.add_argument_group("output"),
        COMPARISON_FORMATS,
        "text is for people, the others have all columns",
    )


def add_check_policy(commands: Any) -> None:
    """Add the command `check-policy`."""
    check = commands.add_parser(
        "check-policy",
        help="tell whether a policy grants what it must not",
        description="Tell whether a policy grants what it must not.",
        epilog=_CHECK,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    check.add_argument("policy", metavar="POLICY", help="FILE,... with the policy")
    check.add_argument(
        "--not-granted",
        metavar="ACTION,...",
        action="append",
        default=[],
        help="actions, or patterns of them, that it must not grant",
    )
    check.add_argument(
        "--resource",
        metavar="ARN",
        action="append",
        help="on which resources it must not: an ARN or a pattern, several by giving it again; by "
        "default on any",
    )
    check.add_argument(
        "--no-public-access",
        action="store_true",
        help="it must not grant access to everybody; each policy is looked at by itself",
    )
    check.add_argument(
        "--resource-type",
        metavar="TYPE",
        help="the type of the resource that has the policy, as CloudFormation calls it",
    )
    check.add_argument("--format", choices=("text", "json"), help="by default text")
