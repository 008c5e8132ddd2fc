"""`compare-policies` and `check-policy`: what policies grant, apart from who has them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa

from iam_report.cli.inputs import names_of, policies_of
from iam_report.cli.questions import write
from iam_report.cli.statuses import BAD, GOOD, INCOMPLETE
from iam_report.cli.streams import show
from iam_report.errors import IamReportError
from iam_report.policy import comparison, public_access
from iam_report.schema import as_arrow, as_series, repeated
from iam_report.writers.comparisons import check_text, lines_of, new_access_text, rows_json
from iam_report.writers.frame_text import frame_csv

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

#: What the answers come to: whether access is granted that must not be.
_GRANTS: Final[Mapping[Any, bool | None]] = MappingProxyType(
    {True: True, False: False, "new": True, "public": True, "not public": False}
)


def compare_policies(args: argparse.Namespace) -> int:
    """Tell what a policy allows that another does not.

    Raises:
        IamReportError: A file holds no policy, or an argument is wrong.
    """
    old, new = policies_of(args.old), policies_of(args.new)
    frame = _with_file(comparison.compare_policies(old, new), args.new)
    is_safe = args.spreadsheet_safe is not False
    write(
        args,
        {
            "text": lambda: new_access_text(frame),
            "csv": lambda: frame_csv(frame, spreadsheet_safe=is_safe),
            "json": lambda: rows_json(new_access=frame),
            "jsonl": lambda: "".join(f"{line}\n" for line in lines_of(frame)),
        },
    )
    return _status(_answers(frame, "verdict"))


def _with_file(frame: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return a frame with the name of the file for the position of a policy."""
    files = pa.array(names_of(text)).take(as_arrow(frame["policy"]).combine_chunks())
    frame.insert(0, "file", as_series(files))
    return frame


def check_policy(args: argparse.Namespace) -> int:
    """Tell whether a policy grants what it must not.

    Raises:
        IamReportError: A file holds no policy, or nothing is asked.
    """
    actions = [a.strip() for text in args.not_granted for a in text.split(",") if a.strip()]
    if not actions and not args.no_public_access:
        raise IamReportError(
            "nothing is asked of the policy", hint="give --not-granted or --no-public-access"
        )
    policies = policies_of(args.policy)
    granted = public = None
    if actions:
        granted = comparison.check_access_not_granted(policies, actions, args.resource)
        granted = _with_file(granted, args.policy)
    if args.no_public_access:
        public = _public(policies, args)
    form = args.format or "text"
    text = (
        rows_json(access_not_granted=granted, no_public_access=public)
        if form == "json"
        else check_text(granted, public)
    )
    show(text, form)
    return _status([*_answers(granted, "granted"), *_answers(public, "verdict")])


def _answers(frame: pd.DataFrame | None, column: str) -> list[bool | None]:
    """Return for each row whether it grants; None if that is not known."""
    values = [] if frame is None else as_arrow(frame[column]).to_pylist()
    return [_GRANTS.get(value) for value in values]


def _public(policies: list[Any], args: argparse.Namespace) -> pd.DataFrame:
    found = []
    for name, policy in zip(names_of(args.policy), policies, strict=True):
        frame = public_access.check_no_public_access(policy, resource_type=args.resource_type)
        frame.insert(0, "file", as_series(repeated(name, len(frame))))
        found.append(frame)
    return pd.concat(found, ignore_index=True)


def _status(grants: list[bool | None]) -> int:
    """Return the exit status: of grants that are known, may be, or are none."""
    found = set(grants)
    return BAD if True in found else INCOMPLETE if found - {False} else GOOD
