"""Chains of hops as columns of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import shown
from iam_report.graph._chains import ITSELF
from iam_report.graph._groups import DETAILS
from iam_report.graph._hops import TARGET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iam_report.graph._chains import Chain, Rows
    from iam_report.graph._graph import Graph

ARROW: Final = " > "
_COMMA: Final = ", "
_SENTENCE: Final = ". "
_LONGEST: Final = 200
_UNKNOWN: Final = "; what that one may do is not in the export"

#: Chains of more hops are shortened: of the texts the first and the last of so many are told.
_FEW: Final = 12

#: What is told of all hops of a chain, however many: on what it depends.
_WHOLE: Final = ("missing", "needs")


def _ends(values: Sequence[Any]) -> list[Any]:
    """Return the first and the last of many."""
    if len(values) <= _FEW:
        return [*values]
    return [*values[: _FEW // 2], *values[-_FEW // 2 :]]


def _shortened(texts: Sequence[str]) -> list[str]:
    """Return texts, or of many the first and the last, and how many were left out."""
    ends = _ends(texts)
    if len(ends) == len(texts):
        return ends
    return [*ends[: _FEW // 2], f"({len(texts) - _FEW} more)", *ends[_FEW // 2 :]]


class Texts:
    """Chains as columns of texts.

    Args:
        graph: The graph.
        rows: The chains.
    """

    def __init__(self, graph: Graph, rows: Rows) -> None:
        self._graph = graph
        self._rows = rows
        arns = [*graph.population.arns, *("" for _ in graph.population.scopes)]
        self._arns = pa.array(arns, pa.string())
        self._names = [shown(arn.rpartition("/")[2], _LONGEST) for arn in arns]
        fixed = np.array([self._fixed(chain) for chain in rows.chains], dtype=np.int64)
        found = fixed[rows.chain] if len(fixed) else rows.chain
        #: The node that each chain leads to.
        self.target = np.where(
            found == ITSELF, rows.source, np.where(found < ITSELF, rows.goal, found)
        )

    @staticmethod
    def _fixed(chain: Chain) -> int:
        return ITSELF - 1 if chain.target is None else chain.target

    def _taken(self, values: Sequence[str | None]) -> pa.Array:
        return pa.array(values, pa.string()).take(pa.array(self._rows.chain))

    def joined(self, name: str, separator: str) -> pa.Array:
        """Return a column of what all hops have, without what stands there twice; null for none."""
        each = []
        for chain in self._rows.chains:
            hops = chain.hops if name in _WHOLE else _ends(chain.hops)
            words = [word for hop in hops for word in getattr(hop, name)]
            words += [DETAILS] if name == "needs" and chain.is_unknown else []
            each.append(separator.join(dict.fromkeys(words)) or None)
        return self._taken(each)

    def path_ids(self) -> pa.Array:
        """Return the IDs of the paths."""
        each = (_shortened([h.path_id for h in c.hops]) for c in self._rows.chains)
        return self._taken([ARROW.join(ids) for ids in each])

    def other_path_ids(self) -> pa.Array:
        """Return the IDs of other paths that lead from end to end in one hop; null for none."""
        rows = self._rows
        used = [c.hops[0].path_id if len(c.hops) == 1 else "" for c in rows.chains]
        numbers: dict[str, int] = {}
        codes = np.array([numbers.setdefault(name, len(numbers)) for name in used], dtype=np.int64)
        keys = np.stack(
            [rows.classes[rows.source], rows.goal, codes[rows.chain] if len(codes) else rows.chain],
            axis=1,
        )
        _, first, of_each = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        words = []
        for at in first.tolist():
            found = rows.others(int(rows.source[at]), int(rows.goal[at]))
            own = used[int(rows.chain[at])]
            words.append(_COMMA.join(name for name in found if name != own) or None)
        return pa.array(words, pa.string()).take(pa.array(of_each.ravel()))

    def hops(self) -> np.ndarray:
        """Return the numbers of hops."""
        counts = np.array([len(c.hops) for c in self._rows.chains], dtype=np.int64)
        return counts[self._rows.chain] if len(counts) else self._rows.chain

    def via(self) -> pa.Array:
        """Return the ARNs from end to end."""
        arns = self._graph.population.arns
        middle = self._taken(
            [
                "".join(
                    arn + ARROW
                    for arn in _shortened([arns[n] for n in c.nodes if self._is_told(n)])
                )
                for c in self._rows.chains
            ]
        )
        first = pc.binary_join_element_wise(self.arn(self._rows.source), middle, ARROW)
        return pc.binary_join_element_wise(first, self.arn(self.target), "")

    def _is_told(self, node: int) -> bool:
        return node != ITSELF and not self._graph.is_made(node)

    def arn(self, nodes: np.ndarray) -> pa.Array:
        """Return the ARNs of nodes."""
        return self._arns.take(pa.array(nodes))

    def names(self, nodes: np.ndarray) -> pa.Array:
        """Return the names of nodes."""
        return pa.array(self._names, pa.string()).take(pa.array(nodes))

    def explanations(self) -> pa.Array:
        """Return a sentence for each hop."""
        heads, tails = [], []
        for chain in self._rows.chains:
            text = self._sentences(chain)
            head, mark, tail = text.partition(TARGET)
            heads.append(head)
            tails.append(tail if mark else None)
        tail = self._taken(tails)
        goal = pc.if_else(pc.is_null(tail), "", self.names(self.target))
        return pc.binary_join_element_wise(
            self.names(self._rows.source), self._taken(heads), goal, pc.fill_null(tail, ""), ""
        )

    def _sentences(self, chain: Chain) -> str:
        """Return the sentences of a chain; the name of the first taker goes before it."""
        found = ""
        ends = [*chain.nodes, None]
        taker = ""
        for place, (hop, end) in enumerate(zip(chain.hops, ends, strict=True)):
            if _FEW // 2 <= place < len(chain.hops) - _FEW // 2 and len(chain.hops) > _FEW:
                taker = self._taker(end, "" if end is None else self._names[end])
                left_out = len(chain.hops) - _FEW
                found += f"{_SENTENCE}({left_out} more hops)" if place == _FEW // 2 else ""
                continue
            target = TARGET if end is None else self._names[end]
            if end is None and chain.named is not None:
                target = self._names[chain.named]
            elif end is None and chain.target is not None and chain.target != ITSELF:
                target = self._names[chain.target]
            found += f"{_SENTENCE if found else ''}{taker} {hop.text.replace(TARGET, target)}"
            taker = self._taker(end, target)
        return found + _UNKNOWN if chain.is_unknown else found

    def _taker(self, node: int | None, name: str) -> str:
        """Return what a node is called that takes the next hop."""
        if node == ITSELF:
            return "Then it"
        if node is not None and self._graph.is_made(node):
            return "An administrator"
        if node is not None and self._graph.is_group(node):
            return f"A member of {name}"
        return name
