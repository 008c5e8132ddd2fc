"""The Condition element in the slow evaluator.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import ipaddress
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tests.reference.authorization_requests import (
    ANY,
    CONDITIONAL,
    PATH,
    STAR,
    UNKNOWN,
    Request,
    Statement,
    Value,
    all_of,
    any_of,
    as_list,
    as_text,
    is_always_present,
    key_values,
    matches_text,
    opposite,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ORDERS: Final = {
    "Equals": lambda one, other: one == other,
    "LessThan": lambda one, other: one < other,
    "LessThanEquals": lambda one, other: one <= other,
    "GreaterThan": lambda one, other: one > other,
    "GreaterThanEquals": lambda one, other: one >= other,
}
NEGATED: Final = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
POSITIVE: Final = (
    *("StringEquals", "StringEqualsIgnoreCase", "StringLike", "Bool", "BinaryEquals", "IpAddress"),
    *("ArnEquals", "ArnLike"),
    *(f"{kind}{order}" for kind in ("Numeric", "Date") for order in ORDERS),
)
OPERATORS: Final = (*POSITIVE, *NEGATED)
#: Two values that cannot be compared satisfy neither an operator nor its negation.
INCOMPARABLE: Final = "incomparable"


def moment(text: str) -> datetime:
    """A date, a date and time with or without offset, or seconds since 1970."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return datetime.fromtimestamp(float(text), UTC)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def string_matches(operator: str, value: str, text: str) -> Value:
    """Only StringLike has wildcards."""
    if operator == "StringLike":
        return matches_text(value, text)
    literal = value.replace(STAR, "*").replace(ANY, "?")
    if operator == "StringEqualsIgnoreCase":
        return literal.lower() == text.lower()
    return literal == text


def arn_matches(value: str, text: str) -> Value:
    """ArnEquals and ArnLike do the same: each part of the ARN is compared with wildcards."""
    pattern, arn = value.split(":", 5), text.split(":", 5)
    if value and not value.strip(STAR):
        pattern = ["arn", *STAR * 5]
    if len(pattern) < 6 or len(arn) < 6 or pattern[0] != "arn" or arn[0] != "arn":
        return INCOMPARABLE
    return all(matches_text(*pair) for pair in zip(pattern, arn, strict=True))


def bool_matches(value: str, text: str) -> Value:
    """What a value that is no boolean is, AWS does not say: not true, so perhaps false."""
    if text.lower() not in ("true", "false"):
        return UNKNOWN if value.lower() == "false" else False
    return value.lower() == text.lower()


def in_network(_operator: str, value: str, text: str) -> Value:
    """An address without a prefix is a network of one; another family is another network."""
    try:
        network, address = ipaddress.ip_network(value, strict=False), ipaddress.ip_address(text)
    except ValueError:
        return INCOMPARABLE
    return network.version == address.version and address in network


def has_host_bits(value: Any) -> bool:
    """AWS does not say what a network such as `2001:db8::1/32` stands for, if for anything."""
    try:
        ipaddress.ip_network(str(value), strict=":" in str(value))
    except ValueError:
        return ":" in str(value) and is_readable("IpAddress", str(value)) is True
    return False


def agreed(answer: Callable[[list[Any]], Value], operator: str, values: list[Any]) -> Value:
    """The answer, if it is the same whatever is made of networks with host bits.

    They may count without these bits, hold nobody's address, or be nothing to compare with.
    """
    if NEGATED.get(operator, operator) != "IpAddress":
        return answer(values)
    others = [[text if has_host_bits(v) else v for v in values] for text in ("::/128", "")]
    readings = {answer(reading) for reading in (values, *others)}
    return readings.pop() if len(readings) == 1 else UNKNOWN


def ordered(operator: str, value: str, text: str) -> Value:
    """Numbers are decimal, dates are instants."""
    kind = "Numeric" if operator.startswith("Numeric") else "Date"
    parse: Any = Decimal if kind == "Numeric" else moment
    try:
        return ORDERS[operator.removeprefix(kind)](parse(text), parse(value))
    except (ValueError, InvalidOperation):
        return INCOMPARABLE


def value_matches(operator: str, value: Any, text: str, version: str, request: Request) -> Value:
    """One value of the policy against one of the request, by a positive operator."""
    value, state = as_text(value), True
    if operator.startswith(("String", "Arn", "Bool")):
        value, state = resolve(value, version, request)
    if state is not True:
        return state
    if operator.startswith("String"):
        found = string_matches(operator, value, text)
    elif operator.startswith("Arn"):
        found = arn_matches(value, text)
    elif operator == "Bool":
        found = bool_matches(value, text)
    elif operator == "BinaryEquals":
        found = value == text
    else:
        compare = in_network if operator == "IpAddress" else ordered
        found = compare(operator, value, text)
    return found


def paths_in(value: str) -> set[str]:
    """The paths of roles that a value of a policy might mean."""
    value = value.replace(STAR, "*").replace(ANY, "?")
    parts = re.split(r"(?<=[/:])", re.sub(r"[*?]", "x", value))
    ranges = [(start, end) for end in range(len(parts) + 1) for start in range(end)]
    return {"any/", *("".join(parts[start:end]).rstrip("/") + "/" for start, end in ranges)}


def path_matches(operator: str, value: Any, text: str, version: str, request: Request) -> Value:
    """The ARN of a session's role is looked at without a path; another value may fit with one."""
    found = value_matches(operator, value, text.replace(PATH, ""), version, request)
    if PATH not in text or found is True:
        return found
    with_path = [
        value_matches(operator, value, text.replace(PATH, path), version, request)
        for path in paths_in(resolve(as_text(value), version, request)[0])
    ]
    return CONDITIONAL if True in with_path else found


def text_satisfies(
    operator: str, text: str, version: str, request: Request, values: list[Any]
) -> Value:
    """The values of a key are ORed; for a negated operator none may match."""
    negated = operator in NEGATED
    found = [
        path_matches(NEGATED.get(operator, operator), value, text, version, request)
        for value in values
    ]
    if negated:
        return all_of(False if one == INCOMPARABLE else opposite(one) for one in found)
    return any_of(False if one == INCOMPARABLE else one for one in found)


def is_readable(operator: str, value: str) -> Value:
    """Whether some value of the request equals a value of a policy."""
    if operator.startswith(("Numeric", "Date", "IpAddress")):
        compare = in_network if operator == "IpAddress" else ordered
        return compare(operator, value, "::" if operator == "IpAddress" else "0") != INCOMPARABLE
    if "${" in value or not operator.startswith(("Bool", "Arn")):
        return True
    return (
        value.lower() in ("true", "false")
        if operator == "Bool"
        else value.count(":") > 4 or not value.strip("*")
    )


def whatever_the_value(operator: str, values: list[Any]) -> Value:
    """The answer for a key that is present but whose value nobody knows."""
    negated, base = operator in NEGATED, NEGATED.get(operator, operator)
    readable = [is_readable(base, as_text(value)) for value in values]
    if not any(readable) or (negated and not all(readable)):
        return False
    if base == "Bool" and {as_text(value).lower() for value in values} >= {"true", "false"}:
        return True
    if base.startswith(("StringLike", "Arn")) and "*" in values:
        return not negated
    return CONDITIONAL


def null_matches(key: str, values: list[Any], request: Request) -> Value:
    """Null asks whether the key is absent."""
    texts = key_values(key, request)
    absent: Value = texts is None
    if texts == CONDITIONAL and not is_always_present(key, request):
        absent = CONDITIONAL
    answers = {"true": absent, "false": opposite(absent)}
    wanted = {as_text(value).lower() for value in values} & set(answers)
    return True if len(wanted) == len(answers) else any_of(answers[value] for value in wanted)


def key_matches(
    operator: str, key: str, values: list[Any], version: str, request: Request
) -> Value:
    """One operator, one key; a plain operator is not made for many values."""
    qualifier, _, base = operator.rpartition(":")
    if_exists, base = base.endswith("IfExists"), base.removesuffix("IfExists")
    if_absent = {"ForAnyValue": False, "ForAllValues": True}.get(
        qualifier, if_exists or base in NEGATED
    )
    texts = key_values(key, request)
    if texts == CONDITIONAL:
        if_present = agreed(partial(whatever_the_value, base), base, values)
        certain = if_absent == if_present or is_always_present(key, request)
        return if_present if certain else CONDITIONAL
    if not texts:
        return if_absent
    answers = [
        agreed(partial(text_satisfies, base, text, version, request), base, values)
        for text in texts
    ]
    if not qualifier:
        return answers[0] if len(answers) == 1 else UNKNOWN
    return all_of(answers) if qualifier == "ForAllValues" else any_of(answers)


def condition_matches(
    operator: str, key: str, values: list[Any], version: str, request: Request
) -> Value:
    """An operator that AWS does not know never matches."""
    qualifier, _, base = operator.rpartition(":")
    if qualifier not in ("", "ForAllValues", "ForAnyValue"):
        return False
    if base == "Null":
        return UNKNOWN if qualifier else null_matches(key, values, request)
    if base.removesuffix("IfExists") not in OPERATORS:
        return False
    return key_matches(operator, key, values, version, request)


def conditions_match(statement: Statement, version: str, request: Request) -> Value:
    """Operators and keys are ANDed."""
    return all_of(
        condition_matches(operator, key, as_list(values), version, request)
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    )
