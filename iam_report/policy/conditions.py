"""What a condition of a statement really limits.

A condition that looks strict can be met by everybody: `ForAllValues:StringEquals` and
`StringEqualsIfExists` match a request that lacks the key, and so does every negated operator. These
functions read conditions against an ordinary request: one of a user or role, sent by HTTPS to AWS
itself and to no VPC endpoint, with no key in it but those that AWS puts into every request.

An Allow counts as unlimited where none of its conditions `can_fail`. A Deny is sure to hit where
all of them `always_holds`; what only an ordinary request meets, a caller may know how to avoid.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from iam_report.policy import patterns
from iam_report.policy.kleene import all_of, any_of
from iam_report.policy.operators import (
    NULL,
    Operator,
    accepts_all,
    compare,
    holds_a_family,
    is_usable,
    parse_operator,
)
from iam_report.policy.resources import covers_all, has_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Condition",
    "Operator",
    "always_holds",
    "can_fail",
    "conditions_of",
    "holds",
    "holds_for",
    "holds_without_mfa",
    "never_holds",
    "parse_operator",
    "requires",
    "requires_mfa",
    "values_of",
]

#: How a caller without MFA signs in: with a long-term access key, or to the console by password.
Session: TypeAlias = Literal["key", "password"]

#: Conditions whose answers are kept; they repeat.
_REMEMBERED: Final = 16_384

MFA_PRESENT: Final = "aws:multifactorauthpresent"
MFA_AGE: Final = "aws:multifactorauthage"
TOKEN_ISSUE_TIME: Final = "aws:tokenissuetime"  # noqa: S105 - a condition key

#: Keys that every request of a user or role has, in lower case. `aws:SourceIp` is not among them:
#: a request through a VPC endpoint lacks it.
ALWAYS_PRESENT: Final = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:principaltype",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:useragent",
        "aws:userid",
        "aws:viaawsservice",
    }
)

#: Patterns of keys that a caller cannot leave out of the requests that they are about: what is
#: asked for, and tags of the resource. Claims of an identity provider's token are not among them:
#: a key that is misspelt, or of another issuer, is not in the request.
BOUND_TO_REQUEST: Final = (
    "iam:awsservicename",
    "iam:passedtoservice",
    "iam:policyarn",
    "kms:calleraccount",
    "sts:awsservicename",
    "*:resourcetag/*",
)

#: Patterns of keys that are hard to come by, so that a condition which only asks for one limits
#: something. Other keys can be sent along, or got by calling in another way.
SCARCE: Final = (
    MFA_AGE,
    "aws:calledvia*",
    "aws:principalservicename*",
    "aws:principaltag/*",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorg*",
    "aws:sourcevpc*",
    "aws:vpcsourceip",
    "kms:viaservice",
)

#: What an ordinary caller sends, or can send, in these keys.
ORDINARY_VALUES: Final = {
    "aws:securetransport": "true",
    "aws:viaawsservice": "false",
    "aws:principalisawsservice": "false",
    MFA_PRESENT: "false",
}

#: Keys whose value the caller makes up. `sts:ExternalId` is one as well, but works as a secret.
MADE_UP: Final = frozenset(
    {"aws:referer", "aws:useragent", "sts:rolesessionname", "sts:sourceidentity"}
)

#: Patterns of keys that are known to hold a value which the operator can compare.
_KEYS_OF_TYPE: Final = {
    "ArnEquals": ("*arn",),
    "ArnLike": ("*arn",),
    "Bool": tuple(f"*{key}" for key in ORDINARY_VALUES),
    "IpAddress": ("*sourceip",),
}


class Condition(NamedTuple):
    """One key of one operator of a `Condition` block."""

    operator: str
    key: str
    values: tuple[str, ...]


def conditions_of(cell: Iterable[dict[str, Any]] | None) -> tuple[Condition, ...]:
    """Return the conditions in a cell of `statements`; a null is none."""
    if cell is None:
        return ()
    return tuple(Condition(each["operator"], each["key"], _texts(each["values"])) for each in cell)


def holds(condition: Condition, request: Sequence[str] | None) -> bool | None:
    """Return whether a condition is met.

    Args:
        condition: The condition.
        request: What the request has for the key; None if the key is not in it.

    Returns:
        None where that depends on the value of a policy variable, and where AWS does not say: an
        operator without `ForAllValues` or `ForAnyValue` and several values in the request.
    """
    operator = parse_operator(condition.operator)
    if not operator.is_known:
        return False
    if operator.base == NULL:
        wanted = {text.lower() for text in condition.values}
        return ("true" if request is None else "false") in wanted
    values = [None if _is_open(operator, text) else text for text in condition.values]
    return holds_for(operator, request, values)


def holds_for(
    operator: Operator, request: Sequence[str] | None, wanted: Sequence[str | None]
) -> bool | None:
    """Return whether a condition is met, of which the variables have been replaced.

    Args:
        operator: A known operator other than `Null`.
        request: What the request has for the key; None if the key is not in it.
        wanted: The values of the policy; None for one that is not known.

    Returns:
        None where that depends on a value that is not known, and where AWS does not say.
    """
    if not request:
        return _holds_absent(operator)
    if len(request) > 1 and not operator.qualifier:
        return None
    fits = [_fits(operator, value, wanted) for value in request]
    return any_of(fits) if operator.qualifier == "ForAnyValue" else all_of(fits)


@lru_cache(maxsize=_REMEMBERED)
def always_holds(condition: Condition) -> bool:
    """Return whether every request meets the condition."""
    operator = parse_operator(condition.operator)
    if not operator.is_known:
        return False
    if operator.base == NULL:
        wanted = {text.lower() for text in condition.values}
        is_always_there = condition.key.lower() in ALWAYS_PRESENT
        return "false" in wanted and (is_always_there or "true" in wanted)
    may_lack = _holds_absent(operator) or condition.key.lower() in ALWAYS_PRESENT
    if operator.is_negated:
        return may_lack and not condition.values
    is_of_type = operator.base.startswith("String") or _is_one_of(
        condition.key.lower(), _KEYS_OF_TYPE.get(operator.base, ())
    )
    return may_lack and is_of_type and accepts_all(operator.base, condition.values)


@lru_cache(maxsize=_REMEMBERED)
def never_holds(condition: Condition) -> bool:
    """Return whether no request meets the condition, so that its statement does nothing.

    That is so for an operator that AWS does not have, and for one that needs the key while no
    value is of its type: a `Bool` of `maybe`, a date that is none.
    """
    operator = parse_operator(condition.operator)
    if not operator.is_known:
        return True
    is_always_there = condition.key.lower() in ALWAYS_PRESENT
    if operator.base == NULL:
        wanted = {text.lower() for text in condition.values}
        return not wanted & ({"false"} if is_always_there else {"true", "false"})
    if _holds_absent(operator) and not is_always_there:
        return False
    return _rejects_all(operator, condition.values)


def can_fail(condition: Condition) -> bool:
    """Return whether the condition limits who can use the statement, and for what.

    False where an ordinary caller meets it with nothing special: where the key may be left out and
    its absence is a match, where any value will do, and where the caller makes the value up.
    `aws:SecureTransport` being true is met by every program that calls AWS.
    """
    if never_holds(condition):
        return True
    operator = parse_operator(condition.operator)
    key = condition.key.lower()
    is_there = key in ALWAYS_PRESENT or _is_one_of(key, BOUND_TO_REQUEST)
    if key in ORDINARY_VALUES and holds(condition, (ORDINARY_VALUES[key],)):
        return False
    if not is_there and holds(condition, None):
        return False
    if _takes_any_value(operator, condition):
        return not is_there and _is_one_of(key, SCARCE)
    return key not in MADE_UP


def holds_without_mfa(conditions: Iterable[Condition], session: Session) -> bool | None:
    """Return whether a caller who used no MFA meets all the conditions.

    Args:
        conditions: The whole `Condition` block of a statement; without any, the answer is true.
        session: `key` for a request signed with a long-term access key, which has none of the keys
            of temporary credentials; `password` for a console session, in which
            `aws:MultiFactorAuthPresent` is false.

    Returns:
        None where that depends on other keys.
    """
    return all_of([_holds_without_mfa(condition, session) for condition in conditions])


def requires_mfa(conditions: Iterable[Condition]) -> bool:
    """Return whether no caller who used no MFA meets all the conditions."""
    block = tuple(conditions)
    return all(holds_without_mfa(block, session) is False for session in ("key", "password"))


def requires(conditions: Iterable[Condition], keys: Iterable[str]) -> bool:
    """Return whether the statement needs one of the keys, with one of certain values.

    Args:
        conditions: The whole `Condition` block of a statement.
        keys: Names of condition keys, in any case; `*` and `?` stand for a family of them, as in
            `aws:PrincipalTag/*`.

    An operator that is negated, ends in `IfExists` or begins with `ForAllValues` needs no key;
    `Null` needs no value, nor does a pattern that takes any.
    """
    names = tuple(keys)
    return any(_requires(condition, names) for condition in conditions)


def values_of(conditions: Iterable[Condition], key: str) -> tuple[str, ...] | None:
    """Return the values of which the statement needs one for the key, in the order of the document.

    None where it needs none (see `requires`). Where two conditions name the key, all their values
    are returned, although a request must meet both.
    """
    found = [condition for condition in conditions if _requires(condition, (key,))]
    return tuple(value for condition in found for value in condition.values) if found else None


def _requires(condition: Condition, keys: tuple[str, ...]) -> bool:
    operator = parse_operator(condition.operator)
    return (
        operator.is_known
        and operator.base != NULL
        and not operator.is_negated
        and not _holds_absent(operator)
        and _is_one_of(condition.key.lower(), tuple(key.lower() for key in keys))
        and not _takes_any_value(operator, condition)
        and can_fail(condition)
    )


def _holds_without_mfa(condition: Condition, session: Session) -> bool | None:
    key = condition.key.lower()
    if never_holds(condition):
        return False
    if always_holds(condition):
        return True
    if key == MFA_AGE or (key == TOKEN_ISSUE_TIME and session == "key"):
        return holds(condition, None)
    if key == MFA_PRESENT:
        return holds(condition, None if session == "key" else ("false",))
    if key == TOKEN_ISSUE_TIME and parse_operator(condition.operator).base == NULL:
        return holds(condition, ("",))
    return None


def _holds_absent(operator: Operator) -> bool:
    """Return whether a request without the key meets a condition of the operator.

    `ForAnyValue` wants a value even with `IfExists` or where the operator is negated.
    """
    if operator.qualifier:
        return operator.qualifier == "ForAllValues"
    return operator.if_exists or operator.is_negated


def _fits(operator: Operator, value: str, wanted: Sequence[str | None]) -> bool | None:
    """Return whether one value of the request meets the condition."""
    found = [
        None if text is None else _says(operator, compare(operator.base, value, text))
        for text in wanted
    ]
    return all_of(found) if operator.is_negated else any_of(found)


def _says(operator: Operator, fits: bool | None) -> bool:  # noqa: FBT001 - the answer of `compare`
    """Turn the answer round for a negated operator; what cannot be compared never matches."""
    return False if fits is None else fits != operator.is_negated


def _is_open(operator: Operator, wanted: str) -> bool:
    """Return whether a value of the policy holds a variable that the operator replaces."""
    return operator.base.startswith(("String", "Arn", "Bool")) and has_variable(wanted)


def _takes_any_value(operator: Operator, condition: Condition) -> bool:
    """Return whether the condition asks for the key and no more.

    A caller can choose between IPv4 and IPv6, so all addresses of one of them are enough.
    """
    if operator.base == NULL:
        return holds(condition, ("",)) is True
    if operator.is_negated:
        return not condition.values
    return (
        accepts_all(operator.base, condition.values)
        or (operator.base == "IpAddress" and holds_a_family(condition.values))
        or (
            operator.base == "StringLike"
            and condition.key.lower().endswith("arn")
            and any(map(covers_all, condition.values))
        )
    )


def _rejects_all(operator: Operator, wanted: tuple[str, ...]) -> bool:
    """Return whether the condition is not met whatever value the request has for the key."""
    usable = [text for text in wanted if is_usable(operator.base, text) or _is_open(operator, text)]
    if operator.is_negated:
        return len(usable) < len(wanted) or accepts_all(operator.base, wanted)
    return not usable


def _texts(values: Iterable[str] | None) -> tuple[str, ...]:
    return () if values is None else tuple(values)


def _is_one_of(key: str, names: tuple[str, ...]) -> bool:
    return any(patterns.matches(name, key) for name in names)
