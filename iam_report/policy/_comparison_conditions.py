"""When one condition follows from another, or rules it out, whatever the request holds.

The answers are sure: true is proved from the two texts; false only means that no rule here proves
it. A value with a policy variable follows from the same text alone.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from iam_report.policy import patterns, resources
from iam_report.policy.conditions import (
    Condition,
    Operator,
    always_holds,
    holds,
    never_holds,
    parse_operator,
)
from iam_report.policy.operators import (
    NULL,
    compare,
    is_usable,
    parse_date,
    parse_network,
    parse_number,
)
from iam_report.policy.resources import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

    from iam_report.policy.compiled import PreparedCondition

#: A key that no request is sure to have.
_SOME_KEY: Final = "example:key"

#: Operators whose values are whole: a request meets them with one of these texts and no other.
_WHOLE: Final = ("StringEquals", "BinaryEquals")

_NEGATIONS: Final = {
    "StringEquals": "StringNotEquals",
    "StringEqualsIgnoreCase": "StringNotEqualsIgnoreCase",
    "StringLike": "StringNotLike",
    "IpAddress": "NotIpAddress",
    "ArnEquals": "ArnNotEquals",
    "ArnLike": "ArnNotLike",
    "NumericEquals": "NumericNotEquals",
    "NumericLessThan": "NumericGreaterThanEquals",
    "NumericLessThanEquals": "NumericGreaterThan",
    "DateEquals": "DateNotEquals",
    "DateLessThan": "DateGreaterThanEquals",
    "DateLessThanEquals": "DateGreaterThan",
}
_OPPOSITES: Final = {**_NEGATIONS, **{b: a for a, b in _NEGATIONS.items()}}

#: Operators, by a part of their names, and keys that hold nothing but what these compare.
_TYPED: Final = (("IpAddress", "aws:sourceip"), ("Arn", "aws:principalarn"))

_SAME: Final = {"ArnEquals": "ArnLike", "ArnNotEquals": "ArnNotLike"}


def canonical(conditions: Iterable[PreparedCondition]) -> str | None:
    """Return conditions as JSON in a fixed order, operators in AWS's spelling; None without any."""
    found: dict[str, dict[str, list[str]]] = {}
    for each in conditions:
        operator, condition = each.operator, each.condition
        name = condition.operator
        if operator.is_known:
            head = f"{operator.qualifier}:" if operator.qualifier else ""
            name = f"{head}{operator.base}{'IfExists' if operator.if_exists else ''}"
        keys = found.setdefault(name, {})
        keys[condition.key] = sorted({*keys.get(condition.key, ()), *condition.values})
    return json.dumps(found, sort_keys=True, ensure_ascii=False) if found else None


def is_contradiction(conditions: Iterable[PreparedCondition]) -> bool:
    """Return whether a condition is met by no request, with the key or without."""
    return any(
        not each.has_variables and never_holds(each.condition._replace(key=_SOME_KEY))
        for each in conditions
    )


def all_follow(conditions: Iterable[PreparedCondition], given: Sequence[PreparedCondition]) -> bool:
    """Return whether a request that meets those that are given meets all conditions."""
    return all(_is_free(each) or any(_follows(each, one) for one in given) for each in conditions)


def is_ruled_out(
    conditions: Iterable[PreparedCondition], given: Sequence[PreparedCondition]
) -> bool:
    """Return whether no request that meets those that are given meets all conditions."""
    return any(_rules_out(one, each) for each in conditions for one in given)


def by_value(conditions: tuple[PreparedCondition, ...], most: int) -> list[Any]:
    """Return blocks of conditions that together say the same, each with fewer values.

    An operator without `ForAllValues` or `ForAnyValue` asks for one of its values, so a block with
    two is one of two blocks.
    """
    for at, each in enumerate(conditions):
        operator = each.operator
        is_plain = operator.is_known and not operator.is_negated and not operator.qualifier
        if is_plain and operator.base != NULL and 1 < len(each.values) <= most:
            return [
                (*conditions[:at], _with_values(each, (value,)), *conditions[at + 1 :])
                for value in each.values
            ]
    return []


def negation(each: PreparedCondition) -> PreparedCondition | None:
    """Return a condition that every request meets which does not meet this one, if there is one.

    A value that cannot be compared meets neither of two opposite conditions, so it is only there
    for texts, and for keys of which the value always is of the type.
    """
    base = each.operator.base
    is_text = base.startswith("String") or base == NULL
    is_typed = any(word in base and key == each.key for word, key in _TYPED)
    is_sure = is_text or (is_typed and all(is_usable(base, value) for value in each.values))
    return _opposite(each) if each.operator.is_known and is_sure else None


def remaining(
    conditions: Sequence[PreparedCondition], given: Sequence[PreparedCondition]
) -> PreparedCondition | None:
    """Return what holds for a request that meets what is given, but not all of some conditions.

    None if that is no single condition.
    """
    open_ones = [each for each in conditions if not all_follow((each,), given)]
    return negation(open_ones[0]) if len(open_ones) == 1 else None


def _with_values(each: PreparedCondition, values: tuple[str, ...]) -> PreparedCondition:
    return each._replace(values=values, condition=each.condition._replace(values=values))


def _is_free(each: PreparedCondition) -> bool:
    """Return whether every request meets the condition."""
    return not each.has_variables and always_holds(each.condition._replace(key=_SOME_KEY))


def _follows(wanted: PreparedCondition, given: PreparedCondition) -> bool:
    """Return whether a request that meets `given` meets `wanted`."""
    if wanted.key != given.key or not (wanted.operator.is_known and given.operator.is_known):
        return False
    if _is_same(wanted, given):
        return True
    if wanted.has_variables or given.has_variables:
        return False
    if NULL in (given.operator.base, wanted.operator.base):
        return _null_follows(wanted, given)
    return _fits_absent(wanted.operator, given) and (
        all(holds(wanted.condition, (value,)) is True for value in given.values)
        if _is_whole(given)
        else _values_follow(wanted, given)
    )


def _fits_absent(wanted: Operator, given: PreparedCondition) -> bool:
    """Return whether the two read a request alike that lacks the key, or has several values."""
    if wanted.qualifier != given.operator.qualifier and not _is_whole(given):
        return False
    return _may_be_absent(wanted) or not _may_be_absent(given.operator)


def _is_same(wanted: PreparedCondition, given: PreparedCondition) -> bool:
    """Return whether two conditions are the same, but for values that make `given` stricter."""
    ours, theirs = given.operator, wanted.operator
    base = _SAME.get(ours.base, ours.base)
    is_like = base == "StringEquals" and theirs.base == "StringLike" and _is_plain(given)
    is_alike = is_like or base == _SAME.get(theirs.base, theirs.base)
    if not is_alike or ours.qualifier != theirs.qualifier:
        return False
    if ours.if_exists and not theirs.if_exists and not ours.is_negated:
        return False
    if wanted.has_variables != given.has_variables:
        return False
    ours_values, theirs_values = set(given.values), set(wanted.values)
    return theirs_values <= ours_values if ours.is_negated else ours_values <= theirs_values


def _is_plain(each: PreparedCondition) -> bool:
    """Return whether no value holds a wildcard."""
    texts = [VARIABLE.sub("", v) if each.has_variables else v for v in each.values]
    return not any(sign in text for text in texts for sign in "*?")


def _null_follows(wanted: PreparedCondition, given: PreparedCondition) -> bool:
    """Return whether a condition follows where one of the two is about the key being there."""
    ours, theirs = given.operator, wanted.operator
    if theirs.qualifier or ours.qualifier:
        return False
    if ours.base == NULL:
        is_absent = {text.lower() for text in given.values} == {"true"}
        return is_absent and holds(wanted.condition, None) is True
    is_there = {text.lower() for text in wanted.values} >= {"false"}
    return is_there and not _may_be_absent(ours)


def _may_be_absent(operator: Operator) -> bool:
    """Return whether a request without the key meets a condition of the operator."""
    if operator.qualifier:
        return operator.qualifier == "ForAllValues"
    return operator.if_exists or operator.is_negated


def _is_whole(given: PreparedCondition) -> bool:
    operator = given.operator
    return (operator.base in _WHOLE and not operator.qualifier) or _is_literal_like(given)


def _is_literal_like(given: PreparedCondition) -> bool:
    operator = given.operator
    return operator.base == "StringLike" and not operator.qualifier and _is_plain(given)


def _values_follow(wanted: PreparedCondition, given: PreparedCondition) -> bool:
    """Return whether what the given values admit, the wanted ones admit."""
    ours, theirs = given.operator.base, wanted.operator.base
    ours, theirs = _SAME.get(ours, ours), _SAME.get(theirs, theirs)
    if not all(is_usable(ours, v) for v in given.values) or not all(
        is_usable(theirs, v) for v in wanted.values
    ):
        return False
    if given.operator.is_negated:
        covers = _covers(_OPPOSITES.get(ours, ""))
        return (
            ours == theirs
            and covers is not None
            and all(any(covers(g, w) for g in given.values) for w in wanted.values)
        )
    if wanted.operator.is_negated:
        meets = _meets(ours) if _OPPOSITES.get(ours) == theirs else None
        return meets is not None and not any(
            meets(g, w) for g in given.values for w in wanted.values
        )
    if ours.startswith(("Numeric", "Date")):
        return _orders_follow(wanted, given)
    covers = _covers(ours)
    return (
        ours == theirs
        and covers is not None
        and all(any(covers(w, g) for w in wanted.values) for g in given.values)
    )


def _covers(base: str) -> Callable[[str, str], bool] | None:
    """Return a function that tells whether one value of an operator covers another."""
    return {
        "StringLike": patterns.covers,
        "StringEquals": str.__eq__,
        "StringEqualsIgnoreCase": lambda a, b: a.lower() == b.lower(),
        "Bool": lambda a, b: a.lower() == b.lower(),
        "ArnLike": resources.covers_arns,
        "IpAddress": _covers_network,
        "NumericEquals": lambda a, b: compare("NumericEquals", a, b) is True,
        "DateEquals": lambda a, b: compare("DateEquals", a, b) is True,
    }.get(base)


def _meets(base: str) -> Callable[[str, str], bool] | None:
    """Return a function that tells whether some value fits both of two of an operator."""
    return {
        "StringLike": patterns.intersects,
        "StringEquals": str.__eq__,
        "StringEqualsIgnoreCase": lambda a, b: a.lower() == b.lower(),
        "ArnLike": resources.arns_intersect,
        "IpAddress": lambda a, b: _covers_network(a, b) or _covers_network(b, a),
        "NumericEquals": lambda a, b: compare("NumericEquals", a, b) is True,
        "DateEquals": lambda a, b: compare("DateEquals", a, b) is True,
    }.get(base)


def _covers_network(wide: str, narrow: str) -> bool:
    a, b = parse_network(wide), parse_network(narrow)
    if a is None or b is None or a.version != b.version:
        return False
    inside = b.network_address in a and b.broadcast_address in a
    return inside and a.prefixlen <= b.prefixlen


def _orders_follow(wanted: PreparedCondition, given: PreparedCondition) -> bool:
    """Return whether a number or date that is in one range is in another."""
    ours, theirs = _range(given.operator.base), _range(wanted.operator.base)
    if given.operator.base.startswith("Date") != wanted.operator.base.startswith("Date"):
        return False
    if ours is None or theirs is None:
        return False
    parse = parse_date if wanted.operator.base.startswith("Date") else parse_number
    limits = [parse(text) for text in wanted.values]
    values = [parse(text) for text in given.values]
    return all(any(_in_range(theirs, w, ours, g) for w in limits) for g in values)


def _range(base: str) -> str | None:
    """Return the sign of a comparison: `<`, `<=`, `>`, `>=` or `=`."""
    name = base.removeprefix("Numeric").removeprefix("Date")
    return {
        "LessThan": "<",
        "LessThanEquals": "<=",
        "GreaterThan": ">",
        "GreaterThanEquals": ">=",
        "Equals": "=",
    }.get(name)


def _in_range(wide: str, a: Decimal | None, narrow: str, b: Decimal | None) -> bool:
    """Return whether all that is `narrow` of `b` is `wide` of `a`."""
    if a is None or b is None:
        return False
    if narrow == "=":
        return {"<": b < a, "<=": b <= a, ">": b > a, ">=": b >= a, "=": a == b}[wide]
    if wide == "=" or wide[0] != narrow[0]:
        return False
    is_inside = b < a if wide[0] == "<" else b > a
    return is_inside or (b == a and not (wide in "<>" and narrow not in "<>"))


def _rules_out(given: PreparedCondition, wanted: PreparedCondition) -> bool:
    """Return whether no request meets both conditions."""
    if wanted.key != given.key or not (wanted.operator.is_known and given.operator.is_known):
        return False
    return any(
        _follows(opposite, one)
        for one, other in ((given, wanted), (wanted, given))
        for opposite in [_opposite(other)]
        if opposite is not None and _is_sure_of_key(one, other)
    )


def _is_sure_of_key(one: PreparedCondition, other: PreparedCondition) -> bool:
    """Return whether the opposite of `other` leaves open no request without the key."""
    return not _may_be_absent(other.operator) or not _may_be_absent(one.operator)


def _opposite(each: PreparedCondition) -> PreparedCondition | None:
    """Return the condition that a request with the key meets where it does not meet this one."""
    operator = each.operator
    if operator.qualifier or each.has_variables:
        return None
    if operator.base in ("Bool", NULL):
        values = {text.lower() for text in each.values}
        if values not in ({"true"}, {"false"}):
            return None
        opposite = ("false",) if values == {"true"} else ("true",)
        flipped = Condition(operator.base, each.condition.key, opposite)
        return each._replace(
            operator=parse_operator(operator.base), condition=flipped, values=opposite
        )
    base = _OPPOSITES.get(operator.base)
    # "Below 5 or below 9" is not what is left by "at least 5, or at least 9".
    if base is None or (len(each.values) > 1 and (_range(operator.base) or "=") != "="):
        return None
    condition = Condition(base, each.condition.key, each.values)
    return each._replace(operator=parse_operator(base), condition=condition)
