"""`escalations`: who can become an administrator, or stronger than it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import iam_report as ir
from iam_report.access.can import principal_at
from iam_report.access.index import index_of
from iam_report.cli.escalation_arguments import GRAPH_SUFFIXES, TARGETS
from iam_report.cli.inputs import is_incomplete, levels_of, snapshot_of
from iam_report.cli.questions import write
from iam_report.cli.statuses import BAD, GOOD, INCOMPLETE
from iam_report.errors import IamReportError, shown
from iam_report.writers.escalations import (
    ADMINISTRATOR,
    Goal,
    edges_text,
    escalations_text,
    removals_text,
    rows_json,
    surest,
    ways_text,
)
from iam_report.writers.frame_text import frame_csv, frame_jsonl

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    import pandas as pd

    from iam_report.snapshot import Snapshot

#: Removals and ways that are in an answer.
_TOP: Final = 20
#: Targets of a principal that are in an answer.
_TARGETS: Final = 100
_SERVICE_LINKED: Final = "/aws-service-role/"


class _Answer(NamedTuple):
    """What is told.

    Attributes:
        name: Name of the frame.
        frame: Its rows.
        text: What makes text of it.
        status: The exit status, were the input complete.
    """

    name: str
    frame: pd.DataFrame
    text: Callable[[], str]
    status: int


def escalations(args: argparse.Namespace) -> int:
    """List who can become whom.

    Raises:
        IamReportError: Nothing can be asked of the input, or an argument is wrong.
    """
    _check(args)
    levels = levels_of(args.scp)
    snapshot = snapshot_of(args)
    answer = _ask(args, snapshot, levels)
    frame, is_safe = answer.frame, args.spreadsheet_safe is not False
    if args.graph:
        _draw(args, snapshot, levels)
    write(
        args,
        {
            "text": answer.text,
            "csv": lambda: frame_csv(frame, spreadsheet_safe=is_safe),
            "json": lambda: rows_json(answer.name, frame),
            "jsonl": lambda: frame_jsonl(frame),
        },
    )
    lost = is_incomplete(args, snapshot)
    return INCOMPLETE if lost and answer.status == GOOD else answer.status


def _check(args: argparse.Namespace) -> None:
    """Raise an error for options that do not go together."""
    ways = bool(args.principal and args.to) and not args.edges
    if args.removals and (args.principal or args.to):
        raise IamReportError(
            "`--removals` is about everybody", hint="leave out --principal and --to"
        )
    if ways and len(args.principal) > 1:
        raise IamReportError(
            "ways to `--to` are listed of one principal", hint="give --principal once, or no --to"
        )
    if args.targets and (args.to or args.edges or args.removals):
        raise IamReportError(
            "`--targets` does not go with `--to`, `--edges` and `--removals`",
            hint="leave it out",
        )
    if args.top and (args.edges or (args.to and not ways)):
        raise IamReportError(
            "`--top` does not go with `--edges`, or `--to` without `--principal`",
            hint="leave it out",
        )
    if args.graph and Path(args.graph).suffix.lower() not in GRAPH_SUFFIXES:
        raise IamReportError(
            f"there is no format for the graph `{args.graph}`",
            hint=f"let its name end in {', '.join(GRAPH_SUFFIXES)}",
        )


def _ask(args: argparse.Namespace, snapshot: Snapshot, levels: Any) -> _Answer:
    if args.to and args.principal and not args.edges:
        return _ways(args, snapshot, levels)
    if args.removals:
        frame = ir.escalation_removals(
            snapshot, top=args.top or _TOP, service_control_policies=levels
        )
        return _Answer("escalation_removals", frame, lambda: removals_text(frame), GOOD)
    target = _target(snapshot, args.to) if args.to else None
    if args.edges:
        edges = ir.escalation_edges(snapshot, args.principal, service_control_policies=levels)
        edges = _only(edges, target)
        return _Answer("escalation_edges", edges, lambda: edges_text(edges), GOOD)
    return _chains(args, snapshot, target, levels)


def _ways(args: argparse.Namespace, snapshot: Snapshot, levels: Any) -> _Answer:
    """Return all ways from one principal to another."""
    source = _arn(snapshot, args.principal[0])
    limit = args.top or _TOP
    frame = ir.paths(snapshot, source, args.to, limit=limit, service_control_policies=levels)
    is_admin = source in _administrators(snapshot, levels)
    return _Answer(
        "escalation_steps",
        frame,
        lambda: ways_text(frame, source, args.to, limit=limit, is_admin=is_admin),
        BAD if is_admin else _status(surest(frame)),
    )


def _chains(
    args: argparse.Namespace, snapshot: Snapshot, target: str | None, levels: Any
) -> _Answer:
    """Return who can become an administrator, or stronger, or one target."""
    administrators = _administrators(snapshot, levels)
    targets, limit = args.targets or TARGETS[0], args.top or _TARGETS
    end = "stronger" if targets == "stronger" else ADMINISTRATOR
    if target:
        targets, limit = _search_for(snapshot, target, administrators), 0
        end = target if targets == TARGETS[0] else f"{target} and gain by it"
    frame = ir.escalations(
        snapshot,
        args.principal,
        targets=targets,
        limit=limit or None,
        service_control_policies=levels,
    )
    frame = _only(frame, target)
    goal = _goal(args, snapshot, administrators)._replace(end=end, limit=limit)
    status = _status(frame["confidence"].cat.codes)
    return _Answer(
        "escalations",
        frame,
        lambda: escalations_text(frame, goal),
        BAD if goal.is_named and goal.administrators else status,
    )


def _search_for(snapshot: Snapshot, target: str, administrators: set[str]) -> str:
    """Return what to search for to find one target, which is searched for with all its like.

    Raises:
        IamReportError: It is a group whose members are no administrators.
    """
    if target in administrators:
        return TARGETS[0]
    if target in _groups(snapshot):
        raise IamReportError(
            f"`{shown(target)}` is a group that makes nobody an administrator",
            hint="give --principal for the ways to it, or --edges for who can join it",
        )
    return "stronger"


def _goal(args: argparse.Namespace, snapshot: Snapshot, administrators: set[str]) -> Goal:
    """Return how many were asked about."""
    if args.principal is None:
        known = len(administrators - _groups(snapshot))
        return Goal(ADMINISTRATOR, _count(snapshot) - known, known)
    named = {_arn(snapshot, name) for name in args.principal}
    already = len(named & administrators)
    return Goal(ADMINISTRATOR, len(named) - already, already, is_named=True)


def _administrators(snapshot: Snapshot, levels: Any) -> set[str]:
    """Return the ARNs of the administrators, and of the groups that make one of each member."""
    nodes = ir.escalation_graph(snapshot, (), service_control_policies=levels).nodes
    return set(nodes.loc[nodes["is_admin"].fillna(value=False), "arn"])


def _groups(snapshot: Snapshot) -> set[str]:
    return set(snapshot["groups"]["arn"])


def _target(snapshot: Snapshot, name: str) -> str:
    return name if name in _groups(snapshot) else _arn(snapshot, name)


def _arn(snapshot: Snapshot, name: str) -> str:
    index = index_of(snapshot)
    return index.arns[principal_at(index, name)]


def _only(frame: pd.DataFrame, target: str | None) -> pd.DataFrame:
    if target is None:
        return frame
    return frame[(frame["target"] == target).fillna(value=False)].reset_index(drop=True)


def _count(snapshot: Snapshot) -> int:
    """Return how many users and roles there are that could become something else."""
    is_linked = snapshot["roles"]["path"].str.startswith(_SERVICE_LINKED)
    return len(snapshot["users"]) + int((~is_linked.fillna(value=False)).sum())


def _status(sure: pd.Series) -> int:
    """Return the exit status, of how sure chains are: certain, not certain, or none at all."""
    if sure.empty:
        return GOOD
    return BAD if (sure == 0).any() else INCOMPLETE


def _draw(args: argparse.Namespace, snapshot: Snapshot, levels: Any) -> None:
    """Write who can become whom as a picture, or for other programs."""
    graph = ir.escalation_graph(snapshot, args.principal, service_control_policies=levels)
    suffix = Path(args.graph).suffix.lower()
    if suffix == ".svg":
        graph.to_svg(args.graph, focus=args.targets or TARGETS[0], overwrite=args.overwrite)
    else:
        write_graph = graph.to_dot if suffix == ".dot" else graph.to_graphml
        write_graph(args.graph, overwrite=args.overwrite)
