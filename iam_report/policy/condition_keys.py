"""Condition keys: which there are, of what type, and which operators go with a type.

The keys of services are those of AWS's Service Authorization Reference; those of identity providers
are named after the provider.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeVar

from iam_report.catalog.actions import catalogue
from iam_report.catalog.facts import global_condition_keys
from iam_report.policy import patterns
from iam_report.policy.operators import NULL, parse_operator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.catalog.facts import GlobalKey

Value = TypeVar("Value")
Actions: TypeAlias = tuple[str, ...] | None

_ARRAY: Final = "ArrayOf"
_GLOBAL: Final = "aws"
_SAML: Final = "saml"

#: The name of a tag in a key of the catalogue: `${TagKey}`, `<key>`.
_NAME_IN_KEY: Final = re.compile(r"\$\{[^}]*\}|<[^>]*>")

#: Global keys about tags, which only some actions have.
_TAG_KEYS: Final = ("aws:requesttag/", "aws:resourcetag/", "aws:tagkeys")

#: Claims of identity providers that hold several values, and those that hold one.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
_MANY_CLAIMS: Final = ("amr", "edupersonaffiliation", "edupersonentitlement", "edupersonorgdn")
_ONE_CLAIM: Final = ("app_id", "aud", "azp", "doc", "email", "id", "iss", "oaud", "sub", "user_id")

#: Families of operators, by how their names begin.
_FAMILIES: Final = ("String", "Numeric", "Date", "Bool", "Binary", "Arn", "IpAddress", "NotIp")

#: Types of keys, and the families of operators that compare such values. Text operators compare
#: what an ARN, a boolean or a number is written as.
_FITTING: Final = {
    "String": ("String",),
    "ARN": ("Arn", "String"),
    "Bool": ("Bool", "String"),
    "Numeric": ("Numeric", "String"),
    "Date": ("Date",),
    "IPAddress": ("IpAddress", "NotIp"),
}

#: The one key that is a date and a number, and keys whose text may stand for anything, or is an
#: address that is compared with another one.
_EPOCH: Final = "aws:epochtime"
_FREE: Final = ("*tag/*", "kms:encryptioncontext:*", "aws:ec2instancesourceprivateipv4")


class KeyFacts(NamedTuple):
    """What is known of a condition key in one statement; columns of `policy_conditions`."""

    key_kind: str | None
    is_known_key: bool | None
    key_type: str | None = None
    fits_key_type: bool | None = None
    is_multivalued: bool | None = None
    replaced_by: str = ""
    is_tag_key: bool = False
    has_action: bool | None = True


def key_facts(key: str, operator: str, actions: Actions) -> KeyFacts:
    """Return what is known of a key.

    Args:
        key: The key as written; case does not count.
        operator: The operator that it stands under.
        actions: `Action` of the statement; None where it has `NotAction`, which is any service.
    """
    lower = key.lower()
    found = _look_up(lower, _services_of(actions))
    kind = (found.key_type or "").removeprefix(_ARRAY)
    is_tag = lower.startswith(_TAG_KEYS)
    return found._replace(
        fits_key_type=_fits(lower, kind, operator) if kind else None,
        is_tag_key=is_tag,
        has_action=_has_action(lower, actions) if is_tag else True,
    )


def _services_of(actions: Actions) -> frozenset[str] | None:
    """Return the services that `Action` names, in lower case; None for any."""
    if actions is None:
        return None
    names = {text.partition(":")[0].lower() for text in actions}
    return None if any("*" in name or "?" in name for name in names) else frozenset(names)


def _has_action(key: str, actions: Actions) -> bool | None:
    """Return whether one of the actions knows a key; None where one of them is not known."""
    if actions is None or _services_of(actions) is None:
        return True
    keys = [_keys_of_action(action.lower()) for action in actions]
    if any(patterns.matches(name, key) for each in keys for name in each or ()):
        return True
    return None if None in keys else False


def _look_up(key: str, services: frozenset[str] | None) -> KeyFacts:
    prefix = key.partition(":")[0]
    if prefix == _GLOBAL:
        return _global(key)
    if prefix == _SAML or "." in prefix:
        return _of_provider(key.rpartition(":")[2])
    return _of_services(key, services)


def _global(key: str) -> KeyFacts:
    found = _find(key, _global_keys())
    if found is None:
        return KeyFacts("global", is_known_key=False)
    return KeyFacts(
        "global",
        is_known_key=True,
        key_type=found.type,
        is_multivalued=found.multivalued,
        replaced_by=found.deprecated_by or "",
    )


def _of_provider(claim: str) -> KeyFacts:
    """Return what is known of a claim; a provider may have more than those listed."""
    is_many = True if claim in _MANY_CLAIMS else False if claim in _ONE_CLAIM else None
    return KeyFacts("provider", is_known_key=True, key_type="String", is_multivalued=is_many)


def _of_services(key: str, services: frozenset[str] | None) -> KeyFacts:
    """Return what is known of a key of the services; null where one of them is not known."""
    known = _keys_of_services()
    for service in sorted(known if services is None else services):
        kind = _find(key, known.get(service, {}))
        if kind is not None:
            is_many = kind.startswith(_ARRAY)
            return KeyFacts("service", is_known_key=True, key_type=kind, is_multivalued=is_many)
    is_complete = services is None or services <= known.keys()
    return KeyFacts("service", is_known_key=False if is_complete else None)


def _find(key: str, known: Mapping[str, Value]) -> Value | None:
    """Return what is known of a key, by its name or by a pattern such as `aws:requesttag/*`."""
    if key in known:
        return known[key]
    return next(
        (v for name, v in known.items() if "*" in name and patterns.matches(name, key)), None
    )


def _fits(key: str, kind: str, operator: str) -> bool | None:
    """Return whether an operator compares values of a type; None for a type that is not known.

    AWS's tables call many keys of services text that hold something else; these are let pass.
    """
    base, *_, is_known = parse_operator(operator)
    family = next((f for f in _FAMILIES if base.startswith(f)), NULL)
    if not is_known or family == NULL or any(patterns.matches(free, key) for free in _FREE):
        return True
    if kind == "String" and not key.startswith(_GLOBAL):
        return True
    if key == _EPOCH:
        return family in ("Date", "Numeric")
    return family in _FITTING[kind] if kind in _FITTING else None


@cache
def _global_keys() -> Mapping[str, GlobalKey]:
    """Return the global keys by their patterns."""
    return {_pattern(name): found for name, found in global_condition_keys().items()}


@cache
def _keys_of_services() -> Mapping[str, Mapping[str, str]]:
    """Return the types of the keys of each service by their patterns."""
    return {
        service: {_pattern(key): kind for key, kind in keys.items()}
        for service, keys in catalogue().key_types.items()
    }


@lru_cache(maxsize=4_096)
def _keys_of_action(action: str) -> frozenset[str] | None:
    """Return patterns of the keys that the actions of a pattern have; None if there are no such.

    An action has its own keys and those of the resources that it is about.
    """
    known = catalogue()
    service = action.partition(":")[0]
    start, end = known.services.get(service, (0, 0))
    places = [at for at in range(start, end) if patterns.matches(action, known.names[at])]
    if not places:
        return None
    types = known.resources.get(service, {})
    names = {name for at in places for name in known.resource_types[at]} & types.keys()
    of_types = chain.from_iterable(types[name].condition_keys for name in names)
    own = chain.from_iterable(known.condition_keys[at] for at in places)
    return frozenset(map(_pattern, chain(own, of_types)))


def _pattern(key: str) -> str:
    return _NAME_IN_KEY.sub("*", key).lower()
