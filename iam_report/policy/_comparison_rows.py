"""What is new of a grant, as rows that a reviewer can read."""

from __future__ import annotations

import json
import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.catalog.actions import catalogue
from iam_report.policy._comparison_actions import Actions, shown
from iam_report.policy._comparison_conditions import canonical
from iam_report.policy._comparison_principals import shown as shown_principal
from iam_report.policy._comparison_requests import is_defined
from iam_report.policy.action_sets import action_set, actions_of
from iam_report.policy.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from iam_report.policy._comparison_grants import Access, Grant, Part
    from iam_report.policy._comparison_requests import Request, Value
    from iam_report.policy.compiled import CompiledStatement

#: A variable, and the key in it.
_KEY: Final = re.compile(r"\$\{\s*([^,{}]*?)\s*[,}]")

NEW: Final = "new"
CANNOT_TELL: Final = "cannot tell"

#: Added to the reason of a row that is about no action of the catalogue.
UNKNOWN_ACTIONS: Final = "it is about actions that the catalogue does not know"


class Place(NamedTuple):
    """Where a statement is."""

    policy: int
    statement: CompiledStatement


class _Group(NamedTuple):
    """Access of one grant that shares an answer."""

    of: Part
    verdict: str
    reason: str


def rows_of(
    place: Place, grant: Grant, others: Iterable[CompiledStatement]
) -> list[dict[str, Any]]:
    """Return rows for what is new of one grant: few, as actions with the same answer share one.

    Args:
        place: Where the statement is.
        grant: What is new of it.
        others: The other statements, whose patterns may name the actions.
    """
    groups: dict[_Group, list[Access]] = {}
    for each in grant.access():
        verdict = CANNOT_TELL if each.witness is None else NEW
        groups.setdefault(_Group(each.of, verdict, each.reason), []).append(each)
    statements = [place.statement, *others]
    names = _names(statements)
    return [
        _row(place, group, some, actions, names)
        for group, members in groups.items()
        for actions, some in _parted(statements, members, grant.actions)
    ]


def _names(statements: list[CompiledStatement]) -> dict[str, str]:
    """Return keys as policies write them, by key in lower case."""
    conditions = [each for statement in statements for each in statement.conditions]
    texts = [value for each in conditions for value in each.values]
    texts += [text for statement in statements for text in statement.resources or ()]
    written = (found[1] for text in texts for found in _KEY.finditer(text))
    variables = {key.lower(): key for key in written}
    return variables | {each.key: each.condition.key for each in conditions}


def _parted(
    statements: list[CompiledStatement], members: list[Access], every: list[Actions]
) -> Iterator[tuple[list[str], list[Access]]]:
    """Yield the actions of a group; apart those that the catalogue does not know.

    These need no words where the pattern of the others names them as well.
    """
    known = [each for each in members if each.actions.known]
    others = [each for each in members if not each.actions.known]
    if known:
        actions = _actions(statements, members, every)
        pattern = _pattern(actions).lower()
        examples = (text.lower() for each in others for text in each.actions.examples)
        yield actions, known
        if len(members) == len(every) or all(matches(pattern, text) for text in examples):
            return
    if others:
        yield _unknown(statements[0], [each.actions for each in others]), others


def _actions(
    statements: list[CompiledStatement], members: list[Access], every: list[Actions]
) -> list[str]:
    """Return the actions of a group, as few patterns as stand in the policies or are a service."""
    mine = [each.actions for each in members]
    if statements[0].is_not_action and len(mine) == len(every):
        return [f"all but {', '.join(map(shown, statements[0].actions or ()))}"]
    known = 0
    for each in mine:
        known |= each.known
    chosen, left = [], known
    for pattern in _patterns(statements, known):
        bits = action_set(pattern)
        if bits & left and not bits & ~known and _is_whole(pattern, mine, every):
            chosen.append(shown(pattern))
            left &= ~bits
    return [*chosen, *actions_of(left)]


def _patterns(statements: list[CompiledStatement], known: int) -> list[str]:
    """Return patterns that may name actions: those of policies, and services, widest first."""
    written = {entry for s in statements for entry in s.actions or () if is_defined(entry)}
    found = [entry for entry in written if action_set(entry) & ~known == 0]
    names = catalogue().services
    for service, (first, last) in names.items():
        bits = (1 << last) - (1 << first)
        if last > first and not bits & ~known:
            found.append(f"{service}:*")
    return sorted(dict.fromkeys(found), key=lambda p: (-action_set(p).bit_count(), p))


def _is_whole(pattern: str, mine: list[Actions], every: list[Actions]) -> bool:
    """Return whether what the catalogue does not know of a pattern is in the group as well."""
    is_literal = "*" not in pattern and "?" not in pattern
    others = [each for each in every if each not in mine]
    has_foreign = any(matches(pattern, text.lower()) for each in others for text in each.examples)
    has_unnamed = any(not each.known and not each.examples for each in every)
    has_own = any(not each.known for each in mine)
    return is_literal or (has_own and not has_foreign and not has_unnamed)


def _unknown(grant: CompiledStatement, mine: list[Actions]) -> list[str]:
    """Return the entries of a grant that name actions which the catalogue does not know."""
    if grant.is_not_action:
        return ["*"]
    entries = frozenset().union(*(each.of_entries for each in mine))
    return [shown(entry) for at, entry in enumerate(grant.actions or ()) if at in entries]


def _row(
    place: Place,
    group: _Group,
    members: list[Access],
    actions: list[str],
    names: Mapping[str, str],
) -> dict[str, Any]:
    statement, reason = place.statement, group.reason
    witness = next((each.witness for each in members if each.witness is not None), None)
    principal = group.of.principal
    if not any(each.actions.known for each in members):
        reason = f"{reason}; {UNKNOWN_ACTIONS}"
    return {
        "policy": place.policy,
        "statement": statement.place,
        "sid": statement.sid,
        "principal": None if principal is None else shown_principal(principal),
        "action": _pattern(actions),
        "actions": actions,
        "resource": _resource(statement, group.of.entry),
        "conditions": canonical(statement.conditions),
        "verdict": group.verdict,
        "reason": reason,
        "witness_action": None if witness is None else witness.action,
        "witness_resource": None if witness is None else witness.resource,
        "witness_principal": _requester(witness),
        "witness_context": None if witness is None else _json(witness.context, names),
    }


def _pattern(actions: list[str]) -> str:
    """Return one pattern for some actions: what they begin with, and a star."""
    if len(actions) == 1:
        return actions[0]
    first, last = min(actions), max(actions)
    same = takewhile(lambda pair: pair[0] == pair[1] not in "*?", zip(first, last, strict=False))
    return "".join(unit for unit, _ in same) + "*"


def _resource(statement: CompiledStatement, entry: str | None) -> str:
    if entry is not None:
        return entry
    return f"all but {', '.join(statement.resources)}" if statement.resources else "*"


def _requester(witness: Request | None) -> str | None:
    return None if witness is None or witness.principal is None else witness.principal[1]


def _json(context: Mapping[str, Value], names: Mapping[str, str]) -> str:
    """Return a context as JSON; a key that is not in the request is null."""
    plain = {
        names.get(key, key): list(value) if isinstance(value, tuple) else value
        for key, value in context.items()
    }
    return json.dumps(plain, ensure_ascii=False)
