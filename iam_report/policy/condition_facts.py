"""What can be said of a condition from its text and from the conditions beside it."""

from __future__ import annotations

from ipaddress import IPV4LENGTH, IPV6LENGTH, IPv4Network, IPv6Network, collapse_addresses
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from iam_report.policy import patterns
from iam_report.policy.conditions import (
    ALWAYS_PRESENT,
    MFA_AGE,
    MFA_PRESENT,
    Condition,
    can_fail,
    holds,
    holds_without_mfa,
    never_holds,
)
from iam_report.policy.operators import NULL, is_usable, parse_network, parse_operator
from iam_report.policy.resources import VARIABLE, has_variable, literal_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from iam_report.policy.operators import Network, Operator

Block: TypeAlias = tuple[Condition, ...]

_SEPARATOR: Final = ", "

_NULL_IF_EXISTS: Final = "nullifexists"
_MFA_KEYS: Final = (MFA_PRESENT, MFA_AGE)

#: Operators that take a `*` as it stands.
_EXACT: Final = (
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
)
_NETWORKS: Final = ("IpAddress", "NotIpAddress")

#: Operators in whose values a policy variable is replaced.
_WITH_VARIABLES: Final = ("String", "Arn", "Bool")

#: Keys that say who asks, by which way or from where, and that a request can lack.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_ABOUT_CALLER: Final = (
    "aws:calledvia*",
    "aws:ec2instancesource*",
    "aws:federatedprovider",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename*",
    "aws:principaltag/*",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceidentity",
    "aws:sourceip",
    "aws:sourceorg*",
    "aws:sourcevpc*",
    "aws:tokenissuetime",
    "aws:username",
    "aws:vpce*",
    "aws:vpcsourceip",
    "sts:externalid",
    "sts:sourceidentity",
)

#: Networks whose addresses no request from the internet has: those of RFC 1918, RFC 6598 and
#: RFC 4193, of the host itself and of its link.
_PRIVATE: Final = tuple(
    (IPv6Network if ":" in text else IPv4Network)(text)
    for text in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)

#: Keys that go with one another: an address of a VPC says little without the VPC, and an ARN
#: without an account little without that.
_VPC_KEYS: Final = ("aws:sourcevpc*", "aws:vpce*")
_ACCOUNT_KEYS: Final = ("aws:sourceaccount", "aws:sourceorg*")


class ConditionFacts(NamedTuple):
    """What is known of one condition; the columns of `policy_conditions` of these names."""

    operator: str
    base: str
    qualifier: str
    if_exists: bool
    is_negated: bool
    is_known_operator: bool
    is_null_if_exists: bool
    key: str
    is_about_caller: bool
    values: str
    value_count: int
    uses_variable: bool
    literal_wildcards: str
    bad_values: str
    private_networks: str
    widest_ipv4: int
    widest_ipv6: int
    may_lack_key: bool
    limits: bool
    never_met: bool
    met_by_key: bool
    met_by_password: bool
    missing_pair: str


def facts_of(block: Block) -> list[ConditionFacts]:
    """Return the facts of each condition of a `Condition` block."""
    needed = {c.key.lower() for c in block if holds(c, None) is False}
    return [_facts(condition, block, needed) for condition in block]


def sessions_without_mfa(block: Block) -> frozenset[str]:
    """Return the sessions without MFA (`key`, `password`) that meet the MFA conditions.

    Other conditions are passed over. Empty where there are no MFA conditions.
    """
    asked = [condition for condition in block if condition.key.lower() in _MFA_KEYS]
    if not asked:
        return frozenset()
    both: tuple[tuple[str, bool | None], ...] = (
        ("key", holds_without_mfa(asked, "key")),
        ("password", holds_without_mfa(asked, "password")),
    )
    return frozenset(session for session, met in both if met)


def _facts(condition: Condition, block: Block, needed: set[str]) -> ConditionFacts:
    operator, key, values = condition
    parsed = parse_operator(operator)
    lower = key.lower()
    without_mfa = sessions_without_mfa(block) if lower in _MFA_KEYS else frozenset[str]()
    wildcards = _literal_wildcards(parsed.base, values)
    networks = _networks(values) if parsed.base in _NETWORKS else []
    return ConditionFacts(
        operator=operator,
        base=parsed.base,
        qualifier=parsed.qualifier,
        if_exists=parsed.if_exists,
        is_negated=parsed.is_negated,
        is_known_operator=parsed.is_known,
        is_null_if_exists=operator.rpartition(":")[2].lower() == _NULL_IF_EXISTS,
        key=key,
        is_about_caller=_is_one_of(lower, _ABOUT_CALLER),
        values=_SEPARATOR.join(values),
        value_count=len(values),
        uses_variable=any(map(has_variable, values)),
        literal_wildcards=_SEPARATOR.join(wildcards),
        bad_values=_SEPARATOR.join(_bad_values(parsed, values)),
        private_networks=_SEPARATOR.join(str(n) for n in networks if _is_private(n)),
        widest_ipv4=_widest(networks, IPv4Network),
        widest_ipv6=_widest(networks, IPv6Network),
        may_lack_key=lower not in needed and lower not in ALWAYS_PRESENT,
        limits=can_fail(condition),
        never_met=never_holds(condition)
        or (0 < len(wildcards) == len(values) and holds(condition, None) is False),
        met_by_key="key" in without_mfa,
        met_by_password="password" in without_mfa,
        missing_pair=_missing_pair(condition, block),
    )


def _literal_wildcards(base: str, values: tuple[str, ...]) -> list[str]:
    """Return the values with a wildcard that the operator takes as it stands."""
    if base not in _EXACT:
        return []
    return [text for text in values if not {"*", "?"}.isdisjoint(VARIABLE.sub("", text))]


def _bad_values(operator: Operator, values: tuple[str, ...]) -> list[str]:
    """Return the values that are not of the operator's type, so that none is like them."""
    base = operator.base
    if not operator.is_known:
        return []
    if base == NULL:
        return [text for text in values if text.lower() not in ("true", "false")]
    is_open: Callable[[str], bool] = (
        has_variable if base.startswith(_WITH_VARIABLES) else lambda _: False
    )
    return [text for text in values if not is_usable(base, text) and not is_open(text)]


def _networks(values: tuple[str, ...]) -> list[Network]:
    return [network for text in values if (network := parse_network(text))]


def _widest(networks: list[Network], family: type[Network]) -> int:
    """Return the shortest prefix of a family; neighbouring networks count as one.

    Without a network it is that of a single address.
    """
    ours: Any = [network for network in networks if isinstance(network, family)]
    longest = IPV4LENGTH if family is IPv4Network else IPV6LENGTH
    return min((n.prefixlen for n in collapse_addresses(ours)), default=longest)


def _is_private(network: Network) -> bool:
    others: Any = [other for other in _PRIVATE if other.version == network.version]
    return any(network.subnet_of(other) for other in others)


def _missing_pair(condition: Condition, block: Block) -> str:
    """Return a key that belongs to this one and that the block does not name, or empty."""
    key = condition.key.lower()
    named = [other.key.lower() for other in block]
    if parse_operator(condition.operator).base == NULL:
        return ""
    if key == "aws:vpcsourceip":
        has_it = any(_is_one_of(name, _VPC_KEYS) for name in named)
        return "" if has_it else "aws:SourceVpc"
    if key == "aws:sourcearn" and any(map(_names_no_account, condition.values)):
        has_it = any(_is_one_of(name, _ACCOUNT_KEYS) for name in named)
        return "" if has_it else "aws:SourceAccount"
    return ""


def _names_no_account(arn: str) -> bool:
    return arn.startswith("arn:") and not has_variable(arn) and literal_account(arn) is None


def _is_one_of(key: str, names: tuple[str, ...]) -> bool:
    return any(patterns.matches(name, key) for name in names)
