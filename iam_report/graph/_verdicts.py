"""What the policies of everybody in an account say to one question about many resources.

The question is asked once of each distinct statement, and put together once for all actors that
have the same of the statements concerned. The answers are those of `iam_report.policy.authorize`
for principals and resources of one account, which tests hold them against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from iam_report.access.asking import Asked
from iam_report.access.decide import Signature
from iam_report.graph._bits import NOTHING, Bits, doubtful, surely
from iam_report.graph._statements import Said, Statements
from iam_report.policy.action_sets import action_set
from iam_report.policy.causes import DOUBT, Cause
from iam_report.policy.compiled import CompiledPolicy
from iam_report.policy.matching import fits_action
from iam_report.policy.requests import Request, requester

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iam_report.access.index import Index
    from iam_report.graph._resources import Resources
    from iam_report.graph._scope import Scope
    from iam_report.policy.compiled import CompiledStatement
    from iam_report.policy.sides import Labelled

#: What allows a request besides policies of who asks: nothing; a trust policy that names the user
#: or the session, which no boundary limits; a policy that it wrote for itself.
GRANTS: Final = ("", "by trust", "by itself")
_, BY_TRUST, BY_ITSELF = GRANTS

#: Documents that are none: one that cannot be read, and service control policies.
UNREAD: Final = -1
ORGANIZATION: Final = -2

UNREAD_POLICY: Final = Cause(DOUBT, "a policy is not in the export")

_SOMEBODY: Final = "arn:aws:iam::000000000000:user/somebody"


class Question(NamedTuple):
    """A question.

    Attributes:
        action: The action, as AWS writes it.
        resources: The resources.
        context: Condition keys that are known, by key in lower case, as pairs with their values.
        granted: What else than its own policies allows it to who asks, of GRANTS.
    """

    action: str
    resources: Resources
    context: tuple[tuple[str, tuple[str, ...] | None], ...] = ()
    granted: str = ""


class Hit(NamedTuple):
    """What a statement says.

    Attributes:
        document: The document that it stands in, or UNREAD or ORGANIZATION.
        statement: The statement; None where the document cannot be read.
        side: `allow`, `deny`, `cap` (it allows in a permissions boundary) or `scp`.
        said: What it says.
    """

    document: int
    statement: CompiledStatement | None
    side: str
    said: Said


class Verdict(NamedTuple):
    """What actors to whom the same statements say the same may do.

    Attributes:
        bits: On which resources.
        hits: What statements say.
    """

    bits: Bits
    hits: tuple[Hit, ...] = ()

    def deciding(self, place: int) -> Hit | None:
        """Return the first statement that allows it on a resource."""
        allows = [hit for hit in self.hits if hit.side == "allow"]
        sure = (hit for hit in allows if hit.said.bits.sure >> place & 1)
        return next(sure, next((hit for hit in allows if hit.said.bits.some >> place & 1), None))

    def causes(self, place: int) -> list[Cause]:
        """Return why it is not known whether it is allowed on a resource."""
        found: dict[Cause, None] = {}
        sure = {hit.side for hit in self.hits if hit.said.bits.sure >> place & 1}
        for hit in self.hits:
            bits = hit.said.bits
            if (bits.cond | bits.doubt) >> place & 1 and (
                hit.side == "deny" or hit.side not in sure
            ):
                found.update(dict.fromkeys(hit.said.causes))
        return list(found)


#: What all may do that are allowed nothing.
DENIED: Final = Verdict(NOTHING)


class Verdicts(NamedTuple):
    """For each actor what it may do.

    Attributes:
        of_each: The number of the verdict of each actor; 0 is DENIED.
        each: The verdicts.
    """

    of_each: np.ndarray
    each: list[Verdict]


class Abouts:
    """For each action which statements of which documents are about it, or may be."""

    def __init__(self, index: Index) -> None:
        self._index = index
        codes, firsts = index.action_elements
        self._codes = codes
        self._firsts = firsts
        self._sets = [-1 if each.is_not_action else _union(each.actions or ()) for each in firsts]
        self._found: dict[str, dict[int, list[CompiledStatement]]] = {}

    def of(self, action: str) -> dict[int, list[CompiledStatement]]:
        """Return the statements about an action by their document."""
        found = self._found.get(action)
        if found is None:
            found = self._found[action] = self._new(action)
        return found

    def _new(self, action: str) -> dict[int, list[CompiledStatement]]:
        bit = action_set(action)
        request = Request(requester(_SOMEBODY), action, "*", {})
        about = np.array(
            [
                not (bit and not actions & bit) and fits_action(first, request, []) is not False
                for first, actions in zip(self._firsts, self._sets, strict=True)
            ],
            dtype=bool,
        )
        found: dict[int, list[CompiledStatement]] = {}
        places = np.flatnonzero(about[self._codes]) if len(about) else np.zeros(0, np.int64)
        documents = self._index.statement_document[places]
        for document, place in zip(documents.tolist(), places.tolist(), strict=True):
            found.setdefault(document, []).append(self._index.statements[place])
        return found


def _union(entries: Iterable[str]) -> int:
    found = 0
    for entry in entries:
        found |= action_set(entry)
    return found


class Asker:
    """Asks questions about the actors of an account.

    Args:
        scope: The account.
        abouts: Which statements are about which actions.
        scp: Its service control policies, by level; None for none.
    """

    def __init__(
        self, scope: Scope, abouts: Abouts, scp: Sequence[Sequence[Labelled]] | None = None
    ) -> None:
        self.scope = scope
        self._abouts = abouts
        self.levels = None if scp is None else [_statements(level) for level in scp] or [[]]
        self._found: dict[Any, tuple[np.ndarray, Verdicts]] = {}

    @property
    def of_levels(self) -> list[CompiledStatement]:
        """The statements of the service control policies."""
        return [statement for level in self.levels or () for statement in level]

    def ask(self, question: Question, among: np.ndarray) -> Verdicts:
        """Return what each actor may do.

        Args:
            question: The question.
            among: For each actor whether it is asked about; others may be denied.
        """
        key = question.action, id(question.resources), question.context, question.granted
        found = self._found.get(key)
        if found is None or bool((among & ~found[0]).any()):
            everybody = among if found is None else among | found[0]
            found = self._found[key] = everybody, self._ask(question, everybody)
        return found[1]

    def _ask(self, question: Question, among: np.ndarray) -> Verdicts:
        scope = self.scope
        everywhere = self._abouts.of(question.action)
        about = {d: everywhere[d] for d in scope.documents & everywhere.keys()}
        own = (scope.account,)
        context = {
            "aws:principalaccount": own,
            "aws:resourceaccount": own,
            **scope.moment_context,
            **dict(question.context),
        }
        if question.resources.is_of_many_accounts:
            del context["aws:resourceaccount"]
        asked = Asked(question.action, "*", context, resource_account=scope.account)
        statements = Statements(scope, asked, question.resources)
        flags = np.zeros((2, len(scope.population.index.documents) + 1), dtype=bool)
        flags[0, [*about]] = True
        flags[1, [d for d, listed in about.items() if any(map(statements.is_personal, listed))]] = (
            True
        )
        concerned, personal = (each[scope.document] for each in flags)
        unread = scope.document < 0
        rows = np.flatnonzero(among[scope.actor_of_use] & (concerned | unread))
        actors = scope.actor_of_use[rows]
        signature = Signature(len(scope))
        signature.add(actors, scope.document[rows] + 1, scope.is_boundary[rows])
        everybody = np.arange(len(scope))
        facts = scope.is_bounded, scope.is_open, scope.is_cap_open
        signature.add(everybody, *(each.astype(np.int64) for each in facts))
        mine = np.unique(actors[personal[rows]])
        signature.add(mine, mine)
        levels = self._about_levels(statements)
        if question.granted:
            chosen = np.flatnonzero(among)
        else:
            chosen = np.unique(actors[concerned[rows] & ~scope.is_boundary[rows]])
        if any(map(statements.is_personal, (s for level in levels or () for s in level))):
            signature.add(everybody, everybody)
        _, first, of_chosen = np.unique(
            signature.sums[chosen], return_index=True, return_inverse=True
        )
        each = [DENIED]
        numbers = [0] * len(first)
        for number, actor in enumerate(chosen[first].tolist()):
            verdict = self._verdict(question, statements, about, levels, actor)
            if verdict.bits.some:
                numbers[number] = len(each)
                each.append(verdict)
        of_each = np.zeros(len(scope), dtype=np.int64)
        of_each[chosen] = np.array(numbers, dtype=np.int64)[of_chosen]
        return Verdicts(of_each, each)

    def _about_levels(self, statements: Statements) -> list[list[CompiledStatement]] | None:
        if self.levels is None:
            return None
        return [[s for s in level if statements.is_about(s)] for level in self.levels]

    def _verdict(
        self,
        question: Question,
        statements: Statements,
        about: dict[int, list[CompiledStatement]],
        levels: list[list[CompiledStatement]] | None,
        actor: int,
    ) -> Verdict:
        scope, everything = self.scope, question.resources.all
        hits: list[Hit] = []
        for use in dict.fromkeys(
            (int(scope.document[i]), bool(scope.is_boundary[i])) for i in scope.uses_of(actor)
        ):
            document, is_boundary = use
            for statement in about.get(document, ()):
                said = statements.said(statement, actor)
                if said.bits.some:
                    side = "deny" if statement.is_deny else "cap" if is_boundary else "allow"
                    hits.append(Hit(document, statement, side, said))
        unread = Said(doubtful(everything), (UNREAD_POLICY,))
        is_open, is_cap_open = bool(scope.is_open[actor]), bool(scope.is_cap_open[actor])
        if is_open or is_cap_open:
            hits.append(Hit(UNREAD, None, "deny", unread))
        if is_cap_open:
            hits.append(Hit(UNREAD, None, "cap", unread))
        bits = surely(everything) if question.granted else _union_of(hits, "allow")
        if scope.is_bounded[actor] and question.granted != BY_TRUST:
            bits &= _union_of(hits, "cap")
        for level in levels or ():
            own = [
                Hit(
                    ORGANIZATION,
                    s,
                    "deny" if s.is_deny else "scp",
                    statements.said(s, actor, "scp"),
                )
                for s in level
            ]
            bits &= _union_of(own, "scp")
            hits += [hit for hit in own if hit.said.bits.some]
        bits = bits.but(_union_of(hits, "deny"))
        return Verdict(bits, tuple(hits)) if bits.some else DENIED


def _union_of(hits: Iterable[Hit], side: str) -> Bits:
    found = NOTHING
    for hit in hits:
        if hit.side == side:
            found |= hit.said.bits
    return found


def _statements(level: Sequence[Labelled]) -> list[CompiledStatement]:
    return [s for _, p in level if isinstance(p, CompiledPolicy) for s in p.statements]
