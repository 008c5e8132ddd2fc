"""The nodes and edges of a picture, as texts: few enough for loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow.compute as pc

from iam_report.graph._drawing_fold import chosen
from iam_report.graph._drawing_hops import CONFIDENCES, FOCUSES, hops_of
from iam_report.graph._drawing_text import clean, count, cut, listed, name_of
from iam_report.graph._graph_parts import UNKNOWN
from iam_report.graph._reach import reaching

if TYPE_CHECKING:
    from iam_report.graph._drawing_fold import Choice
    from iam_report.graph._drawing_hops import Hops
    from iam_report.graph._graph_parts import Parts

#: Paths that a label names, where they have no more characters than this; lines of a tooltip, and
#: characters of a line.
_PATHS: Final = 2
_LABEL: Final = 30
_LINES: Final = 6
_CHARACTERS: Final = 300

#: A beginning of names that says something about them.
_PREFIX: Final = 2
#: Names of many that are shown, where they have no more characters than this.
_NAMES: Final = 3
_ROOM: Final = 36

_PRINCIPALS: Final = ("role", "user")


class Node(NamedTuple):
    """A node of a picture.

    Attributes:
        title: Name, or how many there are and what their names begin with.
        subtitle: What it is.
        tooltip: ARNs, and what is worth knowing, line by line.
        kind: `user`, `role`, `group`, or empty for administrators that are none yet.
        state: `administrator`, `made` for one that is none yet, or empty.
        many: How many nodes of the graph it stands for.
        rank: Column, from the last one.
    """

    title: str
    subtitle: str
    tooltip: str
    kind: str
    state: str
    many: int
    rank: int


class Edge(NamedTuple):
    """An edge of a picture: all hops from one node to another one.

    Attributes:
        source: Number of the node that it begins at.
        target: Number of the node that it ends at.
        label: IDs of the paths.
        tooltip: What can be done, path by path.
        confidence: The best there is.
    """

    source: int
    target: int
    label: str
    tooltip: str
    confidence: str


class Sketch(NamedTuple):
    """What a picture shows, without places.

    Attributes:
        title: What it is about.
        summary: What there is to see, in sentences.
        notes: What is left out, in sentences.
        nodes: Nodes, those that matter most first.
        edges: Edges.
    """

    title: str
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def sketched(parts: Parts, focus: str) -> Sketch:
    """Return what a picture of a graph shows."""
    hops = hops_of(parts, focus)
    choice = chosen(hops)
    several = len(set(hops.account[np.concatenate([[], *choice.members]).astype(int)].tolist())) > 1
    nodes = tuple(
        _node(hops, members, several=several, is_inner=group in choice.inner)
        for group, members in zip(choice.groups, choice.members, strict=True)
    )
    number = {group: place for place, group in enumerate(choice.groups)}
    edges = tuple(_edge(hops, choice, pair, number) for pair in choice.shown.tolist())
    title = "Who can become an administrator" if focus == FOCUSES[0] else "Who can become whom"
    return Sketch(title, _summary(hops, focus), _notes(hops, choice), nodes, edges)


def _node(hops: Hops, members: np.ndarray, *, several: bool, is_inner: bool) -> Node:
    first = int(members[0])
    state = "made" if hops.is_made(members)[0] else ""
    state = "administrator" if hops.is_admin[first] else state
    where = f" in {clean(hops.accounts[hops.account[first]])}" if several else ""
    named = hops.named(members)
    if named[0] < 0:
        tooltip = (
            "Gives itself, or a user or role that it makes, the permissions of an administrator"
        )
        subtitle = where.strip() or "gives itself any permission"
        return Node("becomes administrator", subtitle, tooltip + where, "", state, 1, 0)
    kind = clean(hops.kinds[hops.kind[first]]) or "principal"
    arns = [clean(hops.parts.names[int(n)].as_py()) for n in named[:_LINES]]
    title, subtitle = _words(hops, named, kind, state)
    lines = [cut(arn, _CHARACTERS) for arn in arns]
    if len(named) > _LINES:
        lines.append(f"and {len(named) - _LINES:,} more")
    lines.append(_what_it_is(state, int(hops.distance[first])))
    if is_inner:
        lines.append("Some of them can become one another")
    tooltip = "\n".join(line for line in lines if line)
    rank = int(hops.rank[first])
    return Node(title, subtitle + where, tooltip, kind, state, len(named), rank)


def _words(hops: Hops, named: np.ndarray, kind: str, state: str) -> tuple[str, str]:
    """Return title and subtitle of a node that stands for one or more of the graph."""
    names = hops.parts.names
    if len(named) == 1:
        what = {"administrator": f"administrator ({kind})", "made": "becomes administrator"}
        return clean(name_of(names[int(named[0])].as_py())), what.get(state, kind)
    what = {"administrator": f"administrators ({kind}s)", "made": "become administrators"}
    words = sorted(name_of(name) for name in names.take(named).to_pylist())
    prefix = _common(words[0], words[-1])
    like = f" like {clean(prefix)}*" if len(prefix) >= _PREFIX else ""
    return f"{len(named):,} {kind}s{like}", what.get(
        state, _fitting([clean(word) for word in words], _NAMES, _ROOM)
    )


def _fitting(words: list[str], most: int, room: int) -> str:
    """Return as many words as there is room for, at least one, and how many there are more."""
    lists = [listed(words, shown) for shown in range(most, 0, -1)]
    return next((text for text in lists if len(text) <= room), lists[-1])


def _common(one: str, other: str) -> str:
    """Return what two names begin with; of sorted ones, the first and last have what all have."""
    length = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return one[:length] if length is not None else min(one, other, key=len)


def _what_it_is(state: str, distance: int) -> str:
    if state == "made":
        return "No administrator yet: others can give it any permission"
    if state:
        return "Administrator"
    return f"{count(distance, 'hop')} from an administrator" if distance > 0 else ""


def _edge(hops: Hops, choice: Choice, pair: int, number: dict[int, int]) -> Edge:
    pairs = choice.pairs
    rows = pairs.order[pairs.first[pair] : pairs.first[pair + 1]]
    step = hops.confidence[rows] * len(hops.paths) + hops.path[rows]
    _, first, times = np.unique(step, return_index=True, return_counts=True)
    found = list(dict.fromkeys(hops.paths[n] for n in hops.path[rows[first]].tolist()))
    lines = [
        _line(hops, int(row), int(many))
        for row, many in zip(rows[first][:_LINES], times[:_LINES], strict=True)
    ]
    if len(first) > _LINES:
        lines.append(f"and {len(first) - _LINES:,} more paths")
    return Edge(
        number[int(pairs.source[pair])],
        number[int(pairs.target[pair])],
        _fitting([clean(path) for path in found], _PATHS, _LABEL),
        "\n".join(lines),
        CONFIDENCES[int(pairs.confidence[pair])],
    )


def _line(hops: Hops, row: int, times: int) -> str:
    """Return a line about hops by the same path: that of one of them, and how many there are."""
    place = int(hops.row[row])
    values = {
        name: hops.parts.edges[name][place].as_py() if name in hops.parts.edges else None
        for name in ("path_id", "explanation", "missing_context", "needs")
    }
    confidence = CONFIDENCES[int(hops.confidence[row])]
    why = {"conditional": values["missing_context"], "needs": values["needs"]}.get(confidence)
    of_it = " on " if confidence == "conditional" else " "
    sure = confidence + (f"{of_it}{why}" if why else "")
    more = f" (and {times - 1:,} more like it)" if times > 1 else ""
    text = f"{values['path_id']}, {sure}: {values['explanation'] or ''}"
    return cut(clean(text), _CHARACTERS) + more


def _summary(hops: Hops, focus: str) -> tuple[str, ...]:
    """Return how many can become administrators, and whose graph it is."""
    numbers = [number for number, kind in enumerate(hops.kinds) if kind in _PRINCIPALS]
    is_principal = np.isin(hops.kind[: hops.size], numbers)
    able = (hops.distance[: hops.size] > 0) & is_principal
    sure = hops.confidence == 0
    goals = np.flatnonzero(hops.distance == 0)
    surely = reaching(len(hops.rank), hops.source[sure], hops.target[sure], goals)
    certain = int((able & (surely[: hops.size] > 0)).sum())
    many = int(able.sum())
    certainly = {0: "none", many: "all"}.get(certain, f"{certain:,}")
    found = "None of these hops leads to an administrator."
    if many == 1:
        sure_or_not = "certainly" if certain else "but not certainly"
        found = f"1 principal can become administrator, {sure_or_not}."
    elif many:
        found = f"{many:,} principals can become administrator, {certainly} of them certainly."
    if focus != FOCUSES[0]:
        sources = count(len(np.unique(hops.source)), "principal")
        found = f"{sources} can get the rights of others. {found}"
    moments = sorted(set(hops.parts.nodes["as_of"].to_pylist()) - {None})
    accounts = [cut(clean(account), _ROOM) for account in hops.accounts if account]
    where = f"Account {accounts[0]}" if len(accounts) == 1 else count(len(accounts), "account")
    when = f", as of {clean(moments[-1])[:10]}" if moments else ""
    return found, f"{where}{when}."


def _notes(hops: Hops, choice: Choice) -> tuple[str, ...]:
    """Return what the picture leaves out."""
    nodes, edges = choice.left_out
    left_out = [count(n, noun) for n, noun in ((nodes, "principal"), (edges, "edge")) if n]
    notes = []
    if left_out:
        what = " and ".join(left_out)
        notes.append(f"Not shown: {what}. What is shown matters to the most principals.")
    unknown = pc.index(hops.parts.names, UNKNOWN).as_py()
    lost = int((hops.parts.target == unknown).sum()) if unknown >= 0 else 0
    if lost:
        ways = count(lost, "hop")
        notes.append(f"The exports do not name the target of {ways}, not shown here.")
    return tuple(notes)
