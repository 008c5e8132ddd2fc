"""What is said of conditions in general is true of each request."""

from __future__ import annotations

from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from iam_report.policy.conditions import (
    ALWAYS_PRESENT,
    ORDINARY_VALUES,
    Condition,
    always_holds,
    can_fail,
    holds,
    holds_without_mfa,
    never_holds,
    requires,
)

many = settings(max_examples=400, deadline=None)

_BASES: Final = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericLessThan",
    "NumericNotEquals",
    "DateGreaterThan",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnLike",
    "ArnNotEquals",
    "Null",
    "StringFits",
]
OPERATORS: Final = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "ForAllValues:", "ForAnyValue:"]),
    st.sampled_from(_BASES),
    st.sampled_from(["", "", "IfExists"]),
)
KEYS: Final = st.sampled_from(
    [
        "aws:PrincipalArn",
        "aws:SecureTransport",
        "aws:SourceIp",
        "aws:MultiFactorAuthPresent",
        "aws:MultiFactorAuthAge",
        "aws:PrincipalTag/a",
        "sts:ExternalId",
    ]
)
WANTED: Final = st.sampled_from(
    [
        "*",
        "?*",
        "a",
        "true",
        "false",
        "5",
        "2026",
        "0.0.0.0/0",
        "::/0",
        "10.0.0.0/8",
        "arn:*",
        "arn:aws:iam::*:role/*",
    ]
)
CONDITIONS: Final = st.builds(
    Condition, OPERATORS, KEYS, st.lists(WANTED, max_size=3, unique=True).map(tuple)
)
#: What a request may have for each type of key.
VALUES: Final = {
    "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:user/a"],
    "aws:SecureTransport": ["true", "false"],
    "aws:SourceIp": ["10.1.2.3", "203.0.113.7", "2001:db8::1"],
    "aws:MultiFactorAuthPresent": ["true", "false"],
    "aws:MultiFactorAuthAge": ["1", "5", "4000"],
    "aws:PrincipalTag/a": ["a", "b", "true", "5", "2027"],
    "sts:ExternalId": ["a", "x", "*"],
}
BLOCKS: Final = st.lists(CONDITIONS, max_size=3)


def is_of_type(condition: Condition) -> bool:
    """Return whether the key is of the type that the operator is for."""
    bases = {"Arn": "Arn", "Bool": "Transport Present", "IpAddress": "SourceIp"}
    return all(
        base not in condition.operator or any(key in condition.key for key in keys.split())
        for base, keys in bases.items()
    )


def requests(key: str) -> list[tuple[str, ...] | None]:
    """Return values that a request may have for the key."""
    absent = [] if key.lower() in ALWAYS_PRESENT else [None]
    return [*absent, *((value,) for value in VALUES[key])]


@many
@given(CONDITIONS)
def test_always_and_never(condition: Condition) -> None:
    answers = {holds(condition, request) for request in requests(condition.key)}

    assert not always_holds(condition) or answers == {True}
    assert not never_holds(condition) or answers == {False}
    assert not (always_holds(condition) and can_fail(condition))
    assert can_fail(condition) or not never_holds(condition)


@many
@given(CONDITIONS.filter(is_of_type))
def test_a_condition_that_limits_nothing_can_be_met(condition: Condition) -> None:
    if not can_fail(condition):
        assert any(holds(condition, request) for request in requests(condition.key))


@many
@given(CONDITIONS)
def test_what_an_ordinary_request_meets_limits_nothing(condition: Condition) -> None:
    key = condition.key.lower()
    ordinary = ORDINARY_VALUES.get(key)

    if key not in ALWAYS_PRESENT and holds(condition, None):
        assert not can_fail(condition)
    if ordinary and holds(condition, (ordinary,)):
        assert not can_fail(condition)


@many
@given(CONDITIONS)
def test_a_required_key_must_be_there(condition: Condition) -> None:
    if requires([condition], [condition.key]):
        assert holds(condition, None) is False
        assert can_fail(condition)


@many
@given(BLOCKS, st.sampled_from(["key", "password"]))
def test_without_mfa(block: list[Condition], session: str) -> None:
    known = {
        "aws:MultiFactorAuthPresent": None if session == "key" else ("false",),
        "aws:MultiFactorAuthAge": None,
    }
    answer = holds_without_mfa(block, session)

    if answer is not None:
        decided = [holds(c, known[c.key]) for c in block if c.key in known]
        assert answer or False in decided or any(map(never_holds, block))
        assert not answer or all(decided)


@many
@given(BLOCKS, CONDITIONS, st.sampled_from(["key", "password"]))
def test_one_more_condition_never_helps(
    block: list[Condition], more: Condition, session: str
) -> None:
    before = holds_without_mfa(block, session)
    after = holds_without_mfa([*block, more], session)

    assert before is not False or after is False
    assert after is not True or before is True
