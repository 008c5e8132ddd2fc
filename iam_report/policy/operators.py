"""The operators of conditions: what each says of one value of the request and one of the policy.

There are 26 and `Null`. A negated operator is its positive one turned round, so 16 functions are
enough. Each returns None where the two values cannot be compared, such as a number with a word:
such a value of a policy never matches, whichever way the operator is turned.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import operator
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from iam_report.policy import patterns, resources

if TYPE_CHECKING:
    from collections.abc import Callable

Qualifier: TypeAlias = Literal["", "ForAllValues", "ForAnyValue"]
Network: TypeAlias = IPv4Network | IPv6Network

NULL: Final = "Null"

_IF_EXISTS: Final = "ifexists"
_COLONS: Final = 5

#: Values whose meaning is kept: those of policies repeat.
_KEPT: Final = 4_096

#: Patterns, collapsed, that match every text there is to match: no value is empty.
_ANY_TEXT: Final = ("*", "?*")

_LAST_HOUR: Final = 23
_LAST_MINUTE: Final = 59

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NETWORK: Final = re.compile(
    r"[0-9.]+(?:/[0-9]{1,2})?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:/[0-9]{1,3})?"
)
_DATE: Final = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
)


class Operator(NamedTuple):
    """A condition operator, taken apart."""

    base: str
    """AWS's spelling without prefix and suffix, `StringEquals`; as written if it is not known."""
    qualifier: Qualifier
    """The set prefix: `ForAllValues`, `ForAnyValue` or none."""
    if_exists: bool
    """It ends in `IfExists`: a request without the key meets it."""
    is_negated: bool
    """It asks that no value match, as `StringNotEquals` does."""
    is_known: bool
    """AWS has such an operator. A condition with another one never matches."""


@lru_cache(maxsize=1_024)
def parse_operator(text: str) -> Operator:
    """Take an operator apart; case does not count.

    Examples:
        >>> parse_operator("forallvalues:StringNotLikeIfExists")
        Operator(base='StringNotLike', qualifier='ForAllValues', if_exists=True, is_negated=True, is_known=True)
    """  # noqa: E501 - one value, one line
    prefix, colon, rest = text.partition(":")
    qualifier = _QUALIFIERS.get(prefix.lower()) if colon else ""
    name = (rest if colon else text).lower()
    if_exists = name.endswith(_IF_EXISTS)
    base = _SPELLINGS.get(name.removesuffix(_IF_EXISTS))
    if qualifier is None or base is None or (base == NULL and if_exists):
        return Operator(text, "", if_exists=False, is_negated=False, is_known=False)
    is_negated = base != NULL and _BASES[base].is_negated
    return Operator(base, qualifier, if_exists, is_negated, is_known=True)


def compare(base: str, value: str, wanted: str) -> bool | None:
    """Return whether a value of the request fits one of the policy, by the positive operator.

    Args:
        base: Known base operator other than `Null`. A negated one is compared as its positive one.
        value: From the request.
        wanted: From the policy, without variables.

    Returns:
        None if the two cannot be compared.
    """
    return _BASES[base].test(value, wanted)


def is_usable(base: str, wanted: str) -> bool:
    """Return whether a value of a policy is of the operator's type, so that it can ever match."""
    return _BASES[base].is_usable(wanted)


def accepts_all(base: str, wanted: tuple[str, ...]) -> bool:
    """Return whether every value of a request fits one of a policy's, by the positive operator."""
    test = _BASES[base].test
    if test is string_like:
        return any(patterns.collapse(text) in _ANY_TEXT for text in wanted)
    if test is arn_like:
        return any(_is_arn_pattern(text) and resources.covers_all(text) for text in wanted)
    if test is bool_equals:
        return {"true", "false"} <= {text.lower() for text in wanted}
    return test is in_network and all(_whole_families(wanted))


def holds_a_family(wanted: tuple[str, ...]) -> bool:
    """Return whether networks together hold all addresses of IPv4, or all of IPv6."""
    return any(_whole_families(wanted))


def string_equals(value: str, wanted: str) -> bool:
    """Compare texts as they are: a `*` is a star."""
    return value == wanted


def string_equals_ignore_case(value: str, wanted: str) -> bool:
    """Compare texts in lower case: `ß` and `SS` differ."""
    return value.lower() == wanted.lower()


def string_like(value: str, wanted: str) -> bool:
    """Match a wildcard pattern."""
    return patterns.matches(wanted, value)


def arn_like(value: str, wanted: str) -> bool | None:
    """Match a pattern of ARNs; `ArnEquals` does the same."""
    if not _is_arn(value):
        return None
    return resources.matches_arn(wanted, value, kind="scp") if _is_arn_pattern(wanted) else None


def bool_equals(value: str, wanted: str) -> bool | None:
    """Compare `true` and `false`, in any case."""
    if not (_is_bool(value) and _is_bool(wanted)):
        return None
    return value.lower() == wanted.lower()


def in_network(value: str, wanted: str) -> bool | None:
    """Look whether an address lies in a network; one of the other family does not."""
    address, network = parse_network(value), parse_network(wanted)
    if address is None or network is None or address.num_addresses > 1:
        return None
    return address.version == network.version and address.network_address in network


@lru_cache(maxsize=_KEPT)
def parse_network(text: str) -> Network | None:
    """Return a network, or a single address as one; None for other text.

    The bits behind the prefix are ignored in IPv4; a network of IPv6 must have none.
    """
    if not _NETWORK.fullmatch(text):
        return None
    try:
        return IPv6Network(text) if ":" in text else IPv4Network(text, strict=False)
    except ValueError:
        return None


def plain_number(value: float) -> str:
    """Return a number as text without an exponent."""
    return format(Decimal(repr(float(value))), "f").removesuffix(".0")


@lru_cache(maxsize=_KEPT)
def parse_number(text: str) -> Decimal | None:
    """Return a number: digits, perhaps a sign and a decimal point; None for other text."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=_KEPT)
def parse_date(text: str) -> Decimal | None:
    """Return seconds since 1970; None for text that is no date.

    Dates are those of https://www.w3.org/TR/NOTE-datetime, or seconds since 1970. Four digits are
    a year. A date without a time zone is in UTC.
    """
    found = _DATE.fullmatch(text)
    if not found:
        return parse_number(text)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    offset = _offset(zone)
    if offset is None:
        return None
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    return Decimal(seconds - offset) + Decimal(f"0.{fraction or 0}")


def _offset(zone: str | None) -> int | None:
    """Return the seconds that a time zone is ahead of UTC, or None if it is none."""
    if zone is None or zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > _LAST_HOUR or minutes > _LAST_MINUTE:
        return None
    return (hours * 60 + minutes) * (-60 if zone[0] == "-" else 60)


def _is_arn(text: str) -> bool:
    return text.startswith("arn:") and text.count(":") >= _COLONS


def _is_arn_pattern(text: str) -> bool:
    return (
        _is_arn(text)
        or (text.startswith("arn:") and text.endswith("*"))
        or patterns.collapse(text) == "*"
    )


def _is_bool(text: str) -> bool:
    return text.lower() in ("true", "false")


def _is_text(text: str) -> bool:
    return isinstance(text, str)


def _whole_families(wanted: tuple[str, ...]) -> tuple[bool, bool]:
    """Return whether the networks together hold all of IPv4, and all of IPv6."""
    networks = [network for text in wanted if (network := parse_network(text))]
    v4 = collapse_addresses(n for n in networks if isinstance(n, IPv4Network))
    v6 = collapse_addresses(n for n in networks if isinstance(n, IPv6Network))
    return any(not n.prefixlen for n in v4), any(not n.prefixlen for n in v6)


class _Base(NamedTuple):
    """A base operator."""

    test: Callable[[str, str], bool | None]
    is_usable: Callable[[str], bool]
    is_negated: bool


def _compared(
    parse: Callable[[str], Decimal | None], order: Callable[[Any, Any], bool]
) -> Callable[[str, str], bool | None]:
    """Return a function that compares two texts by what they mean."""

    def compared(value: str, wanted: str) -> bool | None:
        ours, theirs = parse(value), parse(wanted)
        return None if ours is None or theirs is None else order(ours, theirs)

    return compared


def _ordered(kind: str, parse: Callable[[str], Decimal | None]) -> dict[str, _Base]:
    def is_usable(text: str) -> bool:
        return parse(text) is not None

    return {
        f"{kind}{name}": _Base(_compared(parse, order), is_usable, name == "NotEquals")
        for name, order in _ORDERS.items()
    }


_ORDERS: Final = {
    "Equals": operator.eq,
    "NotEquals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}

_BASES: Final[dict[str, _Base]] = {
    "StringEquals": _Base(string_equals, _is_text, is_negated=False),
    "StringNotEquals": _Base(string_equals, _is_text, is_negated=True),
    "StringEqualsIgnoreCase": _Base(string_equals_ignore_case, _is_text, is_negated=False),
    "StringNotEqualsIgnoreCase": _Base(string_equals_ignore_case, _is_text, is_negated=True),
    "StringLike": _Base(string_like, _is_text, is_negated=False),
    "StringNotLike": _Base(string_like, _is_text, is_negated=True),
    **_ordered("Numeric", parse_number),
    **_ordered("Date", parse_date),
    "Bool": _Base(bool_equals, _is_bool, is_negated=False),
    "BinaryEquals": _Base(string_equals, _is_text, is_negated=False),
    "IpAddress": _Base(in_network, lambda text: parse_network(text) is not None, is_negated=False),
    "NotIpAddress": _Base(
        in_network, lambda text: parse_network(text) is not None, is_negated=True
    ),
    "ArnEquals": _Base(arn_like, _is_arn_pattern, is_negated=False),
    "ArnLike": _Base(arn_like, _is_arn_pattern, is_negated=False),
    "ArnNotEquals": _Base(arn_like, _is_arn_pattern, is_negated=True),
    "ArnNotLike": _Base(arn_like, _is_arn_pattern, is_negated=True),
}

_SPELLINGS: Final = {name.lower(): name for name in (*_BASES, NULL)}
_QUALIFIERS: Final[dict[str, Qualifier]] = {
    "forallvalues": "ForAllValues",
    "foranyvalue": "ForAnyValue",
}
