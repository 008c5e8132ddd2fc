"""What a policy document grants and denies, as sets of actions.

Whether a statement counts depends on its conditions. Four readings are kept apart:

* sure: what holds whatever the request is like: an Allow counts if its conditions cannot fail, a
  Deny if it may hit;
* possible: what may hold: an Allow counts if it may, a Deny if it always hits;
* key, password: what may hold in a request that is signed with a long-term access key, or made in
  the console, without MFA.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from functools import cache, lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.policy.action_sets import action_set, statement_set
from iam_report.policy.conditions import (
    always_holds,
    can_fail,
    conditions_of,
    holds_without_mfa,
    never_holds,
)
from iam_report.policy.resources import covers_all, reach, reach_outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iam_report.policy.conditions import Condition
    from iam_report.policy.resources import Reach

#: Blocks of conditions and lists of resources whose meaning is kept; they repeat.
_MOST_REMEMBERED: Final = 4096

READINGS: Final = ("sure", "possible", "key", "password")

#: Actions by which a principal changes what it or others may do, and whom they have to reach. The
#: place of each is its bit in the masks of Grants.
#: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
POWERS: Final[Mapping[str, str]] = {
    "iam:AttachUserPolicy": "own_user",
    "iam:PutUserPolicy": "own_user",
    "iam:AttachGroupPolicy": "groups",
    "iam:PutGroupPolicy": "groups",
    "iam:AttachRolePolicy": "roles",
    "iam:PutRolePolicy": "roles",
    "iam:DeleteUserPermissionsBoundary": "own_user",
    "iam:PutUserPermissionsBoundary": "own_user",
    "iam:DeleteRolePermissionsBoundary": "roles",
    "iam:PutRolePermissionsBoundary": "roles",
    "iam:CreateUser": "users",
    "iam:CreateRole": "roles",
}


def power(*actions: str) -> int:
    """Return the mask of some of POWERS."""
    places = list(POWERS)
    return sum(1 << places.index(action) for action in actions)


class Grants(NamedTuple):
    """What one document says.

    Attributes:
        allowed: Known actions that it allows on some resource, perhaps under conditions.
        denied: Known actions that it denies on every resource, whatever the request is like.
        allowed_powers: For each reading, the POWERS that it allows on all that they have to reach.
        denied_powers: For each reading, the POWERS that it denies likewise.
    """

    allowed: int
    denied: int
    allowed_powers: tuple[int, ...]
    denied_powers: tuple[int, ...]


def grants_of(statements: Iterable[Mapping[str, Any]], account_id: str | None) -> Grants:
    """Return what the statements of a well-formed document grant and deny.

    Args:
        statements: Rows of `statements`: mappings with `effect`, `actions`, `not_actions`,
            `resources`, `not_resources` and `conditions`.
        account_id: The account that the document is in.
    """
    allowed = denied = 0
    powers = {"Allow": [0] * len(READINGS), "Deny": [0] * len(READINGS)}
    for statement in statements:
        effect = statement["effect"]
        is_deny = effect == "Deny"
        actions = statement_set(statement["actions"], statement["not_actions"], is_deny=is_deny)
        if not actions:
            continue
        readings = _readings(conditions_of(statement["conditions"]), is_deny=is_deny)
        if not is_deny:
            allowed |= actions if any(readings) else 0
        elif readings[1] and _is_everywhere(statement):
            denied |= actions
        reached = _reached(actions, statement, account_id)
        if reached:
            masks = powers[effect]
            for place, counts in enumerate(readings):
                masks[place] |= reached if counts else 0
    return Grants(allowed, denied, tuple(powers["Allow"]), tuple(powers["Deny"]))


@lru_cache(_MOST_REMEMBERED)
def _readings(conditions: tuple[Condition, ...], *, is_deny: bool) -> tuple[bool, ...]:
    """Tell for each reading whether a statement with these conditions counts."""
    if not conditions:
        return (True,) * len(READINGS)
    may = not any(never_holds(condition) for condition in conditions)
    without = [holds_without_mfa(conditions, session) for session in ("key", "password")]
    if is_deny:
        always = all(always_holds(condition) for condition in conditions)
        return (may, always, *(holds is True for holds in without))
    sure = may and not any(can_fail(condition) for condition in conditions)
    return (sure, may, *(holds is not False for holds in without))


def _is_everywhere(statement: Mapping[str, Any]) -> bool:
    resources = statement["resources"]
    return resources is not None and any(covers_all(pattern) for pattern in resources)


def _reached(actions: int, statement: Mapping[str, Any], account_id: str | None) -> int:
    """Return the POWERS among the actions that reach all that they have to."""
    if not actions & _every_power():
        return 0
    known = {action: bit for action, bit in _power_bits().items() if actions & bit}
    found = _reach_of(statement, account_id)
    if found is None:
        return 0
    return power(*(a for a in known if found.all_resources or getattr(found, POWERS[a])))


def _reach_of(statement: Mapping[str, Any], account_id: str | None) -> Reach | None:
    if statement["resources"] is not None:
        return _reach(tuple(statement["resources"]), account_id)
    if statement["not_resources"] is not None:
        return reach_outside(statement["not_resources"], account_id)
    return None


@lru_cache(_MOST_REMEMBERED)
def _reach(resources: tuple[str, ...], account_id: str | None) -> Reach:
    return reach(resources, account_id)


@cache
def _every_power() -> int:
    return reduce(or_, _power_bits().values())


@cache
def _power_bits() -> Mapping[str, int]:
    return {action: action_set(action) for action in POWERS}
