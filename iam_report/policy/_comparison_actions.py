"""The actions of a grant, told apart by which other statements are about them.

Besides the actions of the catalogue there are those that it does not know: what a policy spells,
and what AWS may add. Such an action stands for all that the same patterns match.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from iam_report.catalog.actions import catalogue
from iam_report.policy._comparison_conditions import is_contradiction
from iam_report.policy._comparison_languages import Automaton, wildcard_tokens
from iam_report.policy._comparison_requests import is_defined
from iam_report.policy.action_sets import action_set, statement_set
from iam_report.policy.patterns import covers, intersects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iam_report.policy.compiled import CompiledStatement

#: For each of the other statements whether it is about an action; None if AWS does not say.
Answers: TypeAlias = "tuple[bool | None, ...]"

#: What names of services and actions are made of.
_UNITS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_:")

#: Every action: a service, a colon and a name, neither with another colon.
_EVERY_ACTION: Final = tuple(
    token for text in ("?*", ":", "?*") for token in wildcard_tokens(text, takes_colon=False)
)
_BLANK: Final = re.compile(r"[\s,]")


class Actions(NamedTuple):
    """Actions of a grant that the same statements are about."""

    known: int
    """Those of the catalogue, as a set; empty for actions that it does not know."""
    examples: tuple[str, ...]
    """Some of the others; empty for known actions, and if the patterns are too many for one."""
    of_entries: frozenset[int]
    """Of unknown actions: the entries of the grant that match the example."""
    is_sure: bool
    """Whether AWS says that the grant is about them."""
    answers: Answers
    """Which other statements are about them."""


def actions_of_grant(
    grant: CompiledStatement,
    others: Sequence[CompiledStatement],
    within: str | None = None,
) -> list[Actions]:
    """Return the actions of a grant, told apart.

    Args:
        grant: A statement that allows.
        others: The statements to tell actions apart by.
        within: Another pattern that actions must match.
    """
    return [*_known(grant, others, within), *_unknown(grant, others, within)]


def may_bear(statement: CompiledStatement, grant: CompiledStatement) -> bool:
    """Return whether a statement may be about an action of a grant."""
    if is_contradiction(statement.conditions):
        return False
    if statement.is_not_action or grant.is_not_action:
        return True
    return any(_meet(a, b) for a in grant.actions or () for b in statement.actions or ())


#: Whether some text is matched by both of two patterns.
_meet = lru_cache(maxsize=65_536)(intersects)


@lru_cache(maxsize=4_096)
def formats_of(place: int) -> tuple[str, ...]:
    """Return the formats of the resources of a known action."""
    known = catalogue()
    service = known.names[place].partition(":")[0]
    types = known.resources.get(service, {})
    return tuple(types[n].arn for n in known.resource_types[place] if n in types)


def _known(
    grant: CompiledStatement, others: Sequence[CompiledStatement], within: str | None
) -> list[Actions]:
    wide, narrow = _bounds(grant)
    if within is not None:
        wide &= action_set(within)
    classes: dict[tuple[bool, Answers], int] = {}
    for bits, is_sure in ((wide & narrow, True), (wide & ~narrow, False)):
        if bits:
            classes[is_sure, ()] = bits
    for other in others:
        most, least = _bounds(other)
        parts: dict[tuple[bool, Answers], int] = {}
        for (is_sure, answers), bits in classes.items():
            for answer, some in (
                (True, bits & least),
                (None, bits & most & ~least),
                (False, bits & ~most),
            ):
                if some:
                    parts[is_sure, (*answers, answer)] = some
        classes = parts
    return [
        Actions(bits, (), frozenset(), is_sure, answers)
        for (is_sure, answers), bits in classes.items()
    ]


def _bounds(statement: CompiledStatement) -> tuple[int, int]:
    """Return the known actions that a statement may be about, and those that it is."""
    plain = None if statement.is_not_action else statement.actions
    negated = statement.actions if statement.is_not_action else None
    wide = statement_set(plain, negated, is_deny=False)
    return wide, wide & statement_set(plain, negated, is_deny=True)


def _unknown(
    grant: CompiledStatement, others: Sequence[CompiledStatement], within: str | None
) -> list[Actions]:
    """Return actions that the catalogue does not know, one for each combination of statements."""
    texts: dict[str, int] = {"": 0}
    wanted = [[0]]
    own, *theirs = [_entries(texts, statement) for statement in (grant, *others)]
    if not grant.is_not_action:
        wanted.append([*own.places])
    if within is not None:
        wanted.append([texts.setdefault(within.lower(), len(texts))])
    known = catalogue().index
    automaton = Automaton([_EVERY_ACTION, *map(wildcard_tokens, list(texts)[1:])])
    words = automaton.walk(wanted, without=known, of_units=_UNITS)
    found: dict[tuple[bool, Answers, frozenset[int]], list[str]] = {}
    for matched, word in words.shortest.items():
        answer = own.answer(matched)
        if answer is False:
            continue
        entries = frozenset(at for place, at in own.places.items() if matched >> place & 1)
        key = (answer is True, tuple(each.answer(matched) for each in theirs), entries)
        found.setdefault(key, []).append(_named(word, automaton))
    unknown = [
        Actions(0, tuple(examples), entries, is_sure, answers)
        for (is_sure, answers, entries), examples in found.items()
    ]
    if not words.is_complete:
        every = frozenset(range(len(grant.actions or ())))
        answers = tuple(_for_every(other, grant) for other in others)
        unknown.append(Actions(0, (), every, is_sure=False, answers=answers))
    return unknown


def _for_every(other: CompiledStatement, grant: CompiledStatement) -> bool | None:
    """Return True if a statement is about all actions of a grant, None if that is not plain."""
    if other.is_not_action:
        return None
    wide = [entry for entry in other.actions or () if _is_valid(entry) and is_defined(entry)]
    named = ("*",) if grant.is_not_action else grant.actions or ()
    is_covered = all(any(covers(w, entry) for w in wide) for entry in named)
    return True if is_covered else None


class _Entries(NamedTuple):
    """The places of the entries of a statement."""

    places: dict[int, int]
    """By place, which entry it is."""
    sure: int
    """Bits of those that AWS defines."""
    possible: int
    is_negated: bool

    def answer(self, matched: int) -> bool | None:
        """Return whether the statement is about an action that matches some patterns."""
        found = True if matched & self.sure else None if matched & self.possible else False
        return found if found is None or not self.is_negated else not found


def _entries(texts: dict[str, int], statement: CompiledStatement) -> _Entries:
    """Add the entries of a statement to the patterns."""
    places: dict[int, int] = {}
    sure = possible = 0
    for at, entry in enumerate(statement.actions or ()):
        if _is_valid(entry):
            place = texts.setdefault(entry, len(texts))
            places.setdefault(place, at)
            possible |= 1 << place
            sure |= is_defined(entry) << place
    return _Entries(places, sure, possible, statement.is_not_action)


def _is_valid(entry: str) -> bool:
    """Return whether an entry can match an action."""
    name = entry.partition(":")[2]
    return bool(entry) and (not entry.strip("*") or (bool(name) and not _BLANK.search(entry)))


def _named(word: str, automaton: Automaton) -> str:
    """Return an action that matches the same patterns and looks like one."""
    service, _, name = word.partition(":")
    new_service = service.replace(automaton.fresh, "newservice")
    new_name = name.replace(automaton.fresh, "NewAction")
    known = catalogue().index
    matched = automaton.matches(word)
    if new_name == name:
        new_name = f"{name}NewAction"
    for tried in (
        *(f"{new_service}:{new_name}", f"{service}:{new_name}", f"{new_service}:{name}"),
        *(word.replace(automaton.fresh, unit) for unit in sorted(_UNITS - set("-_:"))),
    ):
        if automaton.matches(tried.lower()) == matched and tried.lower() not in known:
            return tried
    return word


def shown(entry: str) -> str:
    """Return a pattern in AWS's spelling, as far as the actions that it names have it in common."""
    bits = action_set(entry)
    if not bits or not is_defined(entry):
        return entry
    name = catalogue().display[(bits & -bits).bit_length() - 1]
    prefix = re.split(r"[*?]", entry, maxsplit=1)[0]
    return name[: len(prefix)] + entry[len(prefix) :]
