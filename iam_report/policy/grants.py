"""What a policy document grants and denies, as sets of actions.

Of most actions it is enough to know which are allowed somewhere. Of those by which principals
change what they may do, the POWERS, a document makes claims: on which resources it allows or denies
them. Whether a claim counts depends on conditions. Four readings are kept apart:

* sure: what holds whatever the request is like: an Allow counts if its conditions cannot fail, a
  Deny if it may hit;
* possible: what may hold: an Allow counts if it may, a Deny if it always hits;
* key, password: what may hold in a request that is signed with a long-term access key, or made in
  the console, without MFA.

Two condition keys are known for a power that is used to get any permission, whatever the request:
`iam:PolicyARN` is a policy that gives everything, and `iam:PermissionsBoundary` is not there where
the user or role has no boundary, or gets one that caps nothing.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

import re
from functools import cache, lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.policy.action_sets import action_set, statement_set
from iam_report.policy.conditions import (
    Condition,
    always_holds,
    can_fail,
    conditions_of,
    holds,
    holds_without_mfa,
    never_holds,
    parse_operator,
)
from iam_report.policy.resources import covers_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

READINGS: Final = ("sure", "possible", "key", "password")

#: The place of each is its bit in masks.
POWERS: Final = (
    *("iam:AttachUserPolicy", "iam:PutUserPolicy"),
    *("iam:AttachGroupPolicy", "iam:PutGroupPolicy"),
    *("iam:AttachRolePolicy", "iam:PutRolePolicy"),
    *("iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"),
    *("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"),
    *("iam:CreateUser", "iam:CreateRole"),
)

#: Blocks of conditions whose meaning is kept; they repeat.
_MOST_REMEMBERED: Final = 4096

_EVERY_READING: Final = (1 << len(READINGS)) - 1
_SURE, _POSSIBLE, _KEY, _PASSWORD = (1 << place for place in range(len(READINGS)))

_POLICY: Final = "iam:policyarn"
_BOUNDARY: Final = "iam:permissionsboundary"

#: Policies that give everything, and one that somebody in the account wrote.
_STRONG: Final = (
    "arn:aws:iam::aws:policy/AdministratorAccess",
    "arn:aws:iam::aws:policy/IAMFullAccess",
)
_SOMEBODYS: Final = "arn:aws:iam::\ue000:policy/\ue000"
_OF_AWS: Final = "::aws:policy/"
_PARTITION: Final = re.compile(r"^arn:aws-[a-z-]+:")

#: Documents of this version, and no others, have policy variables.
_WITH_VARIABLES: Final = "2012-10-17"


def power(*actions: str) -> int:
    """Return the mask of some of POWERS."""
    return sum(1 << POWERS.index(action) for action in actions)


ATTACHES: Final = power("iam:AttachUserPolicy", "iam:AttachGroupPolicy", "iam:AttachRolePolicy")
SETS_BOUNDARY: Final = power("iam:PutUserPermissionsBoundary", "iam:PutRolePermissionsBoundary")
REMOVES_BOUNDARY: Final = power(
    "iam:DeleteUserPermissionsBoundary", "iam:DeleteRolePermissionsBoundary"
)

#: Powers over a user or role that is there, and may have a boundary.
OVER_BOUNDED: Final = REMOVES_BOUNDARY | power(
    "iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:AttachRolePolicy", "iam:PutRolePolicy"
)


class Claim(NamedTuple):
    """What a statement says of powers.

    Attributes:
        is_deny: Whether it denies them.
        powers: Mask of POWERS.
        bounded: Mask of the READINGS in which it counts for a user or role with a boundary.
        unbounded: Mask of the READINGS in which it counts for one without, and for a group.
        resources: The patterns of `Resource` or `NotResource`; `*` alone if one covers everything.
        is_outside: Whether they are those of `NotResource`.
    """

    is_deny: bool
    powers: int
    bounded: int
    unbounded: int
    resources: tuple[str, ...]
    is_outside: bool


class Grants(NamedTuple):
    """What one document says.

    Attributes:
        allowed: Known actions that it allows on some resource, perhaps under conditions.
        denied: Known actions that it denies on every resource, whatever the request is like.
        claims: What it says of POWERS.
    """

    allowed: int
    denied: int
    claims: tuple[Claim, ...]


def grants_of(
    statements: Iterable[Mapping[str, Any]], language_version: str | None = _WITH_VARIABLES
) -> Grants:
    """Return what the statements of a well-formed document grant and deny.

    Args:
        statements: Rows of `statements`: mappings with `effect`, `actions`, `not_actions`,
            `resources`, `not_resources` and `conditions`.
        language_version: The `Version` of the document; None where it has none.
    """
    allowed = denied = 0
    claims: dict[Claim, int] = {}
    for statement in statements:
        is_deny = statement["effect"] == "Deny"
        actions = statement_set(statement["actions"], statement["not_actions"], is_deny=is_deny)
        if not actions:
            continue
        conditions = conditions_of(statement["conditions"])
        counts = bool(_readings(conditions, is_deny=is_deny) & _POSSIBLE)
        if counts and not is_deny:
            allowed |= actions
        powers = _powers_in(actions)
        if not powers and not (is_deny and counts):
            continue
        resources, is_outside = _resources(statement, language_version)
        if is_deny and counts and resources == ("*",) and not is_outside:
            denied |= actions
        for bounded, unbounded, some in _counting(powers, conditions, is_deny):
            claim = Claim(is_deny, 0, bounded, unbounded, resources, is_outside)
            claims[claim] = claims.get(claim, 0) | some
    return Grants(allowed, denied, tuple(c._replace(powers=p) for c, p in claims.items()))


def _resources(
    statement: Mapping[str, Any], language_version: str | None
) -> tuple[tuple[str, ...], bool]:
    """Return the patterns of a statement, and whether they are those of `NotResource`."""
    is_outside = statement["resources"] is None
    patterns = tuple(statement["not_resources" if is_outside else "resources"] or ())
    if any(map(covers_all, patterns)):
        return ("*",), is_outside
    if language_version != _WITH_VARIABLES:
        patterns = tuple(pattern.replace("${", "$\ue001{") for pattern in patterns)
    return patterns, is_outside


def _powers_in(actions: int) -> int:
    """Return the mask of the POWERS among the actions."""
    if not actions & _every_power():
        return 0
    return sum(1 << place for place, bit in enumerate(_power_bits()) if actions & bit)


@lru_cache(_MOST_REMEMBERED)
def _counting(
    powers: int,
    conditions: tuple[Condition, ...],
    is_deny: bool,  # noqa: FBT001  (it is passed by position to the cache)
) -> tuple[tuple[int, int, int], ...]:
    """Return when a statement counts, with a boundary and without, and for which of its powers."""
    keys = {condition.key.lower() for condition in conditions}
    if not powers or not keys & {_POLICY, _BOUNDARY}:
        both = _readings(conditions, is_deny=is_deny)
        return ((both, both, powers),) if powers and both else ()
    found: dict[tuple[int, int], int] = {}
    for mask in (1 << place for place in range(len(POWERS)) if powers >> place & 1):
        counts = [
            _readings_of_power(conditions, mask, is_deny=is_deny, is_bounded=is_bounded)
            for is_bounded in (True, False)
        ]
        if any(counts):
            found[counts[0], counts[1]] = found.get((counts[0], counts[1]), 0) | mask
    return tuple((*counts, mask) for counts, mask in found.items())


def _readings_of_power(
    conditions: tuple[Condition, ...], mask: int, *, is_deny: bool, is_bounded: bool
) -> int:
    """Return the readings in which a statement counts for a power that is used to get anything."""
    left = []
    for condition in conditions:
        is_met = _is_met(condition, mask, is_deny=is_deny, is_bounded=is_bounded)
        if is_met is False:
            return 0
        if is_met is None:
            left.append(condition)
    return _readings(tuple(left), is_deny=is_deny)


def _is_met(condition: Condition, mask: int, *, is_deny: bool, is_bounded: bool) -> bool | None:
    """Tell whether a request meets a condition; None where that is not known."""
    key = condition.key.lower()
    if key not in (_POLICY, _BOUNDARY):
        return None
    if mask & (ATTACHES if key == _POLICY else SETS_BOUNDARY):
        return _allows_strong(condition, is_deny=is_deny, is_boundary=key == _BOUNDARY)
    if key == _BOUNDARY and is_bounded and mask & OVER_BOUNDED:
        return None
    return holds(condition, None)


def _allows_strong(condition: Condition, *, is_deny: bool, is_boundary: bool) -> bool | None:
    """Tell whether the condition is met for a policy that gives everything.

    A Deny has to hit each of them to be of use. A policy that the condition names and that is not
    AWS's may be one too; as a boundary it is taken for the one that is meant to be there.
    """
    values = tuple(_PARTITION.sub("arn:aws:", value) for value in condition.values)
    plain = condition._replace(values=values)
    answers = [holds(plain, (arn,)) for arn in (*_STRONG, *([_SOMEBODYS] if is_deny else []))]
    is_negated = parse_operator(condition.operator).is_negated
    names_others = not is_boundary and any(_OF_AWS not in value for value in values)
    if not is_deny:
        is_open = None in answers or names_others or is_negated
        return True if True in answers else None if is_open else False
    if all(answers):
        return None if is_negated and names_others else True
    return False if not any(answers) and None not in answers else None


@lru_cache(_MOST_REMEMBERED)
def _readings(conditions: tuple[Condition, ...], *, is_deny: bool) -> int:
    """Return the mask of the readings in which a statement with these conditions counts."""
    if not conditions:
        return _EVERY_READING
    may = not any(never_holds(condition) for condition in conditions)
    by_key, by_password = (holds_without_mfa(conditions, s) for s in ("key", "password"))
    if is_deny:
        counts = (may, all(map(always_holds, conditions)), by_key is True, by_password is True)
    else:
        sure = may and not any(map(can_fail, conditions))
        counts = (sure, may, by_key is not False, by_password is not False)
    masks = (_SURE, _POSSIBLE, _KEY, _PASSWORD)
    return sum(mask for mask, is_so in zip(masks, counts, strict=True) if is_so)


@cache
def _power_bits() -> tuple[int, ...]:
    return tuple(map(action_set, POWERS))


@cache
def _every_power() -> int:
    return reduce(or_, _power_bits())
