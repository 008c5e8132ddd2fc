"""Whether a request meets the conditions of a statement.

Answers are three-valued: None where something is not known, or where AWS's documentation gives no
answer. Why is then noted.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
"""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import TYPE_CHECKING, Final

from iam_report.policy import patterns
from iam_report.policy.causes import DOUBT, MISSING, Cause, Notes
from iam_report.policy.conditions import always_holds, holds, holds_for, never_holds
from iam_report.policy.operators import NULL, compare, parse_network
from iam_report.policy.requests import PRINCIPAL_ARN
from iam_report.policy.resources import VARIABLE, arns_intersect
from iam_report.policy.variables import UnknownValueError, as_literal, has_literals, substitute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iam_report.policy.compiled import PreparedCondition
    from iam_report.policy.operators import Operator
    from iam_report.policy.requests import Request

_BOOL: Final = ("true", "false")
_TEXTS: Final = ("String", "Arn")
#: Before a key, makes it one that a request may lack.
_ANY_KEY: Final = "any:"
_IPV6: Final = 128
_SEVERAL_VALUES: Final = (
    "AWS does not define `{}` for a request with several values for `{}`: it wants `ForAllValues` "
    "or `ForAnyValue`"
)
_EMPTY_VALUES: Final = (
    "AWS's documentation says that `{}` is met by an empty value of `{}`, and elsewhere that the "
    "value has to match"
)
_HOST_BITS: Final = (
    "AWS does not say how `{}` takes a network of IPv6 with bits behind its prefix, for `{}`"
)
_QUALIFIED_NULL: Final = "AWS does not define `{}`"
_NO_BOOL: Final = "AWS does not say how `{}` takes a value of `{}` that is neither true nor false"


def fits_conditions(
    conditions: Sequence[PreparedCondition], request: Request, notes: Notes
) -> bool | None:
    """Return whether a request meets all the conditions.

    Args:
        conditions: The whole `Condition` block of a statement.
        request: The request.
        notes: Takes the causes where the answer is None.
    """
    found: bool | None = True
    for condition in conditions:
        fits = _holds(condition, request, notes)
        if fits is False:
            return False
        if fits is None:
            found = None
    return found


def _holds(prepared: PreparedCondition, request: Request, notes: Notes) -> bool | None:
    operator, condition = prepared.operator, prepared.condition
    if not operator.is_known:
        return False
    if operator.base == NULL and operator.qualifier:
        notes.append(Cause(DOUBT, _QUALIFIED_NULL.format(condition.operator)))
        return None
    try:
        found = request.value(prepared.key)
    except UnknownValueError as unknown:
        return _holds_unknown(prepared, request, notes, Cause(*unknown.args))
    if found is None and prepared.key not in request.context:
        request.absent[prepared.key] = condition.key
    return _holds_known(prepared, found, request, notes)


def _holds_known(
    prepared: PreparedCondition, found: Sequence[str] | None, request: Request, notes: Notes
) -> bool | None:
    operator, condition = prepared.operator, prepared.condition
    if operator.base == NULL:
        return holds(condition, found)
    if found and len(found) > 1 and not operator.qualifier:
        notes.append(Cause(DOUBT, _SEVERAL_VALUES.format(condition.operator, condition.key)))
        return None
    if request.is_pathless and prepared.key == PRINCIPAL_ARN and operator.base.startswith(_TEXTS):
        return _holds_for_any_path(prepared, request, notes)
    wanted, causes = _wanted(prepared, request)
    if prepared.has_variables and found and any(text and has_literals(text) for text in wanted):
        found = tuple(map(as_literal, found))
    answer = holds_for(operator, found, wanted)
    if answer is None:
        notes += causes
    if answer is False and found:
        doubt = _doubt(prepared, found, wanted)
        if doubt is not None:
            notes.append(Cause(DOUBT, doubt.format(condition.operator, condition.key)))
            return None
    return answer


def _doubt(
    prepared: PreparedCondition, found: Sequence[str], wanted: Sequence[str | None]
) -> str | None:
    """Return why it is not known that a condition is not met, or None."""
    operator = prepared.operator
    if operator.base == "Bool" and _asks_for_false(operator, found, wanted):
        return _NO_BOOL
    if operator.base.endswith("IpAddress") and _have_host_bits(prepared):
        return _HOST_BITS if _host_bits_matter(prepared, found) else None
    is_empty = operator.qualifier == "ForAllValues" and not any(found)
    return _EMPTY_VALUES if is_empty else None


def _host_bits_matter(prepared: PreparedCondition, found: Sequence[str]) -> bool:
    """Return whether the answer depends on how networks with needless bits are taken.

    They may hold the addresses of their prefix, or none.
    """
    operator = prepared.operator
    if not any(map(parse_network, found)):
        return False
    if operator.is_negated:
        values = [text for text in prepared.values if not _has_host_bits(text)]
    else:
        values = [
            str(IPv6Network(text, strict=False)) if _has_host_bits(text) else text
            for text in prepared.values
        ]
    return holds_for(operator, found, values) is not False


def _have_host_bits(prepared: PreparedCondition) -> bool:
    return any(map(_has_host_bits, prepared.values))


def _has_host_bits(text: str) -> bool:
    """Return whether a text is a network of IPv6 with more than the network's own bits."""
    address, slash, length = text.partition("/")
    is_one = bool(slash) and ":" in text and parse_network(address) is not None
    return is_one and length.isdigit() and int(length) <= _IPV6 and parse_network(text) is None


def _holds_for_any_path(prepared: PreparedCondition, request: Request, notes: Notes) -> bool | None:
    """Return whether a condition on the ARN of who asks is met by a session.

    The ARN of a session shows the name of its role, and not the path. A value that fits the role
    without a path is taken to mean it, as names of roles are unique in their account; whether one
    with a path does is not known.
    """
    operator = prepared.operator
    whole = request.who.context[prepared.key] or ("",)
    wanted, causes = _wanted(prepared, request)
    answer = holds_for(operator, whole, wanted)
    if answer is None:
        notes += causes
        return None
    known = [text for text in wanted if text is not None]
    fits = [compare(operator.base, whole[0], text) for text in known]
    if any(fits) or (operator.is_negated and None in fits):
        return answer
    head, _, name = whole[0].rpartition("/")
    arns = f"{head}/?*/{name}"
    able = [text for text, fit in zip(known, fits, strict=True) if fit is not None]
    if not any(_fits_path(operator.base, text, arns) for text in able):
        return answer
    notes.append(Cause(MISSING, prepared.condition.key))
    return None


def _fits_path(base: str, text: str, arns: str) -> bool:
    """Return whether a value of a policy fits some of the ARNs of a pattern.

    What looks like a variable here is text, which no ARN of a role holds.
    """
    if VARIABLE.search(text):
        return False
    if base.startswith("Arn"):
        return arns_intersect(text, arns)
    if base.endswith("Like"):
        return patterns.intersects(text, arns)
    if "IgnoreCase" in base:
        return patterns.matches(arns.lower(), text.lower())
    return patterns.matches(arns, text)


def _holds_unknown(
    prepared: PreparedCondition, request: Request, notes: Notes, cause: Cause
) -> bool | None:
    """Return the answer for a key that is not known, if it is the same whatever the request has."""
    condition = prepared.condition
    if request.who.account is None:  # it need not have what requests of principals have
        condition = condition._replace(key=f"{_ANY_KEY}{condition.key}")
    if not prepared.operator.base.endswith("IpAddress") or not _have_host_bits(prepared):
        if never_holds(condition):
            return False
        if always_holds(condition):
            return True
    notes.append(cause._replace(what=prepared.condition.key))
    return None


def _wanted(
    prepared: PreparedCondition, request: Request
) -> tuple[Sequence[str | None], list[Cause]]:
    """Return the values of a condition with their variables replaced.

    None stands for a value that is not known, and why is told. One whose variable has no value fits
    nothing, and is left out.
    """
    if not prepared.has_variables:
        return prepared.values, []
    is_pattern = prepared.operator.base.startswith(("StringLike", "StringNotLike", "Arn"))
    wanted: list[str | None] = []
    causes = []
    for text in prepared.values:
        try:
            value = substitute(text, request.value, is_pattern=is_pattern)
        except UnknownValueError as unknown:
            causes.append(Cause(*unknown.args))
            wanted.append(None)
        else:
            wanted += [] if value is None else [value]
    return wanted, causes


def _asks_for_false(operator: Operator, found: Sequence[str], wanted: Sequence[str | None]) -> bool:
    """Return whether a `Bool` asks for false, and the request has neither true nor false.

    Where all values have to fit, one that does not fit decides.
    """
    told = [value for value in found if value.lower() in _BOOL]
    if operator.qualifier == "ForAllValues" and told and holds_for(operator, told, wanted) is False:
        return False
    is_asked = any(text is not None and text.lower() == "false" for text in wanted)
    return is_asked and len(told) < len(found)
