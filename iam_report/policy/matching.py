"""Whether a statement of a policy fits a request: action, resource and conditions.

Answers are three-valued: None where something is not known, or where AWS's documentation gives no
answer. Why is then noted. A statement that misses in one element misses, whatever is not known of
the others.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.catalog.actions import catalogue
from iam_report.policy import patterns
from iam_report.policy.causes import DOUBT, PART, Cause, Notes
from iam_report.policy.matching_conditions import fits_conditions
from iam_report.policy.resources import (
    VARIABLE,
    PolicyKind,
    arns_intersect,
    covers_arns,
    parts_of,
)
from iam_report.policy.variables import UnknownValueError, as_literal, has_literals, substitute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iam_report.policy.compiled import CompiledStatement
    from iam_report.policy.requests import Request

_NEVER: Final = re.compile(r"[\s,]")
_WILDCARD: Final = re.compile(r"[*?]")
_SEPARATOR: Final = re.compile("[/:]")
_LAST: Final = 5

_SERVICE: Final = 2
_REMEMBERED: Final = 65_536

_UNDEFINED_SERVICE: Final = "AWS does not define wildcards before the colon of the action `{}`"
_SOME_ACTIONS: Final = "the action `{}` is some of those asked about"
_SOME_RESOURCES: Final = "the resource `{}` is some of those asked about"
TYPE_WILDCARD: Final = (
    "AWS's documentation rules out wildcards in the resource type, as in `{}`, and does not say "
    "what they match"
)


def fits_action(statement: CompiledStatement, request: Request, notes: Notes) -> bool | None:
    """Return whether a statement is about the action of a request.

    Args:
        statement: The statement.
        request: The request.
        notes: Takes the cause where the answer is None.
    """
    if statement.actions is None:
        return False
    names = _names_all if request.asks_actions else _names
    action = request.action
    found: bool | None = False
    before = len(notes)
    for entry in statement.actions:
        fits = names(entry, action)
        if fits:
            del notes[before:]
            found = True
            break
        if fits is None:
            in_part = request.asks_actions and _names(entry, action) is not None
            what = _SOME_ACTIONS if in_part else _UNDEFINED_SERVICE
            written = dict(zip(statement.actions, statement.written or (), strict=False))
            told = what.format(written.get(entry, entry))
            notes.append(Cause(PART if in_part else DOUBT, told))
            found = None
    return found if not statement.is_not_action else None if found is None else not found


@lru_cache(maxsize=_REMEMBERED)
def _names(entry: str, action: str) -> bool | None:
    """Return whether an entry of `Action`, in lower case, names an action.

    An entry with a blank, a comma or nothing behind the colon names none.
    """
    service, colon, name = entry.partition(":")
    if not entry.strip("*") and entry:
        return True
    if not colon or not name or _NEVER.search(entry):
        return False
    if not patterns.matches(entry, action):
        return False
    if not _WILDCARD.search(service) or not (service + name).strip("*"):
        return True
    return None


@lru_cache(maxsize=_REMEMBERED)
def _names_all(entry: str, actions: str) -> bool | None:
    """Return whether an entry names all actions of a pattern; None if it names some."""
    if not entry.strip("*") and entry:
        return True
    service, colon, name = entry.partition(":")
    if not colon or not name or _NEVER.search(entry) or not patterns.intersects(entry, actions):
        return False
    is_defined = not _WILDCARD.search(service) or not (service + name).strip("*")
    return True if is_defined and patterns.covers(entry, actions) else None


def fits_resource(
    statement: CompiledStatement, request: Request, kind: PolicyKind, notes: Notes
) -> bool | None:
    """Return whether a statement is about the resource of a request.

    Args:
        statement: A statement with `Resource` or `NotResource`.
        request: The request.
        kind: The policy that the statement stands in.
        notes: Takes the cause where the answer is None.
    """
    found: bool | None = False
    is_invalid = False
    before = len(notes)
    for entry in statement.resources or ():
        fits = _matches_entry(entry, request, kind, notes, with_variables=statement.with_variables)
        if fits and not statement.is_not_resource:
            del notes[before:]
            return True
        if fits or (fits is None and found is False):
            found = fits
        is_invalid = is_invalid or entry_of(entry, kind) is None
    if not statement.is_not_resource:
        return found
    return False if is_invalid or found else None if found is None else True


def _matches_entry(
    entry: str, request: Request, kind: PolicyKind, notes: Notes, *, with_variables: bool
) -> bool | None:
    found = entry_of(entry, kind)
    if found is None or found is EVERYTHING:
        return found is not None
    if request.asks_resources:
        return _matches_all(entry, found, request, notes, with_variables=with_variables)
    if not heads_match(found, request.parts):
        return False
    if with_variables and found.has_variable:
        return _matches_variable(entry, found.last, request, notes)
    last, text = found.last, request.parts[_LAST]
    fits = last in ("*", text) or patterns.matches(last, text)
    return fits and _unless_type_wildcard(entry, last, request.parts, notes)


def heads_match(found: Entry, parts: Sequence[str]) -> bool:
    """Return whether all parts of an ARN but the last fit."""
    if len(parts) <= _LAST:
        return False
    for place, part, is_pattern in found.heads:
        text = parts[place]
        if text != part and not (is_pattern and patterns.matches(part, text)):
            return False
    return True


def _matches_variable(entry: str, last: str, request: Request, notes: Notes) -> bool | None:
    """Return whether the last part of a pattern fits, once its variables have been replaced."""
    text = request.parts[_LAST]
    try:
        replaced = substitute(last, request.value, is_pattern=True)
    except UnknownValueError as unknown:
        if not patterns.matches(VARIABLE.sub("*", last), text):
            return False
        notes.append(Cause(*unknown.args))
        return None
    if replaced is None:
        return False
    text = as_literal(text) if has_literals(replaced) else text
    if not patterns.matches(replaced, text):
        return False
    return _unless_type_wildcard(entry, replaced, request.parts, notes)


def _matches_all(
    entry: str, found: Entry, request: Request, notes: Notes, *, with_variables: bool
) -> bool | None:
    """Return whether an entry matches all resources of a pattern; None if it matches some."""
    if with_variables and found.has_variable:
        try:
            last = substitute(found.last, request.value, is_pattern=True)
        except UnknownValueError as unknown:
            may_fit = arns_intersect(entry, request.resource)
            notes += [Cause(*unknown.args)] if may_fit else []
            return None if may_fit else False
        if last is None:
            return False
        found = found._replace(last=last)
    pattern = found.text
    if not arns_intersect(pattern, request.resource):
        return False
    if not covers_arns(pattern, request.resource):
        notes.append(Cause(PART, _SOME_RESOURCES.format(entry)))
        return None
    is_arn = len(request.parts) > _LAST
    return not is_arn or _unless_type_wildcard(entry, found.last, request.parts, notes)


def _unless_type_wildcard(
    entry: str, last: str, wanted: Sequence[str], notes: Notes
) -> bool | None:
    if is_type_wildcard(last, wanted[_LAST], wanted[_SERVICE]):
        notes.append(Cause(DOUBT, TYPE_WILDCARD.format(entry)))
        return None
    return True


class Entry(NamedTuple):
    """An entry of `Resource`.

    Attributes:
        heads: Of the first five parts those that are not `*`: place, text, whether it is a pattern.
        last: The last part.
        has_variable: Whether that holds a variable.
    """

    heads: tuple[tuple[int, str, bool], ...]
    last: str
    has_variable: bool

    @property
    def text(self) -> str:
        """The whole entry."""
        parts = ["*"] * _LAST
        for place, part, _ in self.heads:
            parts[place] = part
        return ":".join([*parts, self.last])


EVERYTHING: Final = Entry((), "*", has_variable=False)


@lru_cache(maxsize=_REMEMBERED)
def entry_of(entry: str, kind: PolicyKind) -> Entry | None:
    """Return an entry, taken apart; None if it is invalid."""
    if patterns.collapse(entry) == "*":
        return EVERYTHING
    parts = parts_of(entry, kind)
    if parts is None:
        return None
    heads = [
        (place, part, _WILDCARD.search(part) is not None)
        for place, part in enumerate(parts[:_LAST])
        if part != "*"
    ]
    heads.sort(key=lambda head: head[2])
    return Entry(tuple(heads), parts[_LAST], VARIABLE.search(parts[_LAST]) is not None)


def is_type_wildcard(last: str, text: str, service: str) -> bool:
    """Return whether a pattern has a wildcard where the resource has its type."""
    if last == "*" or not _WILDCARD.search(last):
        return False
    head = _SEPARATOR.split(last, maxsplit=1)[0]
    if head == "*" or not _WILDCARD.search(head):
        return False
    return _SEPARATOR.split(text, maxsplit=1)[0] in _types_of(service)


@cache
def _types_of(service: str) -> frozenset[str]:
    """Return the types that the ARNs of a service's resources begin their last part with."""
    found = set()
    for resource in catalogue().resources.get(service, {}).values():
        parts = resource.arn.split(":", _LAST)
        head = _SEPARATOR.split(parts[_LAST], maxsplit=1)[0] if len(parts) > _LAST else ""
        if head and "$" not in head and head != parts[_LAST]:
            found.add(head)
    return frozenset(found)


def statement_fits(
    statement: CompiledStatement,
    request: Request,
    kind: PolicyKind,
    notes: Notes,
    principal: Callable[[CompiledStatement, Notes], bool | None] | None = None,
) -> bool | None:
    """Return whether a statement fits a request.

    Args:
        statement: The statement.
        request: The request.
        kind: The policy that the statement stands in.
        notes: Takes the causes where the answer is None.
        principal: Tells whether the statement is about who asks; None where the policy is attached
            to who asks, and has no `Principal`.
    """
    action = fits_action(statement, request, notes)
    if action is False:
        return False
    if statement.resources is None:
        resource: bool | None = kind == "resource"
    else:
        resource = fits_resource(statement, request, kind, notes)
    if resource is False:
        return False
    who = True if principal is None else principal(statement, notes)
    if who is False:
        return False
    met = fits_conditions(statement.conditions, request, notes)
    if met is False:
        return False
    return None if None in (action, resource, who, met) else True
