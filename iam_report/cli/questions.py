"""`can` and `who-can`: what principals may do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import iam_report as ir
from iam_report.catalog.actions import catalogue
from iam_report.cli.inputs import context_of, is_incomplete, levels_of, snapshot_of
from iam_report.cli.settings import SUFFIXES
from iam_report.cli.statuses import BAD, GOOD, INCOMPLETE
from iam_report.cli.streams import complain, show
from iam_report.errors import IamReportError, did_you_mean
from iam_report.writers.decisions import (
    Question,
    decision_json,
    decision_text,
    who_can_json,
    who_can_text,
)
from iam_report.writers.files import deliver
from iam_report.writers.frame_text import frame_csv, frame_jsonl

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from iam_report.snapshot import Snapshot

_ACCOUNT: Final = 4


def can(args: argparse.Namespace) -> int:
    """Tell whether somebody may do something.

    Raises:
        IamReportError: Nothing can be asked of the input, or an argument is wrong.
    """
    more = _more(args)
    snapshot = snapshot_of(args)
    decision = ir.can(snapshot, args.principal, args.action, args.resource, **more)
    asked = Question(args.action, args.resource, args.principal)
    form = args.format or "text"
    _note(args, snapshot, is_about_all=False)
    show((decision_json if form == "json" else decision_text)(decision, asked), form)
    if is_incomplete(args, snapshot) or decision.is_allowed is None:
        return INCOMPLETE
    return GOOD if decision.is_allowed else BAD


def who_can(args: argparse.Namespace) -> int:
    """List everybody who may do something.

    Raises:
        IamReportError: Nothing can be asked of the input, or an argument is wrong.
    """
    more = _more(args)
    snapshot = snapshot_of(args)
    frame = ir.who_can(snapshot, args.action, args.resource, denied=args.denied, **more)
    _note(args, snapshot, is_about_all=True)
    asked = Question(args.action, args.resource)
    is_safe = args.spreadsheet_safe is not False
    write(
        args,
        {
            "text": lambda: who_can_text(frame, asked),
            "csv": lambda: frame_csv(frame, spreadsheet_safe=is_safe),
            "json": lambda: who_can_json(frame, asked),
            "jsonl": lambda: frame_jsonl(frame),
        },
    )
    return INCOMPLETE if is_incomplete(args, snapshot) else GOOD


def write(args: argparse.Namespace, writers: Mapping[str, Callable[[], str]]) -> None:
    """Write an answer to `--output`, or print it, in the format that is asked for.

    Raises:
        IamReportError: The file exists or cannot be written.
    """
    suffix = Path(args.output).suffix.lower() if args.output else ""
    form = args.format or SUFFIXES.get(suffix, "text")
    if form not in writers:
        raise IamReportError(
            f"there is no format `{form}` of this answer", hint=f"there are {', '.join(writers)}"
        )
    text = writers[form]()
    if args.output:
        deliver([text.encode()], args.output, overwrite=args.overwrite)
    else:
        show(text, form)


def _note(args: argparse.Namespace, snapshot: Snapshot, *, is_about_all: bool) -> None:
    """Say on the error stream what the answer rests on, where a reader could overlook it."""
    known = catalogue()
    action = args.action.lower()
    if ":" in action and not set("*?") & set(action) and action not in known.index:
        hint = did_you_mean(args.action, known.display)
        complain("note", f"the catalogue knows no action `{args.action}`", hint)
    parts = args.resource.split(":")
    is_ownerless = len(parts) > _ACCOUNT and not parts[_ACCOUNT] and not args.resource_account
    if is_about_all and is_ownerless and snapshot.accounts["account_id"].nunique() > 1:
        complain(
            "note",
            f"`{args.resource}` names no account: it is taken to belong to that of each principal",
            "give --resource-account",
        )


def _more(args: argparse.Namespace) -> dict[str, Any]:
    """Return the arguments that both questions have."""
    resource = None if args.resource_policy is None else ir.read_policy(args.resource_policy)
    return {
        "context": context_of(args),
        "context_complete": args.context_complete,
        "resource_policy": resource,
        "resource_account": args.resource_account,
        "service_control_policies": levels_of(args.scp),
        "resource_control_policies": levels_of(args.rcp),
    }
