"""Condition operators, one table each: value of the request, value of the policy, answer."""

from __future__ import annotations

from decimal import Decimal

import pytest

from iam_report.policy.operators import (
    Operator,
    accepts_all,
    compare,
    holds_a_family,
    is_usable,
    parse_date,
    parse_network,
    parse_number,
    parse_operator,
)

SOURCE = "arn:aws:s3:::logs"
ROLE = "arn:aws:iam::111122223333:role/ops/build"

TABLES: dict[str, list[tuple[str, str, bool | None]]] = {
    "StringEquals": [
        ("a", "a", True),
        ("a", "A", False),
        ("ab", "a*", False),
        ("a*", "a*", True),
        ("", "", True),
    ],
    "StringEqualsIgnoreCase": [
        ("Alice", "aLICE", True),
        ("ab", "A*", False),
        ("\u212a", "k", True),  # the Kelvin sign
        ("\u1e9e", "ß", True),
        ("ß", "SS", False),
        ("\u017f", "s", False),  # the long s
        ("\u0131", "I", False),  # the dotless i
        ("İ", "i", False),
        ("ΟΣ", "ος", True),
    ],
    "StringLike": [
        ("alice", "al*", True),
        ("alice", "AL*", False),
        ("a/b:c", "a*c", True),
        ("abc", "a?c", True),
        ("abc", "a.c", False),
        ("abc", "[a]bc", False),
        ("a+", "a+", True),
        ("", "*", True),
    ],
    "NumericEquals": [
        ("1", "1", True),
        ("1.0", "1", True),
        ("-1", "-1.00", True),
        ("1", "2", False),
        ("0.1", "0.10000000000000000001", False),
        ("a", "1", None),
        ("1", "one", None),
        ("1", "", None),
        ("1", "1e3", None),
        ("1", "NaN", None),
        ("1", "٣", None),
    ],
    "NumericLessThan": [("1", "2", True), ("2", "2", False), ("10", "9", False)],
    "NumericLessThanEquals": [("2", "2", True), ("3", "2", False)],
    "NumericGreaterThan": [("2", "2", False), ("10", "9", True), ("-1", "-2", True)],
    "NumericGreaterThanEquals": [("2", "2", True), ("1", "2", False), ("1", "x", None)],
    "DateEquals": [
        ("2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z", True),
        ("2026-01-15T12:00:00Z", "2026-01-15T13:00:00+01:00", True),
        ("2026-01-15T12:00:00Z", "2026-01-15T04:30:00-0730", True),
        ("2026-01-15T00:00:00Z", "2026-01-15", True),
        ("2026-01-01T00:00:00Z", "2026", True),
        ("2026-01-15T12:00:00Z", "1768478400", True),
        ("2026-01-15T12:00:00Z", "1768478400000", False),  # no milliseconds
        ("2026-01-15T12:00:00.5Z", "1768478400.5", True),
        ("2026-01-15T12:00:00Z", "2026-01-15T12:00", True),
        ("2026-01-15T12:00:00Z", "15/01/2026", None),
        ("2026-01-15T12:00:00Z", "2026-02-30", None),
        ("2026-01-15T12:00:00Z", "2026-01-15T25:00:00Z", None),
        ("2026-01-15T12:00:00Z", "2026-01-15T12:00:00+24:00", None),
        ("2026-01-15T12:00:00Z", "2026-01-15T12:00:00+01:60", None),
        ("2026-01-15T12:00:00Z", "now", None),
        ("yesterday", "2026", None),
    ],
    "DateLessThan": [
        ("2026-01-15T12:00:00Z", "2026-01-15T12:00:01Z", True),
        ("2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z", False),
        ("1969-12-31T23:59:59Z", "0", True),
    ],
    "DateLessThanEquals": [("2026-01-15", "2026-01-15", True), ("2026-01-16", "2026-01-15", False)],
    "DateGreaterThan": [("2026-01-16", "2026-01-15", True), ("2026-01-15", "2026-01-15", False)],
    "DateGreaterThanEquals": [("2026-01-15", "2026-01-15", True), ("2025", "2026", False)],
    "Bool": [
        ("true", "true", True),
        ("true", "True", True),
        ("FALSE", "false", True),
        ("true", "false", False),
        ("yes", "true", None),
        ("true", "1", None),
        ("true", "", None),
    ],
    "BinaryEquals": [("QmluYXJ5", "QmluYXJ5", True), ("QmluYXJ5", "qmluYXJ5", False)],
    "IpAddress": [
        ("203.0.113.7", "203.0.113.0/24", True),
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.9/24", True),  # bits behind the prefix do not count
        ("203.0.114.7", "203.0.113.0/24", False),
        ("203.0.113.7", "0.0.0.0/0", True),
        ("203.0.113.7", "::/0", False),
        ("2001:db8::1", "0.0.0.0/0", False),
        ("2001:db8::1", "2001:0DB8:0:0::/64", True),
        ("2001:db8:0:0:0:0:0:1", "2001:db8::1", True),
        ("2001:db8::1", "2001:db8::1/64", None),  # in IPv6 they do
        ("203.0.113.7", "203.0.113.0/255.255.255.0", None),
        ("203.0.113.7", "203.0.113.0/33", None),
        ("203.0.113.7", "203.0.113", None),
        ("203.0.113.7", "203.0.113.*", None),
        ("203.0.113.7", "0203.0.113.7", None),
        ("203.0.113.7", "fe80::1%eth0", None),
        ("203.0.113.7", "", None),
        ("203.0.113.0/24", "203.0.113.0/24", None),
        ("localhost", "127.0.0.1", None),
    ],
    "ArnEquals": [
        (SOURCE, "arn:aws:s3:::logs", True),
        (SOURCE, "arn:aws:s3:::l*", True),
        (SOURCE, "arn:aws:s3:::LOGS", False),
        (ROLE, "arn:aws:iam::*:role/*", True),
        (ROLE, "arn:aws:iam::11112222333?:role/ops/*", True),
        (ROLE, "arn:aws:*:role/ops/build", None),
        (ROLE, "arn:aws:iam:*", True),
        (ROLE, "arn:aws:iam", None),
        (ROLE, "*", True),
        (ROLE, "role/*", None),
        ("build", "*", None),
        ("arn:aws", "arn:*", None),
    ],
}
TABLES["ArnLike"] = TABLES["ArnEquals"]
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
ALL = [*TABLES, *NEGATED]


@pytest.mark.parametrize(
    ("base", "value", "wanted", "expected"),
    [(base, *row) for base in ALL for row in TABLES[NEGATED.get(base, base)]],
)
def test_compare(base: str, value: str, wanted: str, expected: bool | None) -> None:  # noqa: FBT001 - a table
    assert compare(base, value, wanted) is expected


def test_there_are_26_operators() -> None:
    assert len(ALL) == 26
    assert all(parse_operator(base).is_known for base in ALL)
    assert {base for base in ALL if parse_operator(base).is_negated} == set(NEGATED)


@pytest.mark.parametrize(
    ("text", "base", "qualifier", "if_exists"),
    [
        ("StringEquals", "StringEquals", "", False),
        ("stringequals", "StringEquals", "", False),
        ("STRINGLIKEIFEXISTS", "StringLike", "", True),
        ("ForAllValues:StringLike", "StringLike", "ForAllValues", False),
        ("foranyvalue:arnnotlikeifexists", "ArnNotLike", "ForAnyValue", True),
        ("Null", "Null", "", False),
        ("ForAllValues:Null", "Null", "ForAllValues", False),
    ],
)
def test_parse_operator(text: str, base: str, qualifier: str, *, if_exists: bool) -> None:
    is_negated = base in NEGATED

    found = parse_operator(text)

    assert found == (base, qualifier, if_exists, is_negated, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "String",
        "StringEqual",
        "NullIfExists",
        "ForAllValues:",
        "ForAllValues",
        "ForSomeValues:StringEquals",
        ":StringEquals",
        "ForAllValues:ForAnyValue:StringEquals",
        "StringEquals:ForAllValues",
        "StringEqualsIfExistsIfExists",
        " StringEquals",
        "BoolNotEquals",
        "NotBool",
        "StringNotEqualsIgnore",
    ],
)
def test_operators_that_aws_does_not_have(text: str) -> None:
    assert parse_operator(text) == Operator(
        text, "", if_exists=False, is_negated=False, is_known=False
    )


@pytest.mark.parametrize(
    ("base", "wanted", "expected"),
    [
        ("StringEquals", "", True),
        ("StringNotLike", "anything", True),
        ("BinaryEquals", "=", True),
        ("NumericLessThan", "3600", True),
        ("NumericLessThan", "an hour", False),
        ("DateGreaterThan", "2026-01-01", True),
        ("DateGreaterThan", "Jan 1, 2026", False),
        ("Bool", "True", True),
        ("Bool", "maybe", False),
        ("IpAddress", "10.0.0.0/8", True),
        ("NotIpAddress", "10.0.0.0/8/8", False),
        ("ArnLike", "arn:aws:s3:::*", True),
        ("ArnNotEquals", "111122223333", False),
    ],
)
def test_is_usable(base: str, wanted: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert is_usable(base, wanted) is expected


@pytest.mark.parametrize(
    ("base", "wanted", "expected"),
    [
        ("StringEquals", ("*",), False),
        ("StringLike", ("*",), True),
        ("StringLike", ("**", "a"), True),
        ("StringLike", ("*?",), True),
        ("StringLike", ("??*",), False),
        ("StringLike", (), False),
        ("ArnLike", ("*",), True),
        ("ArnEquals", ("arn:*",), True),
        ("ArnEquals", ("arn:aws:*:*:*:*",), True),
        ("ArnEquals", ("arn:aws",), False),
        ("ArnEquals", ("?*",), False),
        ("ArnEquals", ("arn:aws:iam::*:*",), False),
        ("Bool", ("true",), False),
        ("Bool", ("true", "False"), True),
        ("IpAddress", ("0.0.0.0/0",), False),
        ("IpAddress", ("0.0.0.0/0", "::/0"), True),
        ("NumericGreaterThan", ("-1",), False),
        ("BinaryEquals", ("*",), False),
    ],
)
def test_accepts_all(base: str, wanted: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001 - a table
    assert accepts_all(base, wanted) is expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (("0.0.0.0/0",), True),
        (("::/0",), True),
        (("0.0.0.0/1", "128.0.0.0/1"), True),
        (("0.0.0.0/1", "128.0.0.0/2"), False),
        (("10.0.0.0/8",), False),
        (("nowhere",), False),
        ((), False),
    ],
)
def test_all_addresses_of_a_family(wanted: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001 - a table
    assert holds_a_family(wanted) is expected


def test_parsers() -> None:
    assert parse_number("-0.50") == Decimal("-0.5")
    assert parse_number(".5") == Decimal("0.5")
    assert parse_number("5.") == 5
    assert parse_number(".") is None
    assert parse_date("1970-01-01T00:00:00.25Z") == Decimal("0.25")
    assert parse_date("0001-01-01T00:00:00+23:59") is not None
    assert str(parse_network("10.1.2.3/8")) == "10.0.0.0/8"
    assert parse_network("1" * 10_000) is None
    assert parse_number("1" * 10_000) == Decimal("1" * 10_000)
