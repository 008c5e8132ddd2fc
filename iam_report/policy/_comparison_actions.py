"""The actions of a grant, told apart by which other statements are about them.

Besides the actions of the catalogue there are those that it does not know: what a policy spells,
and what AWS may add. Such an action stands for all that the same patterns match.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from iam_report.catalog.actions import catalogue
from iam_report.policy._comparison_languages import Automaton, wildcard_tokens
from iam_report.policy._comparison_requests import action_applies, is_defined
from iam_report.policy.action_sets import action_set, statement_set
from iam_report.policy.patterns import covers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iam_report.policy.compiled import CompiledStatement

#: For each of the other statements whether it is about an action; None if AWS does not say.
Answers: TypeAlias = "tuple[bool | None, ...]"

_EVERY_ACTION: Final = "?*:?*"
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
    texts: dict[str, int] = {_EVERY_ACTION: 0}
    wanted = [[0]]
    if not grant.is_not_action:
        own = [_place(texts, entry) for entry in grant.actions or () if _is_valid(entry)]
        wanted.append(own)
    if within is not None:
        wanted.append([_place(texts, within.lower())])
    for other in others:
        for entry in filter(_is_valid, other.actions or ()):
            _place(texts, entry)
    known = catalogue().index
    automaton = Automaton([wildcard_tokens(text) for text in texts])
    words = automaton.walk(wanted, without=known)
    found: dict[tuple[bool, Answers, frozenset[int]], list[str]] = {}
    for word in words.shortest.values():
        example = _named(word, automaton)
        answer = action_applies(grant, example)
        if answer is False:
            continue
        answers = tuple(action_applies(other, example) for other in others)
        entries = _entries_of(grant, example)
        key = (answer is True, answers, entries)
        found.setdefault(key, []).append(example)
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
    if other.is_not_action or grant.is_not_action:
        return None
    wide = [entry for entry in other.actions or () if _is_valid(entry) and is_defined(entry)]
    is_covered = all(any(covers(w, entry) for w in wide) for entry in grant.actions or ())
    return True if is_covered else None


def _entries_of(grant: CompiledStatement, example: str) -> frozenset[int]:
    """Return which entries of `Action` match an action."""
    if grant.is_not_action:
        return frozenset()
    return frozenset(
        at
        for at, entry in enumerate(grant.actions or ())
        if action_applies(grant._replace(actions=(entry,)), example) is not False
    )


def _place(texts: dict[str, int], text: str) -> int:
    return texts.setdefault(text, len(texts))


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
    for tried in (f"{new_service}:{new_name}", f"{service}:{new_name}", f"{new_service}:{name}"):
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
