"""Contexts of requests to try: enough for every condition on a key to be met and not to be met.

Conditions are about one key each, so what matters of a value is which of the conditions on its key
it meets. Of the values that meet the same ones, the first is tried.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from iam_report.policy._comparison_requests import ESCAPED, is_met, variable_of
from iam_report.policy.operators import NULL, parse_date, parse_network, parse_number
from iam_report.policy.resources import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from iam_report.policy._comparison_requests import Value
    from iam_report.policy.compiled import PreparedCondition

#: Contexts to try for one question.
_MOST: Final = 2_000

#: Values to try for a key that is a variable, besides those that conditions ask for.
_MOST_TEXTS: Final = 8

_TEXT: Final = "example"
_ARN: Final = "arn:aws:iam::777788889999:role/example"
_ADDRESSES: Final = ("203.0.113.77", "2001:db8::77")
_DATES: Final = ("1999-12-31T00:00:00Z", "2999-12-31T00:00:00Z")
_WILDCARDS: Final = re.compile(r"[*?]")
_SEPARATORS: Final = re.compile(r"[/:]")
_PARTS: Final = 6


def contexts(
    required: Sequence[PreparedCondition],
    others: Iterable[PreparedCondition],
    variables: Iterable[str],
    words: Iterable[str],
) -> Iterator[Mapping[str, Value]]:
    """Yield contexts that may tell statements apart, plain ones first.

    Args:
        required: Conditions to be met.
        others: Conditions that may be met or not.
        variables: Variables that resources hold.
        words: Resources, whose parts are tried as values of variables.
    """
    all_conditions = [*required, *others]
    names = _keys_of_variables([*variables, *_variables(all_conditions)])
    of_key: dict[str, list[PreparedCondition]] = {}
    for each in all_conditions:
        of_key.setdefault(each.key, []).append(each)
    texts = [part for word in words for part in _parts(word)] if names else []
    required_keys = {each.key for each in required}
    keys = sorted({*of_key, *names}, key=lambda key: (key not in required_keys, key))
    pools = []
    for key in keys:
        conditions = of_key.get(key, [])
        needed = [each for each in required if each.key == key]
        pool = _different(key, _values(conditions), conditions, needed)
        if key in names:
            first = [] if needed else [_TEXT]
            pool = list(dict.fromkeys([*first, *pool, *texts[:_MOST_TEXTS], _TEXT]))
        pools.append(pool)
    for values in itertools.islice(itertools.product(*pools), _MOST):
        yield dict(zip(keys, values, strict=True))


def _different(
    key: str,
    values: Iterable[Value],
    conditions: Sequence[PreparedCondition],
    needed: Sequence[PreparedCondition],
) -> list[Value]:
    """Return the values that meet different conditions, and those that are needed."""
    found: dict[tuple[object, ...], Value] = {}
    has_variables = any(each.has_variables for each in conditions)
    for value in values:
        context = {key: value}
        if all(each.has_variables or is_met(each, context) is True for each in needed):
            answers = tuple(is_met(each, context) for each in conditions)
            found.setdefault((value,) if has_variables else answers, value)
    return list(found.values())


def _values(conditions: Sequence[PreparedCondition]) -> list[Value]:
    """Return values to try for the key of some conditions; None first, for no such key."""
    singles = [text for each in conditions for text in _instances(each)]
    singles = list(dict.fromkeys([*singles, _TEXT]))
    many: list[Value] = []
    if any(each.operator.qualifier for each in conditions):
        many = [(), *itertools.islice(itertools.combinations(singles, 2), 40)]
    return [None, *singles, *many]


def _instances(each: PreparedCondition) -> list[str]:
    """Return values that meet a condition, and some that do not."""
    base = each.operator.base
    if base == NULL:
        return []
    values = [_filled(text) if each.has_variables else text for text in each.values]
    found: list[str] = []
    for value in values:
        if "Like" in base or "Arn" in base:
            found += _of_pattern(value, is_arn="Arn" in base)
        elif base.startswith("Numeric"):
            number = parse_number(value)
            found += [] if number is None else [str(number), str(number - 1), str(number + 1)]
        elif base.startswith("Date"):
            moment = parse_date(value)
            found += [] if moment is None else [value, str(moment - 1), str(moment + 1)]
        elif base.endswith("IpAddress"):
            network = parse_network(value)
            found += [] if network is None else [str(network[0]), str(network[-1])]
        else:
            found.append(value)
    return [*found, *_outside(base)]


def _filled(text: str) -> str:
    """Return a text with something for each of its variables."""
    return VARIABLE.sub(lambda found: ESCAPED.get(found[0], _TEXT), text)


def _outside(base: str) -> tuple[str, ...]:
    """Return values that a policy is not likely to name."""
    if "Arn" in base:
        return (_ARN,)
    if base == "Bool":
        return ("true", "false")
    if base.endswith("IpAddress"):
        return _ADDRESSES
    return _DATES if base.startswith("Date") else ()


def _of_pattern(pattern: str, *, is_arn: bool) -> list[str]:
    if is_arn:
        parts = pattern.split(":", _PARTS - 1)
        pattern = ":".join([*parts, *["*"] * (_PARTS - len(parts))]) if parts[0] == "arn" else _ARN
    filled = _WILDCARDS.sub("x", pattern)
    return [filled, pattern.replace("*", "").replace("?", "x")]


def _variables(conditions: Iterable[PreparedCondition]) -> list[str]:
    return [
        found[0]
        for each in conditions
        if each.has_variables
        for text in each.values
        for found in VARIABLE.finditer(text)
    ]


def _keys_of_variables(variables: Iterable[str]) -> set[str]:
    names = (variable_of(variable) for variable in variables)
    return {name[0] for name in names if name is not None}


def _parts(word: str) -> list[str]:
    tail = word.split(":", _PARTS - 1)[-1]
    return list(dict.fromkeys([*reversed(_SEPARATORS.split(tail)), tail]))
