"""What each statement says to a question, for each principal that it bears on.

Most statements say the same to everybody. Those that depend on who asks, by a policy variable or a
condition on the principal, are asked once for each distinct principal as they see it: two users
with the same tag are one to a condition on that tag.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from iam_report.access.asking import depends_on_requester, own_context, template
from iam_report.access.index import KINDS
from iam_report.policy.matching import fits_action, statement_fits
from iam_report.policy.requests import requester
from iam_report.policy.resources import VARIABLE
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    from iam_report.access.asking import Asked
    from iam_report.access.index import Index
    from iam_report.policy.causes import Notes
    from iam_report.policy.compiled import CompiledStatement
    from iam_report.policy.resources import PolicyKind

#: Stands for whoever asks where nobody does.
_SOMEBODY: Final = "arn:aws:iam::000000000000:user/somebody"

_TAG: Final = "aws:principaltag/"


@lru_cache(maxsize=65_536)
def keys_of(statement: CompiledStatement) -> frozenset[str]:
    """Return the condition keys, in lower case, that a statement asks for and that depend on who.

    They stand in conditions, and as variables in their values and in resources.
    """
    texts = [*(statement.resources or ())] if statement.with_variables else []
    found = set()
    for condition in statement.conditions:
        found.add(condition.key)
        texts += condition.values if condition.has_variables else ()
    for text in texts:
        if "$" in text:
            found.update(_key(variable) for variable in VARIABLE.findall(text))
    return frozenset(filter(depends_on_requester, found))


def _key(variable: str) -> str:
    return variable[2:-1].partition(",")[0].strip().lower()


class Answers:
    """Answers to one question.

    Args:
        index: The principals.
        asked: The question.
    """

    def __init__(self, index: Index, asked: Asked) -> None:
        self._index = index
        self._asked = asked
        self._template = template(asked, requester(index.arns[0] if index.arns else _SOMEBODY))
        self._numbers: dict[Any, int] = {}
        self._columns: dict[str, np.ndarray] = {}

    def number(self, answer: Any) -> int:
        """Return a number that stands for an answer."""
        return self._numbers.setdefault(answer, len(self._numbers) + 1)

    def concerned(self) -> np.ndarray:
        """Return the positions of the index' statements that have to do with the question.

        They do whoever asks, or may for some.
        """
        codes, firsts = self._index.action_elements
        fits = [fits_action(statement, self._template, []) is not False for statement in firsts]
        about = np.flatnonzero(np.array(fits, dtype=bool)[codes])
        statements = self._index.statements
        kept = [self.concerns(statements[at], "identity") for at in about.tolist()]
        found: np.ndarray = about[np.array(kept, dtype=bool)]
        return found

    def concerns(self, statement: CompiledStatement, kind: PolicyKind) -> bool:
        """Return whether a statement has to do with the question, for somebody at least."""
        return self._fits(statement, kind, self._template)[0] is not False

    def keys_of(self, statement: CompiledStatement) -> list[str]:
        """Return the condition keys that the answer of a statement depends on, and who asks."""
        return sorted(keys_of(statement) - set(self._asked.context))

    def of_everybody(self, statement: CompiledStatement, kind: PolicyKind) -> int:
        """Return a number for the answer of a statement that does not depend on who asks."""
        return self.number(self._fits(statement, kind, self._template))

    def of_statement(
        self, statement: CompiledStatement, kind: PolicyKind, principals: np.ndarray
    ) -> np.ndarray:
        """Return a number for the answer of a statement to each of some principals.

        Args:
            statement: The statement.
            kind: The policy that it stands in.
            principals: Positions of the principals.
        """
        keys = self.keys_of(statement)
        if not keys:
            return np.full(len(principals), self.of_everybody(statement, kind), dtype=np.int64)
        codes = np.stack([self.column(key)[principals] for key in keys], axis=1)
        _, first, of_each = np.unique(codes, axis=0, return_index=True, return_inverse=True)
        numbers = [self._for(statement, kind, at) for at in principals[first].tolist()]
        found: np.ndarray = np.array(numbers, dtype=np.int64)[of_each.ravel()]
        return found

    def _for(self, statement: CompiledStatement, kind: PolicyKind, principal: int) -> int:
        index = self._index
        own = own_context(index, principal)
        request = self._asked.request(requester(index.arns[principal]), own)
        return self.number(self._fits(statement, kind, request))

    def _fits(self, statement: CompiledStatement, kind: PolicyKind, request: Any) -> Any:
        notes: Notes = []
        fits = statement_fits(statement, request, kind, notes)
        return fits, () if fits is not None else tuple(notes)

    def column(self, key: str) -> np.ndarray:
        """Return for each principal a number that stands for its value of a condition key."""
        if key not in self._columns:
            self._columns[key] = self._new_column(key)
        return self._columns[key]

    def _new_column(self, key: str) -> np.ndarray:
        index = self._index
        count = len(index.arns)
        if key.startswith(_TAG):
            return self._tag_column(key.removeprefix(_TAG))
        if key in ("aws:principalaccount", "aws:resourceaccount"):
            return _codes(index.principals["account_id"])
        if key == "aws:principaltype":
            return index.kinds.astype(np.int64)
        if key == "aws:username":
            return np.where(index.kinds == KINDS.index("user"), np.arange(count), -1)
        return np.arange(count)

    def _tag_column(self, key: str) -> np.ndarray:
        """Tell apart by tag; without it, users lack it and roles may get it with the session.

        A tag of the session wins over that of the role, where the trust policy lets one be given.
        """
        tags = self._index.tags
        rows = tags[(tags["key"] == key).to_numpy()]
        found = -1 - self._index.kinds.astype(np.int64)
        found[rows["at"].to_numpy(dtype=np.int64)] = _codes(rows["value"])
        is_open = self._index.takes_tags
        found[is_open] = np.where(found[is_open] < 0, -2, -3)
        return found


def _codes(values: Any) -> np.ndarray:
    found: np.ndarray = as_arrow(values).combine_chunks().dictionary_encode().indices.to_numpy()
    return found.astype(np.int64)
