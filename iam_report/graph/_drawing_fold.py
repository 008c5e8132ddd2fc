"""Nodes of which pictures show one for many: those that get the same by the same paths."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from iam_report.graph._drawing_hops import Hops

#: Nodes and edges of a picture at most.
MOST_NODES: Final = 60
MOST_EDGES: Final = 150
#: Of these, edges within a column or away from administrators: the chains are clear without them.
_MOST_TURNS: Final = 40

#: So many that are alike are one node also where there is room for each.
_MANY: Final = 4

#: Columns that are folded one after the other; accounts with longer chains are made up.
_COLUMNS: Final = 64

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_AGAIN: Final = np.uint64(0xD6E8FEB86659FD93)


class Pairs(NamedTuple):
    """Pairs of nodes with hops from the first to the second, each pair once.

    Attributes:
        source: Node or group of nodes that the hops begin at.
        target: The one that they end at.
        confidence: The best confidence of its hops.
        label: A mix of the paths and their confidences.
        order: Rows of `Hops`, pair by pair, the surest first, then by path.
        first: Where each pair begins in `order`; and the end of the last.
    """

    source: np.ndarray
    target: np.ndarray
    confidence: np.ndarray
    label: np.ndarray
    order: np.ndarray
    first: np.ndarray


def pairs_of(hops: Hops, group: np.ndarray) -> Pairs:
    """Return the pairs of groups with hops between them; `group` is that of each node."""
    source, target = group[hops.source], group[hops.target]
    step = hops.confidence * max(len(hops.paths), 1) + hops.path
    order = np.lexsort((hops.row, step, target, source))
    source, target, step = source[order], target[order], step[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (np.diff(source) != 0) | (np.diff(target) != 0)
    is_other = is_new.copy()
    is_other[1:] |= np.diff(step) != 0
    first = np.flatnonzero(is_new)
    mixed = np.where(is_other, mix(step), np.uint64(0))
    label = np.add.reduceat(mixed, first) if len(first) else mixed
    return Pairs(
        source[first],
        target[first],
        hops.confidence[order][first],
        label,
        order,
        np.append(first, len(order)),
    )


def mix(*values: np.ndarray) -> np.ndarray:
    """Return 64 bits for each row of whole numbers; other rows almost surely have other bits."""
    found = np.zeros(len(values[0]), np.uint64)
    for value in values:
        found = (found ^ value.astype(np.uint64)) * _MIX
        found = (found ^ (found >> np.uint64(29))) * _MIX_AGAIN
        found ^= found >> np.uint64(32)
    return found


def folded(hops: Hops) -> np.ndarray:
    """Return the group of each node that is shown, numbered from 0; -1 for all others.

    Nodes of one column, kind and account are one group if the same hops lead to them and from
    them; if there are still too many, if the same lead from them. Of those that are made
    administrators it matters by whom, and not by which paths.
    """
    shown = np.flatnonzero(hops.rank >= 0)
    alone = np.arange(len(hops.rank))
    pairs = pairs_of(hops, alone)
    ahead = _is_ahead(hops, pairs)
    outs = _sums(pairs.source, mix(pairs.target, pairs.label), ahead, len(alone))
    label = np.where(hops.is_made(pairs.target), np.uint64(0), pairs.label)
    ins = _sums(pairs.target, mix(pairs.source, label), ahead, len(alone))
    least = _MANY if len(shown) <= MOST_NODES else 2
    group = _numbered(_looks(hops, shown, outs[shown], ins[shown]), shown, least, len(alone))
    if group.max(initial=-1) >= MOST_NODES:
        group = _by_what_they_get(hops, pairs, ahead, ins)
    return group


def _by_what_they_get(hops: Hops, pairs: Pairs, ahead: np.ndarray, ins: np.ndarray) -> np.ndarray:
    """Return groups with the same hops to the groups of the column before, column by column."""
    keys = np.zeros(len(hops.rank), np.uint64)
    rank = hops.rank
    end = np.flatnonzero(rank == 0)
    keys[end] = _looks(hops, end, ins[end])
    by_rank = np.argsort(rank[pairs.source], kind="stable")
    by_rank = by_rank[ahead[by_rank]]
    bounds = np.searchsorted(rank[pairs.source][by_rank], np.arange(_COLUMNS + 1))
    for column in range(1, _COLUMNS):
        rows = by_rank[bounds[column] : bounds[column + 1]]
        nodes = np.flatnonzero(rank == column)
        if not len(nodes):
            break
        source, first = _distinct(pairs.source[rows], keys[pairs.target[rows]], pairs.label[rows])
        got = _sums(source, first, np.ones(len(source), bool), len(keys))
        keys[nodes] = _looks(hops, nodes, got[nodes])
    far = np.flatnonzero(rank >= _COLUMNS)
    keys[far] = mix(far)
    shown = np.flatnonzero(rank >= 0)
    return _numbered(keys[shown], shown, 2, len(keys))


def _distinct(
    source: np.ndarray, key: np.ndarray, label: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each source with what it gets, each once: to be two of a group is to be in it."""
    got = mix(key, label)
    order = np.lexsort((got, source))
    source, got = source[order], got[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (np.diff(source) != 0) | (got[1:] != got[:-1])
    return source[is_new], got[is_new]


def _is_ahead(hops: Hops, pairs: Pairs) -> np.ndarray:
    """Tell which pairs lead to the next column."""
    ahead: np.ndarray = hops.rank[pairs.source] == hops.rank[pairs.target] + 1
    return ahead


def _looks(hops: Hops, nodes: np.ndarray, *more: np.ndarray) -> np.ndarray:
    """Return a mix of what nodes of one group have in common."""
    is_made = hops.is_made(nodes)
    common = (hops.rank[nodes], hops.kind[nodes], hops.account[nodes], hops.is_admin[nodes])
    return mix(*common, is_made, *more)


def _sums(place: np.ndarray, value: np.ndarray, where: np.ndarray, count: int) -> np.ndarray:
    """Return the sum of the values at each of `count` places, in 64 bits that overflow."""
    found = np.zeros(count, np.uint64)
    np.add.at(found, place[where], value[where])
    return found


def _numbered(keys: np.ndarray, shown: np.ndarray, least: int, count: int) -> np.ndarray:
    """Return the group of each node: those with equal keys, or the node if these are too few."""
    _, group, size = np.unique(keys, return_inverse=True, return_counts=True)
    alone = size[group] < least
    group[alone] = len(size) + np.arange(int(alone.sum()))
    found = np.full(count, -1)
    found[shown] = np.unique(group, return_inverse=True)[1]
    return found


class Choice(NamedTuple):
    """The groups and pairs of groups that a picture shows, those that matter most first.

    Attributes:
        groups: Numbers of the groups.
        members: Nodes of each of these.
        pairs: All pairs of groups.
        shown: Numbers of the pairs that are shown.
        inner: Groups some of whose members can become one another.
        left_out: How many nodes and how many pairs of groups are not shown.
    """

    groups: list[int]
    members: list[np.ndarray]
    pairs: Pairs
    shown: np.ndarray
    inner: frozenset[int]
    left_out: tuple[int, int]


def chosen(hops: Hops) -> Choice:
    """Return what of the folded graph is shown.

    A group matters as much as there are principals on whose best chain it stands; so where a
    group is shown, a way from it to an administrator is, too.
    """
    group = folded(hops)
    count = int(group.max(initial=-1)) + 1
    nodes = np.argsort(group, kind="stable")[int((group < 0).sum()) :]
    size = np.bincount(group[nodes], minlength=count)
    ends = np.cumsum(size)
    first = nodes[ends - size]
    rank = hops.rank[first]
    pairs = pairs_of(hops, group)
    parent = _parents(pairs, rank, size)
    weight = _weights(parent, pairs, rank, size)
    groups = np.lexsort((first, rank, -weight))[:MOST_NODES]
    shown = _shown_pairs(pairs, groups, parent, weight, rank)
    groups = groups[np.isin(groups, np.append(pairs.source[shown], pairs.target[shown]))]
    outer = pairs.source != pairs.target
    return Choice(
        groups.tolist(),
        [nodes[ends[g] - size[g] : ends[g]] for g in groups.tolist()],
        pairs,
        shown,
        frozenset(pairs.source[~outer].tolist()),
        (int(size.sum() - size[groups].sum()), int(outer.sum()) - len(shown)),
    )


def _shown_pairs(
    pairs: Pairs, groups: np.ndarray, parent: np.ndarray, weight: np.ndarray, rank: np.ndarray
) -> np.ndarray:
    """Return the pairs between groups that are shown: best chains, then others, then detours."""
    is_shown = np.zeros(len(rank), bool)
    is_shown[groups] = True
    outer = pairs.source != pairs.target
    possible = np.flatnonzero(outer & is_shown[pairs.source] & is_shown[pairs.target])
    source, target = pairs.source[possible], pairs.target[possible]
    nearer = np.sign(rank[source] - rank[target])
    turn = np.where(np.isin(possible, parent), -1, 1 - nearer)
    order = np.lexsort((target, source, -weight[source], turn))
    turns = np.cumsum(turn[order] > 0) * (turn[order] > 0)
    best: np.ndarray = possible[order][turns <= _MOST_TURNS]
    return best[:MOST_EDGES]


def _parents(pairs: Pairs, rank: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return the pair by which each group goes on best; -1 where it stands at the end."""
    ahead = np.flatnonzero(rank[pairs.source] == rank[pairs.target] + 1)
    popular = np.bincount(
        pairs.target[ahead], weights=size[pairs.source[ahead]], minlength=len(rank)
    )
    target = pairs.target[ahead]
    keys = (target, -popular[target], pairs.confidence[ahead], pairs.source[ahead])
    order = ahead[np.lexsort(keys)]
    source, first = np.unique(pairs.source[order], return_index=True)
    parent = np.full(len(rank), -1)
    parent[source] = order[first]
    return parent


def _weights(parent: np.ndarray, pairs: Pairs, rank: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return how many principals go through each group if each takes its best way.

    A group at the end of ways counts as the best that leads to it: it is of no use alone.
    """
    weight = size.astype(np.int64)
    order = np.argsort(-rank, kind="stable")
    bounds = np.flatnonzero(np.diff(rank[order], prepend=-1, append=-1))
    best = np.zeros_like(weight)
    for start, end in pairwise(bounds.tolist()):
        groups = order[start:end]
        groups = groups[parent[groups] >= 0]
        target = pairs.target[parent[groups]]
        np.add.at(weight, target, weight[groups])
        np.maximum.at(best, target, weight[groups])
    return np.where(parent < 0, best, weight)
