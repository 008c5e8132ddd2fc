"""Changing users, groups, roles and policies with an access key and no MFA.

What a document allows and denies of that is a mask of the actions of the class `iam_write`, in the
order of the catalogue. Only statements that reach every user, group, role or policy of the account
count: a user who may change its own keys changes nothing for others. Setting up an MFA device does
not count: policies that demand MFA have to leave it open to users who have none yet.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.policy.action_sets import actions_of, class_set, places_of, statement_set
from iam_report.policy.conditions import conditions_of, holds_without_mfa
from iam_report.policy.resources import reach, reach_outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from iam_report.policy.resources import Reach

_SETTING_UP: Final = ("iam:EnableMFADevice", "iam:ResyncMFADevice")


class IamWrites(NamedTuple):
    """What one document says of a request that is signed with a key and without MFA.

    Attributes:
        allowed: Actions that it allows for sure.
        may_be_allowed: Actions that it allows, if conditions on other than MFA are met.
        denied: Actions that it denies for sure, on every resource.
        may_be_denied: Actions that it denies if conditions are met, or on some resources.
    """

    allowed: int = 0
    may_be_allowed: int = 0
    denied: int = 0
    may_be_denied: int = 0


def iam_writes(statements: Iterable[Mapping[str, Any]], account_id: str | None) -> IamWrites:
    """Return what the statements of a well-formed document say.

    Args:
        statements: Rows of `statements`: mappings with `effect`, `actions`, `not_actions`,
            `resources`, `not_resources` and `conditions`.
        account_id: The account that the document is in.
    """
    allowed = may_be_allowed = denied = may_be_denied = 0
    for statement in statements:
        is_deny = statement["effect"] == "Deny"
        found = statement_set(statement["actions"], statement["not_actions"], is_deny=is_deny)
        actions = _mask(found & _class())
        if not actions:
            continue
        holds = holds_without_mfa(conditions_of(statement["conditions"]), "key")
        reached = _reach(statement, account_id)
        if is_deny and holds is not False:
            may_be_denied |= actions
            denied |= actions if holds and reached.all_resources else 0
        elif _is_wide(reached) and holds is not False:
            may_be_allowed |= actions
            allowed |= actions if holds else 0
    return IamWrites(allowed, may_be_allowed, denied, may_be_denied)


def names_of(mask: int) -> list[str]:
    """Return the actions of a mask as AWS writes them, in alphabetical order."""
    return [name for place, name in enumerate(_names()) if mask >> place & 1]


@cache
def _class() -> int:
    return class_set("iam_write") & ~statement_set(_SETTING_UP)


@cache
def _names() -> Sequence[str]:
    return actions_of(_class())


@cache
def _places() -> Mapping[int, int]:
    return {place: bit for bit, place in enumerate(places_of(_class()))}


def _mask(actions: int) -> int:
    """Return a set of actions of the class as a mask, which is short enough for 64 bits."""
    return sum(1 << _places()[place] for place in places_of(actions)) if actions else 0


def _reach(statement: Mapping[str, Any], account_id: str | None) -> Reach:
    if statement["not_resources"] is not None:
        return reach_outside(statement["not_resources"], account_id)
    return reach(statement["resources"] or (), account_id)


def _is_wide(reached: Reach) -> bool:
    return any((reached.users, reached.groups, reached.roles, reached.policies))
