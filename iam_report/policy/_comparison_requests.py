"""Whether statements allow one concrete request: what every witness of a comparison is tried with.

The request names an action, a resource, perhaps a principal, and holds all condition keys that it
has. True and false are sure; None is where AWS does not say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from iam_report.policy import patterns
from iam_report.policy._comparison_principals import principal_matches
from iam_report.policy.conditions import holds
from iam_report.policy.resources import VARIABLE, matches_arn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from iam_report.policy.compiled import CompiledStatement, PreparedCondition

#: What a request holds for a key: a value, several, or None for no such key.
Value: TypeAlias = "str | tuple[str, ...] | None"

_PARTS: Final = 6

#: What stands for a character that is no wildcard.
ESCAPED: Final = {"${*}": "*", "${?}": "?", "${$}": "$"}
_DEFAULT: Final = re.compile(r"\$\{\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?\}", re.DOTALL)
_BLANK: Final = re.compile(r"[\s,]")


class Request(NamedTuple):
    """A request."""

    action: str
    resource: str
    principal: tuple[str, str] | None
    """Type and value, as an entry of `Principal` names it; None where policies name none."""
    context: Mapping[str, Value]
    """By key in lower case; a key that is not there is not in the request."""


def allows(statements: Iterable[CompiledStatement], request: Request) -> bool | None:
    """Return whether statements allow a request: one allows it, and none denies it."""
    allowed: bool | None = False
    denied: bool | None = False
    for statement in statements:
        found = applies(statement, request)
        if statement.is_deny:
            denied = _or(denied, found)
        else:
            allowed = _or(allowed, found)
    if denied is True or allowed is False:
        return False
    return None if denied is None else allowed


def applies(statement: CompiledStatement, request: Request) -> bool | None:
    """Return whether a statement is about a request."""
    found: bool | None = action_applies(statement, request.action)
    found = _and(found, _resource_applies(statement, request))
    if found is not False:
        found = _and(found, principal_matches(statement, request.principal))
    for condition in statement.conditions:
        if found is False:
            break
        found = _and(found, is_met(condition, request.context))
    return found


def is_met(condition: PreparedCondition, context: Mapping[str, Value]) -> bool | None:
    """Return whether a condition is met."""
    value = context.get(condition.key)
    values = (value,) if isinstance(value, str) else value
    if not condition.has_variables:
        return holds(condition.condition, values)
    known = [_substituted(text, context) for text in condition.values]
    if None in known:
        return None
    is_pattern = condition.operator.base.endswith("Like") or "Arn" in condition.operator.base
    if is_pattern and any(
        sign in text
        for text in _put_in(condition.values, context)
        for sign in "*?"  # such a text is no wildcard, but nothing here can say so
    ):
        return None
    wanted = tuple(text for text in known if text)
    return holds(condition.condition._replace(values=wanted), values)


def _put_in(texts: Iterable[str], context: Mapping[str, Value]) -> list[str]:
    """Return what variables are replaced by."""
    found = (match[0] for text in texts for match in VARIABLE.finditer(text))
    return [_substituted(variable, context) or "" for variable in found]


def _substituted(text: str, context: Mapping[str, Value]) -> str | None:
    """Return a text with the values of its variables.

    It is empty if one has no value, and None if one has several.
    """
    parts: list[str] = []
    at = 0
    for found in VARIABLE.finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
        value = _value_of(found[0], context)
        if isinstance(value, tuple):
            return None
        if value is None:
            return ""
        parts.append(value)
    return "".join([*parts, text[at:]])


def _value_of(variable: str, context: Mapping[str, Value]) -> Value:
    if variable in ESCAPED:
        return ESCAPED[variable]
    name = variable_of(variable)
    if name is None:
        return None
    value = context.get(name[0])
    return name[1] if value is None else value


def variable_of(variable: str) -> tuple[str, str | None] | None:
    """Return the key of a variable in lower case, and its default; None for an escaped sign."""
    found = _DEFAULT.fullmatch(variable)
    if variable in ESCAPED or not found:
        return None
    return found[1].lower(), found[2]


def action_applies(statement: CompiledStatement, action: str) -> bool | None:
    """Return whether a statement is about an action."""
    if statement.actions is None:
        return False
    found: bool | None = False
    for pattern in statement.actions:
        found = _or(found, _names(pattern, action.lower()))
    return _not(found) if statement.is_not_action else found


def _names(pattern: str, action: str) -> bool | None:
    if pattern and not pattern.replace(":", "", 1).strip("*") and is_defined(pattern):
        return True
    service, colon, name = pattern.partition(":")
    if not colon or not name or _BLANK.search(pattern) or not patterns.matches(pattern, action):
        return False
    return True if is_defined(pattern) or not ("*" in service or "?" in service) else None


def is_defined(pattern: str) -> bool:
    """Return whether AWS says what a pattern of actions means: only `*` stands for services."""
    service, colon, name = pattern.partition(":")
    if not colon or not ("*" in service or "?" in service):
        return True
    return not service.strip("*") and not name.strip("*") and bool(name)


def _resource_applies(statement: CompiledStatement, request: Request) -> bool | None:
    if statement.resources is None:
        return True
    kind = kind_of(statement)
    found: bool | None = False
    for pattern in statement.resources:
        if not is_valid(pattern, kind):
            if statement.is_not_resource:
                return False
            continue
        found = _or(found, _resource_matches(pattern, statement, request))
    return _not(found) if statement.is_not_resource else found


def kind_of(statement: CompiledStatement) -> Any:
    """Return the kind of policy that a statement stands in, by whether it names principals."""
    return "identity" if statement.principals is None else "resource"


def is_valid(pattern: str, kind: str) -> bool:
    """Return whether an entry of `Resource` is one; another makes `NotResource` match nothing."""
    if pattern and not pattern.strip("*"):
        return True
    is_short = pattern.count(":") < _PARTS - 1
    return pattern.startswith("arn:") and (kind == "identity" or not is_short or "*" in pattern)


def _resource_matches(pattern: str, statement: CompiledStatement, request: Request) -> bool | None:
    kind = kind_of(statement)
    parts = pattern.split(":", _PARTS - 1)
    if not statement.with_variables or len(parts) < _PARTS or not VARIABLE.search(parts[-1]):
        return matches_arn(pattern, request.resource, kind=kind)
    head, asked = ":".join(parts[:-1]), request.resource.split(":", _PARTS - 1)
    if len(asked) < _PARTS or not matches_arn(f"{head}:*", request.resource, kind=kind):
        return False
    tail = _substituted(parts[-1], request.context)
    if not tail:
        return None if tail is None else False
    if any(sign in text for text in _put_in(parts[-1:], request.context) for sign in "*?"):
        return _literally(parts[-1], asked[-1], request.context)
    return patterns.matches(tail, asked[-1])


def _literally(pattern: str, text: str, context: Mapping[str, Value]) -> bool | None:
    """Match a pattern with variables whose values hold wildcards, which are plain text there."""
    parts: Sequence[str] = VARIABLE.split(pattern)
    values = [re.escape(value) for value in _put_in([pattern], context)]
    escaped = [re.escape(p).replace(r"\*", ".*").replace(r"\?", ".") for p in parts]
    whole = "".join(a + b for a, b in zip(escaped, [*values, ""], strict=True))
    return re.fullmatch(whole, text, re.DOTALL) is not None


def _or(a: bool | None, b: bool | None) -> bool | None:  # noqa: FBT001 - logic of three values
    return True if a is True or b is True else None if a is None or b is None else False


def _and(a: bool | None, b: bool | None) -> bool | None:  # noqa: FBT001 - logic of three values
    return False if a is False or b is False else None if a is None or b is None else True


def _not(a: bool | None) -> bool | None:  # noqa: FBT001 - logic of three values
    return None if a is None else not a
