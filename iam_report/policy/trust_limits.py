"""What the conditions of a trust policy limit.

Here a condition counts only if the caller cannot bring about what it asks for. Somebody in another
account gives a role any name and any tags, and uses an MFA device of their own; they cannot choose
the ID of their account or organization. So `aws:PrincipalArn` limits callers if it names the
account, and `aws:PrincipalTag/team` does not.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from iam_report.policy import patterns
from iam_report.policy.conditions import (
    Condition,
    can_fail,
    never_holds,
    parse_operator,
    requires,
)
from iam_report.policy.kleene import all_of, any_of
from iam_report.policy.operators import NULL
from iam_report.policy.resources import VARIABLE, literal_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ORGANIZATION: Final = "limits_organization"
PRINCIPALS: Final = "limits_principals"
SOURCE: Final = "limits_source"
NETWORK: Final = "limits_network"
EXTERNAL_ID: Final = "has_external_id"

#: What a condition can limit, by the name of the column that says so.
FLAGS: Final = (EXTERNAL_ID, ORGANIZATION, PRINCIPALS, SOURCE, NETWORK)

#: Conditions of which a caller has to meet one.
Group: TypeAlias = tuple[Condition, ...]

#: What stands for the account of the role, in place of its ID.
OWN_ACCOUNT: Final = "self"

#: Keys, as patterns in lower case, whose value the caller brings about.
_FREE: Final = (
    "aws:multifactorauth*",
    "aws:principaltag/*",
    "aws:principaltype",
    "aws:requestedregion",
    "aws:requesttag/*",
    "aws:tagkeys",
    "aws:tokenissuetime",
    "aws:username",
    "sts:durationseconds",
    "sts:transitivetagkeys",
)

#: Variables that stand for something of the role, which a caller does not choose.
_OWN: Final = frozenset(
    {"${aws:resourceaccount}", "${aws:resourceorgid}", "${aws:resourceorgpaths}"}
)

_DATES: Final = ("aws:currenttime", "aws:epochtime")
_ARN_OF_ACCOUNT: Final = re.compile(r"arn:[a-z0-9-]+:(?:iam|sts):[a-z0-9-]*:([0-9]{12})(?![0-9])")
_UNIQUE_ID: Final = re.compile(r"(?:[0-9]{12}|A[A-Z0-9]{15,})(?![A-Z0-9])")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ARN_PARTS: Final = 6


class Mark(NamedTuple):
    """What one condition limits."""

    flag: str
    """Which of FLAGS it is about; empty if about none."""
    limits: bool | None
    """Whether it limits the callers; None if that cannot be told."""


class Limits(NamedTuple):
    """What conditions limit, each None where that cannot be told."""

    flags: dict[str, bool | None]
    """Of each of FLAGS whether there is such a limit."""
    is_restricted: bool | None
    """Whether there is any limit."""
    accounts: tuple[str, ...]
    """The accounts that callers are limited to, where conditions name them; OWN_ACCOUNT for that
    of the role."""


def limits(groups: Iterable[Group], *, is_sure: bool = True) -> Limits:
    """Return what conditions limit.

    Args:
        groups: The conditions; a caller has to meet one of each group.
        is_sure: False if more may be limited, by what could not be read.
    """
    groups = tuple(groups)
    marks = [[mark(condition) for condition in group] for group in groups]
    doubt = [] if is_sure else [None]
    flags = {
        flag: any_of([*(all_of([_about(m, flag) for m in group]) for group in marks), *doubt])
        for flag in FLAGS
    }
    restricted = any_of([*(all_of([m.limits for m in group]) for group in marks), *doubt])
    named = [found for group in groups if (found := _accounts(group))]
    return Limits(flags, restricted, named[0] if named else ())


@lru_cache(maxsize=8_192)
def mark(condition: Condition) -> Mark:
    """Return what a condition limits."""
    key = condition.key.lower()
    operator = parse_operator(condition.operator)
    flag, test = _PINS.get(key, ("", None))
    if never_holds(condition):
        return Mark(flag, limits=True)
    if operator.base == NULL or not can_fail(condition) or _is_free(key):
        return Mark(flag, limits=False)
    if test is None:
        is_past = key in _DATES and operator.base.startswith("DateGreaterThan")
        return Mark("", limits=False if is_past else None)
    if not requires((condition,), (key,)):
        return Mark(flag, limits=False)
    return Mark(flag, all_of([_pins(test, condition, value) for value in condition.values]))


def _about(found: Mark, flag: str) -> bool | None:
    return found.limits if found.flag == flag else False


def _is_free(key: str) -> bool:
    return any(patterns.matches(free, key) for free in _FREE)


def _pins(test: Callable[[str, str], bool], condition: Condition, value: str) -> bool | None:
    """Return whether a value is one that the caller cannot bring about; None if not known."""
    base = parse_operator(condition.operator).base
    variables = VARIABLE.findall(value)
    if not variables:
        return test(base, value)
    is_own = all(variable.lower().replace(" ", "") in _OWN for variable in variables)
    return True if is_own and VARIABLE.sub("", value) in ("", "/*") else None


def _has_wildcard(base: str, value: str) -> bool:
    return base.startswith(("StringLike", "Arn")) and ("*" in value or "?" in value)


def _is_literal(base: str, value: str) -> bool:
    return not _has_wildcard(base, value)


def _is_anything(base: str, value: str) -> bool:  # noqa: ARG001 - one of several tests
    return True


def _is_organization_path(base: str, value: str) -> bool:
    return _is_literal(base, value.partition("/")[0])


def _is_arn_of_account(base: str, value: str) -> bool:
    """Return whether an ARN names its account.

    A path of IAM may hold colons, so a `*` in front of the account may run over it, save with the
    operators for ARNs.
    """
    if base.startswith("Arn"):
        return literal_account(value) is not None
    return not _has_wildcard(base, value) or _ARN_OF_ACCOUNT.match(value) is not None


def _is_unique_id(base: str, value: str) -> bool:
    return not _has_wildcard(base, value) or _UNIQUE_ID.match(value) is not None


def _is_source_arn(base: str, value: str) -> bool:
    """Return whether an ARN names its account, or a resource, such as a bucket, without one."""
    parts = value.split(":", _ARN_PARTS - 1)
    if not _has_wildcard(base, value) or literal_account(value):
        return True
    return len(parts) == _ARN_PARTS and not parts[4] and parts[5][:1] not in ("", "*", "?")


def _accounts(group: Group) -> tuple[str, ...]:
    """Return the accounts that a group limits callers to; none if it does not name them."""
    if not all(mark(condition).limits for condition in group):
        return ()
    found = [_account(condition.key.lower(), v) for condition in group for v in condition.values]
    return tuple(dict.fromkeys(account for account in found if account)) if all(found) else ()


def _account(key: str, value: str) -> str | None:
    if value.lower() == "${aws:resourceaccount}":
        return OWN_ACCOUNT
    if key == "aws:principalaccount":
        return value if _ACCOUNT.fullmatch(value) else None
    return literal_account(value) if key == "aws:principalarn" else None


#: What a key limits, and when a value of it does.
_PINS: Final[dict[str, tuple[str, Callable[[str, str], bool]]]] = {
    "aws:principalaccount": (PRINCIPALS, _is_literal),
    "aws:principalarn": (PRINCIPALS, _is_arn_of_account),
    "aws:principalorgid": (ORGANIZATION, _is_literal),
    "aws:principalorgpaths": (ORGANIZATION, _is_organization_path),
    "aws:principalservicename": (PRINCIPALS, _is_literal),
    "aws:principalservicenameslist": (PRINCIPALS, _is_literal),
    "aws:sourceaccount": (SOURCE, _is_literal),
    "aws:sourcearn": (SOURCE, _is_source_arn),
    "aws:sourceip": (NETWORK, _is_anything),
    "aws:sourceorgid": (SOURCE, _is_literal),
    "aws:sourceorgpaths": (SOURCE, _is_organization_path),
    "aws:sourcevpc": (NETWORK, _is_literal),
    "aws:sourcevpce": (NETWORK, _is_literal),
    "aws:userid": (PRINCIPALS, _is_unique_id),
    "sts:externalid": (EXTERNAL_ID, _is_anything),
}
