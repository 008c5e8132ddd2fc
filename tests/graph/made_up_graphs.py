"""Escalation graphs written as lines, such as `ana -iam-002-> ops`, for tests of pictures and files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from iam_report.frames.escalation_edges import ESCALATION_EDGES
from iam_report.graph.escalation_graph import EscalationGraph
from iam_report.schema import BOOL, STRING, TIMESTAMP

if TYPE_CHECKING:
    from collections.abc import Iterable

ACCOUNT = "111122223333"
OTHER = "444455556666"
MOMENT = pd.Timestamp("2026-01-31T12:00:00", tz="UTC")

#: Lines that say how sure a hop is: certain, conditional, or what an export would show.
ARROWS = {"->": "certain", "~>": "conditional", "?>": "needs"}
_HOP = re.compile(r"(\S+) -(\S+?)(->|~>|\?>) (\S+)")


def arn(name: str) -> str:
    """Return the ARN that `u:ana`, `r:ops`, `g:devs` or `r:ops@444455556666` stands for."""
    if ":" not in name[:2]:
        return name
    kind, rest = name.split(":", 1)
    rest, _, account = rest.partition("@")
    word = {"u": "user", "r": "role", "g": "group"}[kind]
    return f"arn:aws:iam::{account or ACCOUNT}:{word}/{rest}"


def kind_of(name: str) -> str:
    """Return `user`, `role` or `group`."""
    return {"u": "user", "r": "role", "g": "group"}.get(name[:1], "user")


def nodes_of(names: Iterable[str], admins: Iterable[str] = ()) -> pd.DataFrame:
    """Return a frame of nodes."""
    every = list(dict.fromkeys([*names, *admins]))
    frame = pd.DataFrame(
        {
            "account_id": [n.partition("@")[2] or ACCOUNT for n in every],
            "as_of": [MOMENT] * len(every),
            "arn": [arn(n) for n in every],
            "kind": [kind_of(n) for n in every],
            "is_admin": [n in set(admins) for n in every],
        }
    )
    types = (STRING, TIMESTAMP, STRING, STRING, BOOL)
    return frame.astype({n: pd.ArrowDtype(t) for n, t in zip(frame.columns, types, strict=True)})


def edge(source: str, path: str, confidence: str, target: str, /, **other: Any) -> dict[str, Any]:
    """Return a row of the frame of edges; the target `!` is the source, and `x!` is made one."""
    makes = target.endswith("!")
    target = target.removesuffix("!") or source
    row = {
        "account_id": source.partition("@")[2] or ACCOUNT,
        "as_of": MOMENT,
        "source": arn(source),
        "source_type": kind_of(source),
        "target": arn(target),
        "target_type": kind_of(target),
        "target_account": target.partition("@")[2] or ACCOUNT,
        "path_id": path,
        "category": "self-escalation" if source == target else "principal-access",
        "yields": "administrator" if makes else "target",
        "confidence": confidence,
        "target_class": None,
        "actions": "iam:CreateAccessKey",
        "policies": "Policy",
        "statements": "Policy[0]",
        "missing_context": "aws:MultiFactorAuthPresent" if confidence == "conditional" else None,
        "needs": "aws iam list-access-keys" if confidence == "needs" else None,
        "explanation": f"{arn(source)} can make an access key of {arn(target)}.",
    }
    return {**row, **other}


def edges_of(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return a frame of edges."""
    frame = pd.DataFrame(list(rows), columns=[c.name for c in ESCALATION_EDGES.columns])
    return frame.astype({c.name: c.dtype for c in ESCALATION_EDGES.columns})


def graph_of(
    *lines: str, admins: Iterable[str] = (), others: Iterable[str] = ()
) -> EscalationGraph:
    """Return the graph of hops such as `u:ana -iam-002-> r:ops`; see `ARROWS`."""
    rows, names = [], []
    for line in lines:
        match = _HOP.fullmatch(line)
        assert match, line
        source, path, arrow, target = match.groups()
        rows.append(edge(source, path, ARROWS[arrow], target))
        names += [source, target.removesuffix("!") or source]
    return EscalationGraph(nodes_of([*names, *others], admins), edges_of(rows))


def large_graph(principals: int, hops: int, *, seed: int = 0, admins: int = 20) -> EscalationGraph:
    """Return a graph of random hops, in no order."""
    random = np.random.default_rng(seed)
    names = np.array([f"arn:aws:iam::{ACCOUNT}:user/person-{n}" for n in range(principals)])
    nodes = nodes_of([])
    nodes = pd.DataFrame(
        {
            "account_id": ACCOUNT,
            "as_of": MOMENT,
            "arn": names,
            "kind": "user",
            "is_admin": np.arange(principals) < admins,
        }
    ).astype(nodes.dtypes)
    source = random.integers(admins, principals, hops)
    target = random.integers(0, principals, hops)
    paths = np.array(["iam-002", "iam-015", "sts-001", "lambda-001"])
    words = np.array(["certain", "conditional", "needs"])
    row = edge("u:a", "iam-002", "certain", "u:b")
    columns = {
        **row,
        "source": names[source],
        "target": names[target],
        "path_id": paths[random.integers(0, len(paths), hops)],
        "confidence": words[random.integers(0, len(words), hops)],
    }
    edges = pd.DataFrame(columns, index=range(hops)).astype(edges_of([]).dtypes)
    return EscalationGraph(nodes, edges)
