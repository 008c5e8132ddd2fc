"""What commands read: exports, policies, condition keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import iam_report as ir
from iam_report.cli.streams import complain
from iam_report.errors import IamReportError
from iam_report.writers.digest import serious
from iam_report.writers.plain import count

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    import pandas as pd

    from iam_report.snapshot import Snapshot

_DETAILS = "aws iam get-account-authorization-details"
#: Frames that only authorization details give.
_NEEDED = ("users", "roles", "principal_policies", "statements")
_PARTIAL = "`iam-report scan` shows the problems; pass --allow-partial to answer from what is there"


def snapshot_of(args: argparse.Namespace) -> Snapshot:
    """Return the latest of what `--from` names.

    Raises:
        IamReportError: It cannot be read, or holds no authorization details.
    """
    snapshot = ir.load(
        args.paths, as_of=args.as_of, account_id=args.account_id, dayfirst=args.dayfirst
    ).latest()
    if not all(name in snapshot for name in _NEEDED):
        raise IamReportError(
            "the exports hold no policies, so that nobody's permissions are known",
            hint=f"give what `{_DETAILS}` prints, too",
        )
    return snapshot


def complain_of_loss(problems: pd.DataFrame, hint: str) -> bool:
    """Say that the input is incomplete, if it is; return whether it is."""
    lost = len(serious(problems))
    if lost:
        what = f"the input is incomplete: {count(lost, 'problem')} of level warning or error"
        complain("warning", what, hint)
    return lost > 0


def is_incomplete(args: argparse.Namespace, snapshot: Snapshot) -> bool:
    """Say that the answer may be incomplete, as the input is; return whether that matters."""
    return not args.allow_partial and complain_of_loss(snapshot.problems, _PARTIAL)


def levels_of(options: list[str] | None) -> list[list[Any]] | None:
    """Return the policies of each level of the organization; None if no option gives any.

    Raises:
        IamReportError: No file is named, or one holds no policy.
    """
    return None if options is None else [policies_of(option) for option in options]


def policies_of(text: str) -> list[Any]:
    """Return the policies in files that are named with commas between them, each as a frame.

    Raises:
        IamReportError: No file is named, or one holds no policy.
    """
    return [ir.read_policy(name) for name in names_of(text)]


def names_of(text: str) -> list[str]:
    """Return the names of files that stand in one argument, with commas between them.

    Raises:
        IamReportError: None does.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise IamReportError(f"`{text}` names no file", hint="write FILE, or FILE,FILE")
    return names


def context_of(args: argparse.Namespace) -> dict[str, Any]:
    """Return the condition keys of `--context` and `--context-absent`.

    A key that is given several times has several values; its case does not count.

    Raises:
        IamReportError: One is not written as it must be, or both options name one key.
    """
    names: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for argument in args.context:
        key, equals, value = argument.partition("=")
        if not (equals and key.strip()):
            raise IamReportError(
                f"`{argument}` is no condition key with a value",
                hint="write KEY=VALUE, such as aws:SourceIp=203.0.113.7; "
                "--context-absent KEY for a key that the request lacks",
            )
        name = names.setdefault(key.strip().lower(), key.strip())
        values.setdefault(name, []).append(value)
    found: dict[str, Any] = {k: v[0] if len(v) == 1 else v for k, v in values.items()}
    return found | _absent(args.context_absent, names)


def _absent(keys: Iterable[str], given: dict[str, str]) -> dict[str, None]:
    """Return keys that the request lacks, each without a value."""
    found: dict[str, None] = {}
    for key in keys:
        if not key.strip() or "=" in key:
            raise IamReportError(
                f"`{key}` is no condition key", hint="write --context-absent KEY, without a value"
            )
        if key.strip().lower() in given:
            raise IamReportError(
                f"`{key}` has a value and is absent", hint="give --context or --context-absent"
            )
        found[key.strip()] = None
    return found
