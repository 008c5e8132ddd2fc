"""Conditions: which hold, which limit anything, and which need MFA or a certain key."""

from __future__ import annotations

import numpy as np
import pytest

from iam_report.policy.conditions import (
    Condition,
    always_holds,
    can_fail,
    conditions_of,
    holds,
    holds_without_mfa,
    never_holds,
    requires,
    requires_mfa,
    values_of,
)

MFA = "aws:MultiFactorAuthPresent"
AGE = "aws:MultiFactorAuthAge"
ISSUED = "aws:TokenIssueTime"
GITHUB = "token.actions.githubusercontent.com"
POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def condition(operator: str, key: str, values: str) -> Condition:
    """Return a condition; values are divided by blanks."""
    return Condition(operator, key, tuple(values.split()))


HOLDS: list[tuple[str, str, str | None, bool | None]] = [
    # operator, values of the policy, values of the request, whether it holds
    # one value
    ("StringEquals", "a b", "b", True),
    ("StringEquals", "a b", "c", False),
    ("stringequals", "a", "a", True),
    ("StringEquals", "", "a", False),
    ("StringNotEquals", "a b", "c", True),
    ("StringNotEquals", "a b", "b", False),
    ("StringNotEquals", "", "a", True),
    ("StringLike", "a* b*", "bc", True),
    ("StringNotLike", "a* b*", "bc", False),
    ("NumericLessThan", "x 5", "3", True),
    ("NumericLessThan", "x", "3", False),
    ("NumericNotEquals", "4 5", "3", True),
    ("NumericNotEquals", "x", "3", False),  # what cannot be compared never matches
    ("NotIpAddress", "10.0.0.0/8", "203.0.113.7", True),
    ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", False),
    ("NotIpAddress", "10.0.0.0/8", "2001:db8::1", True),
    ("ArnNotLike", "arn:aws:s3:::a*", "arn:aws:s3:::b", True),
    ("ArnNotLike", "arn:aws:s3:::a*", "no-arn", False),
    ("Bool", "true", "True", True),
    ("Bool", "false", "true", False),
    ("SomeEquals", "a", "a", False),
    ("SomeEqualsIfExists", "a", None, False),
    # no value
    ("StringEquals", "a", None, False),
    ("StringEqualsIfExists", "a", None, True),
    ("StringEqualsIfExists", "a", "b", False),
    ("StringNotEquals", "a", None, True),
    ("StringNotEqualsIfExists", "a", None, True),
    ("StringNotEqualsIfExists", "a", "a", False),
    ("Bool", "false", None, False),
    ("BoolIfExists", "false", None, True),
    ("Null", "true", None, True),
    ("Null", "false", None, False),
    ("Null", "TRUE", "a", False),
    ("Null", "false", "a", True),
    ("Null", "true false", "a", True),
    ("Null", "maybe", None, False),
    # sets
    ("ForAllValues:StringEquals", "a b", "a b", True),
    ("ForAllValues:StringEquals", "a b", "a c", False),
    ("ForAllValues:StringEquals", "a b", "a", True),
    ("ForAllValues:StringEquals", "a b", None, True),
    ("ForAllValues:StringEquals", "a b", "", True),
    ("ForAllValues:StringNotEquals", "a b", "c d", True),
    ("ForAllValues:StringNotEquals", "a b", "c a", False),
    ("ForAnyValue:StringEquals", "a b", "c b", True),
    ("ForAnyValue:StringEquals", "a b", "c d", False),
    ("ForAnyValue:StringEquals", "a b", None, False),
    ("ForAnyValue:StringEquals", "a b", "", False),
    ("ForAnyValue:StringEqualsIfExists", "a b", None, False),
    ("ForAnyValue:StringNotEquals", "a", "a b", True),
    ("ForAnyValue:StringNotEquals", "a", "a", False),
    ("ForAnyValue:StringNotEquals", "a", None, False),
    ("ForAllValues:Null", "true", None, True),
    ("ForAnyValue:Null", "false", "a b", True),
    # AWS does not say
    ("StringEquals", "a b", "a b", None),
    # variables
    ("StringEquals", "${aws:username}", "alice", None),
    ("StringEquals", "${aws:username} alice", "alice", True),
    ("StringNotEquals", "${aws:username} alice", "alice", False),
    ("StringNotEquals", "${aws:username} alice", "bob", None),
    ("StringEquals", "${aws:username}", None, False),
    ("ForAllValues:StringLike", "${aws:username} a*", "alice bob", None),
    ("ArnLike", "arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/a", None),
    ("NumericEquals", "${aws:username}", "1", False),
]


@pytest.mark.parametrize(("operator", "values", "request_values", "expected"), HOLDS)
def test_holds(
    operator: str,
    values: str,
    request_values: str | None,
    expected: bool | None,  # noqa: FBT001 - a table
) -> None:
    request = None if request_values is None else request_values.split()

    assert holds(condition(operator, "service:Key", values), request) is expected


LIMITS: list[tuple[str, str, str, str]] = [
    # operator, key, values, what the condition does: `limits` (it can fail), `nothing` (it need
    # not), `always` holds, `never` holds
    ("StringEquals", "aws:PrincipalTag/team", "a", "limits"),
    ("StringEquals", "aws:PrincipalTag/team", "*", "limits"),
    ("StringEquals", "s3:ExistingObjectTag/a", "${aws:PrincipalTag/a}", "limits"),
    ("StringEquals", "sts:ExternalId", "secret", "limits"),
    ("StringEqualsIgnoreCase", "aws:PrincipalTag/team", "a", "limits"),
    ("StringEquals", "aws:RequestedRegion", "eu-west-1", "limits"),
    ("StringEqualsIfExists", "aws:RequestedRegion", "eu-west-1", "limits"),
    ("StringNotEquals", "aws:RequestedRegion", "eu-west-1", "limits"),
    ("ForAllValues:StringEquals", "aws:RequestedRegion", "eu-west-1", "limits"),
    ("StringEquals", "aws:RequestedRegion", "", "never"),
    ("StringNotEquals", "aws:RequestedRegion", "", "always"),
    ("BinaryEquals", "service:Key", "QQ==", "limits"),
    # the key may be left out
    ("StringEqualsIfExists", "aws:PrincipalTag/team", "a", "nothing"),
    ("StringNotEquals", "aws:PrincipalTag/team", "a", "nothing"),
    ("StringNotLike", "aws:SourceVpce", "vpce-*", "nothing"),
    ("ForAllValues:StringEquals", "aws:TagKeys", "a b", "nothing"),
    ("ForAllValues:StringLike", f"{GITHUB}:sub", "repo:example/*", "nothing"),
    ("ForAllValues:StringNotEquals", "aws:TagKeys", "a", "nothing"),
    ("ForAnyValue:StringEquals", "aws:TagKeys", "a", "limits"),
    ("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", "a", "limits"),
    ("ForAnyValue:StringNotEquals", "aws:TagKeys", "a", "limits"),
    ("StringEqualsIfExists", "iam:PermissionsBoundary", POLICY, "nothing"),
    ("StringEqualsIfExists", "misspelt:Key", "a", "nothing"),
    # the key cannot be left out
    ("ArnEqualsIfExists", "iam:PolicyARN", POLICY, "limits"),
    ("ArnNotEquals", "iam:policyarn", POLICY, "limits"),
    ("StringEqualsIfExists", "iam:PassedToService", "lambda.amazonaws.com", "limits"),
    ("StringNotEquals", "aws:ResourceTag/stage", "prod", "limits"),
    ("StringNotEquals", "ec2:ResourceTag/stage", "prod", "limits"),
    ("Null", "iam:PolicyARN", "true", "limits"),
    # any value will do
    ("StringLike", "sts:ExternalId", "*", "nothing"),
    ("StringLike", "sts:ExternalId", "a **", "nothing"),
    ("StringLike", "sts:ExternalId", "?*", "nothing"),
    ("StringLike", "sts:ExternalId", "a*", "limits"),
    ("StringLike", f"{GITHUB}:sub", "*", "nothing"),
    ("StringLikeIfExists", "aws:PrincipalTag/team", "*", "always"),
    ("StringLike", "aws:PrincipalArn", "*", "always"),
    ("StringLike", "aws:PrincipalArn", "arn:*", "nothing"),
    ("StringLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:*", "limits"),
    ("StringNotLike", "aws:PrincipalArn", "*", "never"),
    ("StringNotLike", "aws:PrincipalTag/team", "*", "nothing"),
    ("StringLike", "aws:PrincipalTag/team", "*", "limits"),
    ("StringLike", "aws:SourceVpce", "*", "limits"),
    ("ArnLike", "aws:PrincipalArn", "*", "always"),
    ("ArnLike", "aws:PrincipalArn", "arn:aws:*", "always"),
    ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/a", "limits"),
    ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/a", "limits"),
    ("ArnLike", "aws:SourceArn", "arn:*:*:*:*:*", "limits"),
    ("ArnLike", "aws:PrincipalArn", "111122223333", "never"),
    ("ArnNotLike", "aws:PrincipalArn", "111122223333", "never"),
    ("ArnLikeIfExists", "aws:SourceArn", "111122223333", "nothing"),
    ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/${aws:PrincipalTag/a}", "limits"),
    # what the key holds is not known, and may be of another type
    ("ArnLikeIfExists", "service:Key", "*", "nothing"),
    ("BoolIfExists", "service:Key", "true false", "nothing"),
    # addresses
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24", "limits"),
    ("IpAddress", "aws:SourceIp", "0.0.0.0/0", "nothing"),
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24 ::/0", "nothing"),
    ("IpAddress", "aws:SourceIp", "0.0.0.0/1 128.0.0.0/1", "nothing"),
    ("IpAddress", "aws:SourceIp", "nowhere", "never"),
    ("IpAddress", "aws:SourceIp", "2001:db8::1/64", "never"),
    ("IpAddress", "aws:SourceIp", "nowhere 203.0.113.7", "limits"),
    ("IpAddressIfExists", "aws:SourceIp", "203.0.113.0/24", "nothing"),
    ("IpAddressIfExists", "aws:SourceIp", "0.0.0.0/0", "nothing"),
    ("IpAddressIfExists", "aws:SourceIp", "0.0.0.0/0 ::/0", "always"),
    ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", "nothing"),
    ("IpAddress", "aws:VpcSourceIp", "0.0.0.0/0", "limits"),
    # MFA
    ("Bool", MFA, "true", "limits"),
    ("Bool", MFA.lower(), "True", "limits"),
    ("Bool", MFA, "false", "nothing"),
    ("Bool", MFA, "true false", "nothing"),
    ("Bool", MFA, "maybe", "never"),
    ("BoolIfExists", MFA, "true", "nothing"),
    ("BoolIfExists", MFA, "maybe", "nothing"),
    ("StringEquals", MFA, "true", "limits"),
    ("StringNotEquals", MFA, "false", "nothing"),
    ("Null", MFA, "true", "nothing"),
    ("Null", MFA, "false", "nothing"),
    ("Null", AGE, "false", "limits"),
    ("NumericLessThan", AGE, "3600", "limits"),
    ("NumericLessThanIfExists", AGE, "3600", "nothing"),
    ("NumericLessThan", AGE, "an-hour", "never"),
    ("NumericGreaterThanEquals", AGE, "0", "limits"),
    # dates
    ("DateGreaterThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", "limits"),
    ("DateLessThanIfExists", "aws:CurrentTime", "2026-01-01T00:00:00Z", "limits"),
    ("DateLessThan", "aws:CurrentTime", "tomorrow", "never"),
    ("DateNotEquals", "aws:CurrentTime", "tomorrow", "never"),
    ("NumericGreaterThan", "aws:EpochTime", "1768478400", "limits"),
    ("DateGreaterThan", ISSUED, "2026-01-01T00:00:00Z", "limits"),
    # what an ordinary request holds
    ("Bool", "aws:SecureTransport", "true", "nothing"),
    ("Bool", "aws:SecureTransport", "false", "limits"),
    ("Bool", "aws:SecureTransport", "true false", "always"),
    ("Bool", "aws:ViaAWSService", "false", "nothing"),
    ("Bool", "aws:ViaAWSService", "true", "limits"),
    ("Bool", "aws:PrincipalIsAWSService", "false", "nothing"),
    ("ForAnyValue:StringEquals", "aws:CalledVia", "athena.amazonaws.com", "limits"),
    # the caller makes the value up
    ("StringLike", "aws:UserAgent", "corporate*", "nothing"),
    ("StringEquals", "aws:Referer", "https://example.com/", "nothing"),
    ("StringEquals", "sts:RoleSessionName", "${aws:username}", "nothing"),
    # presence
    ("Null", "aws:TokenIssueTime", "true", "nothing"),
    ("Null", "aws:PrincipalTag/team", "true", "nothing"),
    ("Null", "aws:PrincipalTag/team", "false", "limits"),
    ("Null", "sts:ExternalId", "false", "nothing"),
    ("Null", "sts:ExternalId", "true false", "always"),
    ("Null", "aws:PrincipalArn", "false", "always"),
    ("Null", "aws:PrincipalArn", "true", "never"),
    ("Null", "sts:ExternalId", "maybe", "never"),
    ("Null", "sts:ExternalId", "", "never"),
    # operators that AWS does not have
    ("StringsEqual", "sts:ExternalId", "a", "never"),
    ("NullIfExists", "sts:ExternalId", "true", "never"),
    # a star in StringEquals is a star
    ("StringEquals", "aws:PrincipalArn", "*", "limits"),
    ("StringNotEquals", "aws:PrincipalArn", "*", "limits"),
]


@pytest.mark.parametrize(("operator", "key", "values", "expected"), LIMITS)
def test_what_a_condition_does(operator: str, key: str, values: str, expected: str) -> None:
    tried = condition(operator, key, values)

    assert can_fail(tried) is (expected in ("limits", "never"))
    assert never_holds(tried) is (expected == "never")
    assert always_holds(tried) is (expected == "always")


def block(text: str) -> list[Condition]:
    """Return conditions written as `operator key values` and divided by semicolons."""
    rows = [each.split() for each in text.split(";") if each.strip()]
    return [Condition(operator, key, tuple(values)) for operator, key, *values in rows]


WITHOUT_MFA: list[tuple[str, bool | None, bool | None]] = [
    # conditions, whether they hold for a long-term key, and for a password, both without MFA
    ("", True, True),
    (f"Bool {MFA} true", False, False),
    (f"Bool {MFA.upper()} TRUE", False, False),
    (f"Bool {MFA} false", False, True),
    (f"Bool {MFA} true false", False, True),
    (f"BoolIfExists {MFA} true", True, False),
    (f"BoolIfExists {MFA} false", True, True),
    (f"Null {MFA} true", True, False),
    (f"Null {MFA} false", False, True),
    (f"StringEquals {MFA} true", False, False),
    (f"StringEqualsIfExists {MFA} true", True, False),
    (f"StringNotEquals {MFA} true", True, True),
    (f"StringNotEquals {MFA} false", True, False),
    (f"StringLike {MFA} *", False, True),
    (f"ForAllValues:Bool {MFA} true", True, False),
    (f"ForAnyValue:Bool {MFA} true", False, False),
    (f"ForAnyValue:BoolIfExists {MFA} true", False, False),
    (f"Bool {MFA} maybe", False, False),
    (f"BoolIfExists {MFA} maybe", True, False),
    (f"StringEquals {MFA} ${{aws:PrincipalTag/mfa}}", False, None),
    (f"NumericLessThan {AGE} 3600", False, False),
    (f"NumericLessThanIfExists {AGE} 3600", True, True),
    (f"NumericNotEquals {AGE} 0", True, True),
    (f"Null {AGE} true", True, True),
    (f"Null {AGE} false", False, False),
    (f"Null {ISSUED} true", True, False),
    (f"Null {ISSUED} false", False, True),
    (f"DateGreaterThan {ISSUED} 2026-01-01T00:00:00Z", False, None),
    (f"DateGreaterThanIfExists {ISSUED} 2026-01-01T00:00:00Z", True, None),
    # other keys
    ("IpAddress aws:SourceIp 203.0.113.0/24", None, None),
    ("IpAddress aws:SourceIp 0.0.0.0/0", None, None),
    ("StringNotEquals aws:PrincipalTag/a b", None, None),
    ("Bool aws:SecureTransport true", None, None),
    ("StringLike aws:PrincipalArn *", True, True),
    ("StringFits aws:PrincipalArn *", False, False),
    # several
    (f"Bool {MFA} true; IpAddress aws:SourceIp 203.0.113.0/24", False, False),
    (f"BoolIfExists {MFA} true; IpAddress aws:SourceIp 203.0.113.0/24", None, False),
    (f"BoolIfExists {MFA} false; Null {AGE} true", True, True),
    (f"Null {MFA} true; Bool {MFA} true", False, False),
    (f"BoolIfExists {MFA} true; NumericLessThan {AGE} 60", False, False),
]


@pytest.mark.parametrize(("conditions", "key", "password"), WITHOUT_MFA)
def test_without_mfa(
    conditions: str,
    key: bool | None,  # noqa: FBT001 - a table
    password: bool | None,  # noqa: FBT001 - a table
) -> None:
    assert holds_without_mfa(block(conditions), "key") is key
    assert holds_without_mfa(block(conditions), "password") is password
    assert requires_mfa(iter(block(conditions))) is (key is False and password is False)


REQUIRES: list[tuple[str, str, str | None]] = [
    # conditions, key, values of which the statement needs one
    ("", "sts:ExternalId", None),
    ("StringEquals sts:ExternalId a b", "sts:ExternalId", "a b"),
    ("StringEquals STS:externalid a", "sts:ExternalId", "a"),
    ("StringEquals sts:ExternalId a", "aws:SourceArn", None),
    ("StringLike sts:ExternalId a*", "sts:ExternalId", "a*"),
    ("StringLike sts:ExternalId *", "sts:ExternalId", None),
    ("StringLike sts:ExternalId a* *", "sts:ExternalId", None),
    ("StringEqualsIfExists sts:ExternalId a", "sts:ExternalId", None),
    ("StringNotEquals sts:ExternalId a", "sts:ExternalId", None),
    ("ForAllValues:StringEquals sts:ExternalId a", "sts:ExternalId", None),
    ("ForAnyValue:StringEquals sts:ExternalId a", "sts:ExternalId", "a"),
    ("ForAnyValue:StringNotEquals sts:ExternalId a", "sts:ExternalId", None),
    ("Null sts:ExternalId false", "sts:ExternalId", None),
    ("StringFits sts:ExternalId a", "sts:ExternalId", None),
    ("StringEquals aws:PrincipalOrgID o-example", "aws:PrincipalOrgID", "o-example"),
    ("ArnLike aws:SourceArn *", "aws:SourceArn", None),
    ("ArnLike aws:SourceArn arn:aws:*", "aws:SourceArn", None),
    ("StringLike aws:SourceArn arn:*", "aws:SourceArn", None),
    ("ArnLike aws:SourceArn arn:aws:s3:::a", "aws:SourceArn", "arn:aws:s3:::a"),
    ("IpAddress aws:SourceIp 0.0.0.0/0", "aws:SourceIp", None),
    ("IpAddress aws:VpcSourceIp 0.0.0.0/0", "aws:VpcSourceIp", None),
    ("IpAddress aws:SourceIp 203.0.113.7", "aws:SourceIp", "203.0.113.7"),
    (f"Bool {MFA} true", MFA, "true"),
    (f"Bool {MFA} false", MFA, None),
    (f"BoolIfExists {MFA} true", MFA, None),
    (f"NumericLessThan {AGE} 3600", AGE, "3600"),
    ("StringEquals aws:PrincipalTag/team a", "aws:PrincipalTag/*", "a"),
    ("StringEquals aws:PrincipalTagged a", "aws:PrincipalTag/*", None),
    (f"StringLike {GITHUB}:sub repo:a/*", f"{GITHUB}:sub", "repo:a/*"),
    (f"StringLike {GITHUB}:sub repo:a/*", "other.example.com:sub", None),
    ("StringEquals sts:RoleSessionName a", "sts:RoleSessionName", None),
    (
        (
            "StringLike aws:SourceArn arn:aws:s3*; StringEqualsIfExists aws:SourceArn x; "
            "ArnLike aws:SourceArn arn:aws:s3:::a"
        ),
        "aws:SourceArn",
        "arn:aws:s3* arn:aws:s3:::a",
    ),
]


@pytest.mark.parametrize(("conditions", "key", "values"), REQUIRES)
def test_requires(conditions: str, key: str, values: str | None) -> None:
    found = values_of(block(conditions), key)

    assert found == (None if values is None else tuple(values.split()))
    assert requires(block(conditions), [key]) is (values is not None)
    assert requires(block(conditions), iter(["no:Key", key])) is (values is not None)


def test_a_condition_that_never_holds_needs_its_key() -> None:
    assert requires(block("StringEquals sts:ExternalId"), ["sts:ExternalId"])
    assert not requires([], [])


def test_conditions_of_a_cell() -> None:
    cell = [
        {"operator": "Bool", "key": MFA, "values": ["true"]},
        {"operator": "StringLike", "key": "a:B", "values": np.array(["x", "y"], dtype=object)},
        {"operator": "Null", "key": "a:B", "values": None},
    ]
    expected = (
        Condition("Bool", MFA, ("true",)),
        Condition("StringLike", "a:B", ("x", "y")),
        Condition("Null", "a:B", ()),
    )

    assert conditions_of(cell) == expected
    assert conditions_of(np.array(cell, dtype=object)) == expected
    assert conditions_of(None) == ()
