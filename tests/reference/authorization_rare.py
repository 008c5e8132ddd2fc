"""Statements that are seldom made up: a name, a request, and what AWS decides.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.reference import authorization_names as names
from tests.reference.authorization_names import AWAY, HOME

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[str, dict[str, Any], str]

FULL: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ALLOW: Final = {"Version": "2012-10-17", "Statement": FULL}
OBJECT: Final = "arn:aws:s3:::data/dev1/file"


def opened(condition: dict[str, Any], resource: str = "*", principal: Any = "*") -> dict[str, Any]:
    """Return a resource policy of one Allow."""
    statement = FULL | {"Principal": principal, "Resource": resource, "Condition": condition}
    return {"Version": "2012-10-17", "Statement": statement}


def asked(action: str, resource: str, principal: str, **policies: Any) -> dict[str, Any]:
    """Return a request; its principal may do everything where nothing else is said."""
    identity = {} if "resource_policy" in policies else {"identity_policies": [ALLOW]}
    return {"action": action, "resource": resource, "principal": principal, **identity, **policies}


def under(
    name: str,
    condition: dict[str, Any],
    expected: str,
    principal: str = names.USER,
    **others: Any,
) -> Row:
    """Return a request for an object of a bucket whose policy has that condition."""
    request = asked("s3:GetObject", OBJECT, principal, resource_policy=opened(condition), **others)
    return name, request, expected


SPELLED: Final[list[Row]] = [
    (
        "a regional name of a service",
        asked(
            *("s3:GetObject", OBJECT, "states.us-east-1.amazonaws.com"),
            resource_policy=opened({}, principal={"Service": "states.amazonaws.com"}),
        ),
        "unknown",
    ),
    under(
        "a default in a condition",
        {"StringEquals": {"aws:username": "${test:Name, 'dev1'}"}},
        "allowed",
    ),
    (
        "a default in a resource",
        asked(
            *("s3:GetObject", OBJECT, names.USER),
            resource_policy=opened({}, "arn:aws:s3:::data/${test:Name, 'dev1'}/*"),
        ),
        "allowed",
    ),
    (
        "a star in a variable of a resource",
        asked(
            *("s3:GetObject", OBJECT, names.USER),
            resource_policy=opened({}, "arn:aws:s3:::data/${test:Name}/*"),
            context={"test:Name": "*"},
        ),
        "implicitDeny",
    ),
    under(
        "a star in a variable of a condition",
        {"StringLike": {"aws:username": "${test:Name}"}},
        "implicitDeny",
        context={"test:Name": "*"},
    ),
    under(
        "a key of every request",
        {"Null": {"aws:CurrentTime": "false"}},
        "allowed",
        context_complete=False,
    ),
    under(
        "a key of some requests",
        {"Null": {"aws:SourceIp": "false"}},
        "conditional",
        context_complete=False,
    ),
    under(
        "a network that may be none",
        {"IpAddress": {"aws:SourceIp": "2001:db8::1/32"}},
        "conditional",
        context_complete=False,
    ),
]

APP: Final = "arn:aws:iam::${aws:PrincipalAccount}:role/App"
ROLE_ARNS: Final[Sequence[tuple[str, Any, dict[str, Any], str, str]]] = [
    # Name, value of aws:PrincipalArn in the policy, context, what is and is not equal to it.
    ("a path", "arn:aws:iam::*:role/path/*", {}, "conditional", "conditional"),
    ("a path of another role", "arn:aws:iam::*:role/path/Other", {}, "implicitDeny", "allowed"),
    ("itself", "${aws:PrincipalArn}", {}, "allowed", "implicitDeny"),
    ("no path and a variable", APP, {}, "allowed", "implicitDeny"),
    (
        "a path and a variable",
        *("arn:aws:iam::${aws:PrincipalAccount}:role/path/App", {}, "conditional", "conditional"),
    ),
    (
        "a variable for the account of others",
        *("arn:aws:iam::${aws:PrincipalTag/a}:role/App", {"aws:PrincipalTag/a": AWAY}),
        *("implicitDeny", "allowed"),
    ),
    (
        "a variable for the path",
        "arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}/App",
        {"aws:PrincipalTag/team": "red"},
        *("conditional", "conditional"),
    ),
    (
        "a variable for the name",
        "arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}",
        {"aws:PrincipalTag/team": "App"},
        *("allowed", "implicitDeny"),
    ),
    (
        "a variable without a value",
        *("arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}", {}),
        *("implicitDeny", "allowed"),
    ),
    (
        "the ARN that is given",
        *(APP, {"aws:PrincipalArn": f"arn:aws:iam::{HOME}:role/path/App"}),
        *("implicitDeny", "allowed"),
    ),
]
ARN_OPERATORS: Final = {
    "StringLike": "StringNotLike",
    "ArnLike": "ArnNotLike",
    "ArnEquals": "ArnNotEquals",
}
ARNS: Final[list[Row]] = [
    under(
        f"{operator} on the role of a session: {name}",
        {operator: {"aws:PrincipalArn": value}},
        expected,
        names.SESSION,
        context=context,
    )
    for name, value, context, if_equal, if_not in ROLE_ARNS
    for positive, negative in ARN_OPERATORS.items()
    for operator, expected in ((positive, if_equal), (negative, if_not))
]

#: Conditions on who has signed a request.
SIGNED: Final[list[Row]] = [
    under(
        f"{name} of {principal}",
        condition,
        expected,
        principal,
    )
    for name, condition, answers in (
        (
            "the account",
            {"StringEqualsIfExists": {"aws:PrincipalAccount": HOME}},
            ("implicitDeny", "allowed", "allowed"),
        ),
        (
            "no account",
            {"StringEquals": {"aws:PrincipalAccount": "anonymous"}},
            ("allowed", "implicitDeny", "implicitDeny"),
        ),
        (
            "no service",
            {"Bool": {"aws:PrincipalIsAWSService": "false"}},
            ("implicitDeny", "allowed", "implicitDeny"),
        ),
        (
            "perhaps a service",
            {"Null": {"aws:PrincipalIsAWSService": "true"}},
            ("allowed", "implicitDeny", "implicitDeny"),
        ),
    )
    for principal, expected in zip(("*", names.USER, "ec2.amazonaws.com"), answers, strict=True)
]

SERVICE: Final = ("ec2.amazonaws.com", "allowed")
KNOWN_ABSENT: Final[list[Row]] = [
    under(f"{operator} {key} {value} of {principal}", {operator: {key: value}}, expected, principal,
          context_complete=False)
    for operator, key, value, principal, expected in (
        ("StringEquals", "aws:username", "dev1", names.USER, "allowed"),
        ("StringEquals", "aws:username", "dev1", names.SESSION, "implicitDeny"),
        ("StringNotEquals", "aws:username", "dev1", names.ROOT, "allowed"),
        ("Null", "aws:username", "true", "*", "allowed"),
        ("Null", "aws:PrincipalServiceName", "true", names.USER, "allowed"),
        ("Null", "aws:PrincipalServiceNamesList", "true", names.FEDERATED, "allowed"),
        ("Null", "aws:PrincipalServiceNamesList", "true", "ec2.amazonaws.com", "conditional"),
        ("StringEquals", "aws:PrincipalServiceName", "ec2.amazonaws.com", *SERVICE),
        ("StringEquals", "aws:userid", f"{HOME}:fed1", names.FEDERATED, "allowed"),
        ("StringEquals", "aws:userid", "fed1", names.FEDERATED, "implicitDeny"),
        ("StringEquals", "aws:userid", f"{HOME}:s1", names.SESSION, "conditional"),
    )
]  # fmt: skip

SPARING: Final = FULL | {"Effect": "Deny"}
HOST_BITS: Final = "2001:db8::1/32"
LISTED: Final[list[Row]] = [
    (
        f"all but {[entry.rpartition(':')[2] for entry in entries]}: {principal}",
        asked(
            *("s3:GetObject", OBJECT, principal),
            identity_policies=[ALLOW],
            resource_policy={"Statement": SPARING | {"NotPrincipal": {"AWS": list(entries)}}},
        ),
        expected,
    )
    for principal, entries, expected in (
        (names.USER, (names.USER, HOME), "allowed"),
        (names.USER, (names.USER,), "unknown"),
        (names.ROLE, (names.ROLE, HOME), "unknown"),
        (names.SESSION, (names.ROLE, HOME), "unknown"),
        (names.SESSION, (names.SESSION, names.ROLE, HOME), "allowed"),
        (names.SESSION, (names.USER, HOME), "unknown"),
        (names.SESSION, (names.USER,), "explicitDeny"),
    )
]

VALUES: Final[list[Row]] = [
    under(f"{operator} {key} {wanted}: {value}", {operator: {key: wanted}}, expected,
          context={key: value})
    for operator, key, wanted, value, expected in (
        ("IpAddress", "aws:SourceIp", HOST_BITS, "2001:db8::7", "unknown"),
        ("IpAddress", "aws:SourceIp", HOST_BITS, "2001:db9::7", "implicitDeny"),
        ("IpAddress", "aws:SourceIp", HOST_BITS, "192.0.2.7", "implicitDeny"),
        ("IpAddress", "aws:SourceIp", [HOST_BITS, "::/0"], "2001:db8::7", "allowed"),
        ("NotIpAddress", "aws:SourceIp", HOST_BITS, "2001:db8::7", "unknown"),
        ("NotIpAddress", "aws:SourceIp", [HOST_BITS, "::/0"], "2001:db8::7", "implicitDeny"),
        ("NotIpAddress", "aws:SourceIp", HOST_BITS, "2001:db9::7", "unknown"),
        ("NotIpAddress", "aws:SourceIp", HOST_BITS, "192.0.2.7", "unknown"),
        ("IpAddress", "aws:SourceIp", "192.0.2.9/24", "192.0.2.7", "allowed"),
        ("NumericGreaterThan", "s3:max-keys", "5", 1e16, "allowed"),
        ("NumericEquals", "s3:max-keys", 1e20, "1" + "0" * 20, "allowed"),
        ("NumericLessThan", "s3:max-keys", 1e-7, 1e-8, "allowed"),
        ("StringEquals", "test:Number", "10000000000000000", 1e16, "allowed"),
        ("StringEquals", "test:Number", "0.5", 0.5, "allowed"),
    )
]  # fmt: skip

CONDITIONS: Final[list[Row]] = [*SPELLED, *ARNS, *SIGNED, *KNOWN_ABSENT, *LISTED, *VALUES]
