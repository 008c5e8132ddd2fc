"""What a `Deny` in a trust policy leaves of what an `Allow` beside it gives.

A `Deny` reads backwards: who does not meet its conditions is left. `StringNotEquals` in a `Deny` is
what `StringEquals` is in an `Allow`. Of several conditions in one `Deny` a caller has to escape but
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from iam_report.policy.conditions import (
    MFA_AGE,
    MFA_PRESENT,
    ORDINARY_VALUES,
    Condition,
    always_holds,
    holds,
    holds_without_mfa,
    never_holds,
    parse_operator,
)
from iam_report.policy.kleene import any_of
from iam_report.policy.operators import NULL
from iam_report.policy.trusts import (
    ANYONE,
    OF_ACCOUNTS,
    OIDC,
    OTHERS,
    ROLE,
    SAML,
    SERVICE,
    SESSION,
    USER,
    Principal,
    assume_actions,
    principal,
)

if TYPE_CHECKING:
    from iam_report.policy.trust_limits import Group

Entry: TypeAlias = tuple[str, str]
Texts: TypeAlias = tuple[str, ...]

#: Whom of the callers that an entry stands for a `Deny` is about: all, none, all but those that it
#: names; or None if that cannot be told.
Reach: TypeAlias = Literal["all", "none", "unnamed"] | None

_MFA: Final = (MFA_PRESENT, MFA_AGE)


class Statement(NamedTuple):
    """A statement of a trust policy."""

    actions: Texts | None
    not_actions: Texts | None
    principals: tuple[Entry, ...] | None
    not_principals: tuple[Entry, ...] | None
    conditions: tuple[Condition, ...]


class Caller(NamedTuple):
    """Whom an entry of an `Allow` lets in."""

    entry: Entry
    who: Principal
    actions: Texts
    """By which actions, in lower case."""


class Left(NamedTuple):
    """What the statements that deny leave."""

    lets_in: bool | None = True
    """Whether anybody is left; None if that cannot be told."""
    groups: tuple[Group, ...] = ()
    """What those have to meet who are left: one condition of each group."""
    is_sure: bool = True
    """False if more may be asked of them."""
    requires_mfa: bool | None = False
    """Whether callers without MFA are denied."""


def known_to_hold(condition: Condition, caller: Caller) -> bool | None:
    """Return whether a condition is met by what the entry itself says of its callers."""
    key, who = condition.key.lower(), caller.who
    if key == "aws:principalaccount" and who.kind in OF_ACCOUNTS and who.account:
        return holds(condition, (who.account,))
    if key == "aws:principalarn" and who.kind in (USER, ROLE):
        return holds(condition, (caller.entry[1],))
    if key == "aws:principalisawsservice" and who.kind == SERVICE:
        return holds(condition, ("true",))
    if key in ("aws:principalorgid", "aws:principalaccount") and who.kind == SERVICE:
        return holds(condition, None)
    return True if always_holds(condition) else None


def left_by(denials: tuple[Statement, ...], caller: Caller) -> Left:
    """Return what statements that deny leave of the callers that an entry stands for."""
    found = [_left(statement, caller) for statement in denials]
    lets_in = [left.lets_in for left in found]
    return Left(
        False if False in lets_in else None if None in lets_in else True,
        tuple(group for left in found for group in left.groups),
        all(left.is_sure for left in found),
        any_of([left.requires_mfa for left in found]),
    )


def _left(deny: Statement, caller: Caller) -> Left:
    denied = assume_actions(caller.who.kind, deny.actions, deny.not_actions)
    touched = [name for name in caller.actions if name in denied]
    reach = _reach(deny, caller)
    asked = [(c, _is_met(c, caller)) for c in deny.conditions]
    is_idle = any(is_met is False or never_holds(c) for c, is_met in asked)
    if not touched or reach == "none" or is_idle:
        return Left()
    conditions = [condition for condition, is_met in asked if not is_met]
    if len(touched) < len(caller.actions) or (reach != "all" and conditions):
        mfa = _denies_without_mfa(deny.conditions)
        return Left(is_sure=False, requires_mfa=False if mfa is False else None)
    if reach == "unnamed":
        return Left(groups=((_named(deny),),))
    if not conditions:
        return Left(lets_in=False if reach == "all" else None)
    return _inverted(conditions, caller)._replace(requires_mfa=_denies_without_mfa(deny.conditions))


def _inverted(conditions: list[Condition], caller: Caller) -> Left:
    """Return what is left by conditions of which none is known to be met."""
    if any(_spares_most(condition) for condition in conditions):
        return Left()
    found = [_inverse(condition) for condition in conditions]
    group = tuple(condition for condition in found if condition)
    is_of_provider = caller.who.kind in (OIDC, SAML)
    if len(group) < len(found) or (is_of_provider and any(map(_is_of_caller, group))):
        return Left(is_sure=False)
    if is_of_provider and len(group) > 1:
        return Left(is_sure=False)
    return Left(groups=(group,))


def _is_met(condition: Condition, caller: Caller) -> bool | None:
    """Return whether callers meet a condition whatever they do."""
    known = known_to_hold(condition, caller)
    key = condition.key.lower()
    if known is not None or key not in ORDINARY_VALUES or key in _MFA:
        return known
    return True if holds(condition, (ORDINARY_VALUES[key],)) else None


def _spares_most(condition: Condition) -> bool:
    """Return whether a `Deny` with the condition is about some callers only, not all but some."""
    operator = parse_operator(condition.operator)
    if operator.base == NULL:
        return True
    return not holds(condition, None)


def _inverse(condition: Condition) -> Condition | None:
    """Return the condition that those meet whom the other leaves out; None if not known."""
    operator = parse_operator(condition.operator)
    prefix = "ForAnyValue:" if operator.qualifier else ""
    if operator.is_negated:
        return condition._replace(operator=prefix + operator.base.replace("Not", "", 1))
    if operator.base == "Bool" and len(condition.values) == 1:
        other = "false" if condition.values[0].lower() == "true" else "true"
        return Condition(f"{prefix}Bool", condition.key, (other,))
    return None


def _denies_without_mfa(conditions: tuple[Condition, ...]) -> bool | None:
    """Return whether a `Deny` is about callers without MFA; None if that cannot be told."""
    if not any(condition.key.lower() in _MFA for condition in conditions):
        return False
    answers = [holds_without_mfa(conditions, "key"), holds_without_mfa(conditions, "password")]
    return False if False in answers else None if None in answers else True


def _named(deny: Statement) -> Condition:
    """Return the entries of `NotPrincipal` as a condition on who calls."""
    names = [value for _, value in deny.not_principals or ()]
    accounts = [principal(*entry).account for entry in deny.not_principals or ()]
    if all(name == account for name, account in zip(names, accounts, strict=True)):
        return Condition("StringEquals", "aws:PrincipalAccount", tuple(names))
    return Condition("StringEquals", "aws:PrincipalArn", tuple(names))


def _is_of_caller(condition: Condition) -> bool:
    return condition.key.lower().startswith("aws:")


def _reach(deny: Statement, caller: Caller) -> Reach:
    if deny.principals is not None:
        return _reach_of_named([_relation(entry, caller) for entry in deny.principals])
    found = [_relation(entry, caller) for entry in deny.not_principals or ()]
    if "same" in found or "all" in found:
        return "none"
    if caller.who.kind in (ANYONE, OTHERS) or "part" in found:
        return "unnamed"
    return None if "perhaps" in found or "in account" in found else "all"


def _reach_of_named(found: list[str]) -> Reach:
    if "same" in found or "all" in found or "in account" in found:
        return "all"
    return None if "perhaps" in found else "none"


def _relation(entry: Entry, caller: Caller) -> str:
    """Return how an entry of a `Deny` stands to the callers.

    `all` names everybody, `same` them, `part` some of them, `in account` the account they are
    in, `perhaps` the role that the session may be of, and `no` others.
    """
    who = principal(*entry)
    ours = caller.who
    if who.kind == ANYONE:
        return "all"
    if entry == caller.entry or (
        who.kind == ours.kind == "account" and who.account == ours.account
    ):
        return "same"
    if not who.account or who.account != ours.account or ours.kind not in OF_ACCOUNTS:
        return "no"
    if ours.kind == "account":
        return "part"
    if who.kind == "account":
        return "in account"
    return "perhaps" if (who.kind, ours.kind) == (ROLE, SESSION) else "no"
