"""The resources of a grant, told apart by which other statements are about them.

All resources that are entries of the same lists are alike; one of them stands for all. Resources
are ARNs, and the text `*`, which is asked for where an action knows no resources.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from iam_report.policy import patterns
from iam_report.policy._comparison_languages import (
    ANY,
    RUN,
    UNIT,
    VALUE,
    Automaton,
    Token,
    text_of,
    units,
    wildcard_tokens,
)
from iam_report.policy._comparison_requests import ESCAPED, is_valid, kind_of, variable_of
from iam_report.policy.resources import VARIABLE, arns_intersect, covers_arns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from iam_report.policy._comparison_requests import Value
    from iam_report.policy.compiled import CompiledStatement

#: For each of the other statements whether it is about a resource; None if that depends on the
#: value of a variable.
Answers: TypeAlias = "tuple[bool | None, ...]"

#: A resource of actions that know none.
NO_RESOURCE: Final = "*"

_PARTS: Final = 6
_LAST_LETTER: Final = 0xF8FF
_EVERY_ARN: Final = "arn:*:*:*:*:?*"
_NAME: Final = "example"

#: What parts of an ARN look like, where a pattern leaves them open.
_ORDINARY: Final = {1: "aws", 2: _NAME, 3: "us-east-1", 4: "123456789012", 5: _NAME}


class Example(NamedTuple):
    """A resource that stands for all that are like it."""

    word: str
    """The resource; a variable in it is a letter of `letters`."""
    formats: frozenset[int]
    """The formats of ARNs that it has, by their place."""


class Resources(NamedTuple):
    """The resources of a grant."""

    examples: dict[Answers, list[Example]]
    """By the answers that they share. None at all: the patterns were too many, and the answers
    are those that hold for every resource."""
    letters: dict[str, str]
    """Variables by the letters that stand for them."""

    automaton: Automaton | None = None
    """What reads the patterns."""

    def ordinary(self, word: str) -> str:
        """Return a word that matches the same patterns and looks more like an ARN of AWS."""
        if self.automaton is None or word == NO_RESOURCE:
            return word
        return _ordinary(word, self.automaton)

    def text(self, word: str, context: Mapping[str, Value]) -> str | None:
        """Return the resource of a word, with the values that variables have; None without one."""
        parts = []
        for unit in word:
            variable = self.letters.get(unit)
            name = None if variable is None else variable_of(variable)
            value: Value = unit
            if name is not None:
                value = context.get(name[0])
                value = name[1] if value is None else value
            if not isinstance(value, str):
                return None
            parts.append(value)
        return text_of("".join(parts))


class _Patterns:
    """Patterns as an automaton takes them, each once."""

    def __init__(self, *, has_variables: bool) -> None:
        self.has_variables = has_variables
        self.tokens: list[tuple[Token, ...]] = []
        self.loose: set[int] = set()
        self.letters: dict[str, str] = {}
        self._places: dict[tuple[tuple[Token, ...], bool], int] = {}

    def add(self, tokens: Iterable[Token], *, is_loose: bool = False) -> int:
        key = (tuple(tokens), is_loose and self.has_variables)
        if key not in self._places:
            self._places[key] = len(self.tokens)
            self.tokens.append(key[0])
            if key[1]:
                self.loose.add(self._places[key])
        return self._places[key]

    def of_entry(self, entry: str, statement: CompiledStatement) -> list[Token] | None:
        """Return the tokens of an entry of `Resource`; None for one that matches nothing."""
        if not is_valid(entry, kind_of(statement)):
            return None
        if is_all(entry):
            return [Token(RUN, "*", takes_colon=True)]
        head, tail = _parted(entry)
        if statement.with_variables and "${" in tail:
            return [*_head_tokens(head), *self._of_tail(tail)]
        return [*_head_tokens(head), *_tail_tokens(tail)]

    def _of_tail(self, tail: str) -> list[Token]:
        found: list[Token] = []
        at = 0
        for each in VARIABLE.finditer(tail):
            found += wildcard_tokens(tail[at : each.start()])
            at = each.end()
            name = variable_of(each[0])
            if name is None:
                found += [Token(UNIT, u, takes_colon=True) for u in ESCAPED.get(each[0], each[0])]
            else:
                found.append(Token(VALUE, self._letter(each[0], name), takes_colon=True))
        return found + wildcard_tokens(tail[at:])

    def _letter(self, variable: str, name: tuple[str, str | None]) -> str:
        for letter, other in self.letters.items():
            if variable_of(other) == name:
                return letter
        letter = chr(_LAST_LETTER - len(self.letters))
        self.letters[letter] = variable
        return letter


class _Entries(NamedTuple):
    """The places of the entries of a statement."""

    strict: int
    loose: int
    is_negated: bool
    is_valid: bool
    """False for a `NotResource` with an entry that is no ARN: its statement is about nothing."""
    has_all: bool
    """It has the entry `*`, or no entries because it needs none."""

    def answer(self, matched: int) -> bool | None:
        if not self.is_valid:
            return False
        found = True if matched & self.strict else None if matched & self.loose else False
        return _not(found) if self.is_negated else found

    def answer_without(self) -> bool:
        """Return the answer for an action that knows no resources."""
        return self.is_valid and self.has_all != self.is_negated


def resources_of(
    grant: CompiledStatement,
    entry: str | None,
    others: Sequence[CompiledStatement],
    formats: Sequence[str],
    within: str | None = None,
) -> Resources:
    """Return the resources of one entry of a grant, told apart.

    Args:
        grant: A statement that allows.
        entry: Its entry of `Resource`; None for all of its `NotResource`, or where it has neither.
        others: The statements to tell resources apart by.
        formats: Formats of ARNs that examples preferably have.
        within: Another pattern that resources must match.
    """
    has_variables = any(map(_has_variables, (grant, *others)))
    found = _Patterns(has_variables=has_variables)
    wanted = [[found.add(found.of_entry(_EVERY_ARN, grant) or (), is_loose=True)]]
    own: _Entries | None = None
    if entry is not None:
        tokens = found.of_entry(entry, grant)
        if tokens is None:
            return Resources({}, {})
        wanted.append([found.add(tokens)])
    elif grant.resources is not None:
        own = _entries(found, grant, None)
    if within is not None:
        plain = grant._replace(with_variables=False)
        tokens = found.of_entry(within, plain)
        if tokens is None:
            return Resources({}, {})
        wanted.append([found.add(tokens, is_loose=True)])
    entries = [_entries(found, statement, entry) for statement in others]
    places = [found.add(_of_format(text)) for text in formats]
    automaton = Automaton(found.tokens, found.loose)
    words = automaton.walk(wanted)
    examples: dict[Answers, list[Example]] = {}
    for matched, word in words.shortest.items():
        if own is None or own.answer(matched) is not False:
            fits = frozenset(at for at, place in enumerate(places) if matched >> place & 1)
            example = Example(word, fits)
            examples.setdefault(tuple(e.answer(matched) for e in entries), []).append(example)
    has_none = is_all(entry) if entry is not None else own is None or own.answer_without()
    if has_none and (within is None or is_all(within)):
        answers = tuple(each.answer_without() for each in entries)
        examples.setdefault(answers, []).append(Example(NO_RESOURCE, frozenset()))
    if not words.is_complete:
        examples.setdefault(tuple(_for_every(s, entry) for s in others), [])
    return Resources(examples, found.letters, automaton)


def _for_every(statement: CompiledStatement, entry: str | None) -> bool | None:
    """Return True if a statement is about all that an entry matches, None if that is not plain."""
    if statement.resources is None:
        return True
    if statement.is_not_resource:
        return None
    wide = [text for text in statement.resources if is_valid(text, kind_of(statement))]
    is_covered = any(is_all(text) or (entry and covers_arns(text, entry)) for text in wide)
    return True if is_covered else None


def is_all(entry: str) -> bool:
    """Return whether an entry is made of stars alone, so that it needs no ARN."""
    return bool(entry) and not entry.strip(NO_RESOURCE)


def _has_variables(statement: CompiledStatement) -> bool:
    return statement.with_variables and any("${" in text for text in statement.resources or ())


def _entries(found: _Patterns, statement: CompiledStatement, near: str | None) -> _Entries:
    """Add the entries of a statement, but for those that match nothing that `near` matches."""
    if statement.resources is None:
        every = 1 << found.add([Token(RUN, "*", takes_colon=True)])
        return _Entries(every, every, is_negated=False, is_valid=True, has_all=True)
    strict = loose = 0
    is_fine = True
    for entry in statement.resources:
        tokens = found.of_entry(entry, statement)
        if tokens is None:
            is_fine = is_fine and not statement.is_not_resource
        elif near is None or arns_intersect(entry, near):
            strict |= 1 << found.add(tokens)
            loose |= 1 << found.add(tokens, is_loose=True)
    return _Entries(
        strict,
        loose,
        statement.is_not_resource,
        is_fine,
        any(map(is_all, statement.resources)),
    )


def _of_format(text: str) -> list[Token]:
    """Return the tokens of a format such as `arn:${Partition}:s3:::${BucketName}`."""
    found: list[Token] = []
    at = 0
    text = text.replace("${Partition}", "aws")
    for each in VARIABLE.finditer(text):
        found += [Token(UNIT, unit, takes_colon=True) for unit in text[at : each.start()]]
        found += [Token(ANY, "?", takes_colon=False), Token(RUN, "*", takes_colon=False)]
        at = each.end()
    return found + [Token(UNIT, unit, takes_colon=True) for unit in text[at:]]


def _parted(entry: str) -> tuple[tuple[str, ...], str]:
    """Return the first five parts of an entry, and the last one."""
    parts = [patterns.collapse(part) for part in entry.split(":", _PARTS - 1)]
    *head, tail = [*parts, *["*"] * (_PARTS - len(parts))]
    return tuple(head), tail


@lru_cache(maxsize=1_024)
def _head_tokens(parts: tuple[str, ...]) -> tuple[Token, ...]:
    found: list[Token] = []
    for part in parts:
        found += wildcard_tokens(part, takes_colon=False)
        found.append(Token(UNIT, ":", takes_colon=True))
    return tuple(found)


@lru_cache(maxsize=4_096)
def _tail_tokens(part: str) -> tuple[Token, ...]:
    return tuple(wildcard_tokens(part))


def _ordinary(word: str, automaton: Automaton) -> str:
    fresh, matched = automaton.fresh, automaton.matches(word)
    parts = word.split(":", _PARTS - 1)
    for at, text in _ORDINARY.items():
        is_run = not parts[at].strip(fresh)
        if is_run or fresh in parts[at]:
            new = text if is_run else parts[at].replace(fresh, _NAME)
            tried = [*parts[:at], units(new), *parts[at + 1 :]]
            if automaton.matches(":".join(tried)) == matched:
                parts = tried
    return ":".join(parts)


def _not(answer: bool | None) -> bool | None:  # noqa: FBT001 - logic of three values
    return None if answer is None else not answer
