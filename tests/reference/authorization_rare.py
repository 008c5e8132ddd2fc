"""Requests that are seldom made up: a name, the request, and what AWS decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.reference import authorization_names as names
from tests.reference.authorization_names import AWAY, HOME

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[str, dict[str, Any], str]

FULL: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ALLOW: Final = {"Version": "2012-10-17", "Statement": FULL}
DENY: Final = {"Version": "2012-10-17", "Statement": FULL | {"Effect": "Deny"}}
OPEN: Final = {"Version": "2012-10-17", "Statement": FULL | {"Principal": "*"}}
CLOSED: Final = {
    "Version": "2012-10-17",
    "Statement": FULL | {"Effect": "Deny", "Principal": "*"},
}
BUCKET: Final = "arn:aws:s3:::data"
OBJECT: Final = "arn:aws:s3:::data/dev1/file"
KEY: Final = f"arn:aws:kms:us-east-1:{HOME}:key/1"
FUNCTION: Final = f"arn:aws:lambda:us-east-1:{HOME}:function:url"
SECRET: Final = f"arn:aws:secretsmanager:us-east-1:{HOME}:secret:own"
TRUSTING: Final = names.TRUSTING_ROLE
#: A session whose role is named like those that AWS makes, and the ARNs its role may have.
NAMED_LINKED: Final = f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForX/s1"
OWN_ROLE: Final = f"arn:aws:iam::{HOME}:role/AWSServiceRoleForX"
LINKED_ROLE: Final = f"arn:aws:iam::{HOME}:role/aws-service-role/x.amazonaws.com/Odd"


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

#: What SCPs and RCPs make of a role that may be service-linked.
DENIED: Final = {
    "identity_policies": [ALLOW],
    "service_control_policies": [[ALLOW, DENY]],
}
UNGRANTED: Final = {"identity_policies": [ALLOW], "service_control_policies": [[]]}
GRANTED: Final = {"identity_policies": [ALLOW], "service_control_policies": [[ALLOW]]}
CONTROLLED: Final = {
    "identity_policies": [ALLOW],
    "resource_control_policies": [[CLOSED]],
}
SERVICE_LINKED: Final[list[Row]] = [
    (
        f"{policies} and {principal.partition(':role/')[2] or principal} {context}",
        asked("s3:GetObject", OBJECT, principal, **arguments, context=context),
        expected,
    )
    for principal, context, answers in (
        (names.SERVICE_LINKED, {}, ("allowed",) * 4),
        (OWN_ROLE, {}, ("explicitDeny", "implicitDeny", "allowed", "explicitDeny")),
        (NAMED_LINKED, {}, ("unknown", "unknown", "allowed", "unknown")),
        (
            *(NAMED_LINKED, {"aws:PrincipalArn": OWN_ROLE}),
            ("explicitDeny", "implicitDeny", "allowed", "explicitDeny"),
        ),
        (
            f"arn:aws:sts::{HOME}:assumed-role/Odd/s1",
            *({"aws:PrincipalArn": LINKED_ROLE}, ("allowed",) * 4),
        ),
    )
    for (policies, arguments), expected in zip(
        (
            *(("SCP denies", DENIED), ("SCP does not allow", UNGRANTED)),
            *(("SCP allows", GRANTED), ("RCP denies", CONTROLLED)),
        ),
        answers,
        strict=True,
    )
]

SAML, OIDC = names.SAML, names.OIDC
#: Action, resource, principals, what is decided where every policy allows everything.
OPERATIONS: Final[Sequence[tuple[str, str, Sequence[str], str]]] = [
    ("sts:GetCallerIdentity", "*", (names.USER, names.SESSION, names.FEDERATED), "allowed"),
    ("sts:GetCallerIdentity", "*", ("*", SAML, OIDC), "implicitDeny"),
    ("sts:AssumeRole", TRUSTING, (names.USER, names.SESSION, "ec2.amazonaws.com"), "allowed"),
    ("sts:AssumeRole", TRUSTING, ("*", SAML, OIDC, names.ROOT, names.FEDERATED), "implicitDeny"),
    ("sts:DecodeAuthorizationMessage", "*", (names.FEDERATED,), "implicitDeny"),
    ("sts:DecodeAuthorizationMessage", "*", (names.USER, names.SESSION), "allowed"),
    ("sts:GetSessionToken", "*", (names.USER, names.ROOT), "allowed"),
    ("sts:GetSessionToken", "*", (names.ROLE, names.SESSION, names.FEDERATED), "implicitDeny"),
    ("sts:GetFederationToken", "*", (names.USER, names.ROOT), "allowed"),
    ("sts:GetFederationToken", "*", (names.ROLE, names.SESSION, names.FEDERATED), "implicitDeny"),
    ("sts:AssumeRoleWithSAML", TRUSTING, (SAML,), "allowed"),
    ("sts:AssumeRoleWithSAML", TRUSTING, ("*",), "unknown"),
    ("sts:AssumeRoleWithSAML", TRUSTING, (OIDC, names.USER, names.ROOT), "implicitDeny"),
    ("sts:AssumeRoleWithSAML", TRUSTING, (names.SESSION, "ec2.amazonaws.com"), "implicitDeny"),
    ("sts:AssumeRoleWithWebIdentity", TRUSTING, (OIDC,), "allowed"),
    ("sts:AssumeRoleWithWebIdentity", TRUSTING, ("*",), "unknown"),
    ("sts:AssumeRoleWithWebIdentity", TRUSTING, (SAML, names.USER, names.ROLE), "implicitDeny"),
    ("sts:TagSession", TRUSTING, (SAML, OIDC, names.USER), "allowed"),
    ("sts:SetSourceIdentity", TRUSTING, (SAML, OIDC, names.SESSION), "allowed"),
    ("sts:TagSession", TRUSTING, ("*", names.FEDERATED), "implicitDeny"),
    ("s3:GetObject", OBJECT, (SAML, OIDC), "implicitDeny"),
    ("s3:GetObject", OBJECT, ("*",), "allowed"),
    ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{HOME}:queue", ("*",), "allowed"),
    ("sns:Publish", f"arn:aws:sns:us-east-1:{HOME}:topic", ("*",), "allowed"),
    ("lambda:InvokeFunctionUrl", FUNCTION, ("*",), "allowed"),
    ("lambda:InvokeFunction", FUNCTION, ("*",), "unknown"),
    (
        "execute-api:Invoke",
        f"arn:aws:execute-api:us-east-1:{HOME}:api/stage/GET/path",
        *(("*",), "allowed"),
    ),
    ("secretsmanager:GetSecretValue", SECRET, ("*",), "unknown"),
    ("kms:Decrypt", KEY, ("*",), "implicitDeny"),
    ("kms:Decrypt", KEY, (names.USER, "ec2.amazonaws.com"), "allowed"),
]
REQUESTERS: Final[list[Row]] = [
    (
        f"{action} by {principal}",
        asked(
            *(action, resource, principal),
            resource_policy=OPEN,
            identity_policies=[ALLOW],
            **({"session_policies": [ALLOW]} if principal == names.FEDERATED else {}),
        ),
        expected,
    )
    for action, resource, principals, expected in OPERATIONS
    for principal in principals
]

AWAY_USER: Final = f"arn:aws:iam::{AWAY}:user/dev"
AWAY_ROOT: Final = f"arn:aws:iam::{AWAY}:root"
BUCKET_POLICIES: Final[list[Row]] = [
    (
        f"{action} of {principal}: {name}",
        asked(action, BUCKET, principal, resource_account=HOME, **arguments),
        expected,
    )
    for action in ("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy")
    for principal, name, arguments, expected in (
        (names.ROOT, "the bucket denies", {"resource_policy": CLOSED}, "allowed"),
        (
            *(names.ROOT, "an SCP denies"),
            *({"service_control_policies": [[ALLOW, DENY]]}, "explicitDeny"),
        ),
        (
            *(names.ROOT, "an RCP denies"),
            *({"resource_control_policies": [[CLOSED]]}, "explicitDeny"),
        ),
        (names.ROOT, "an endpoint denies", {"endpoint_policies": [CLOSED]}, "explicitDeny"),
        (names.USER, "the bucket denies", {"resource_policy": CLOSED}, "explicitDeny"),
        (names.USER, "the bucket allows", {"resource_policy": OPEN}, "allowed"),
        (AWAY_ROOT, "the bucket denies", {"resource_policy": CLOSED}, "explicitDeny"),
        (
            *(AWAY_USER, "both allow"),
            *({"resource_policy": OPEN, "identity_policies": [ALLOW]}, "implicitDeny"),
        ),
        (AWAY_ROOT, "the bucket allows", {"resource_policy": OPEN}, "implicitDeny"),
        ("*", "the bucket allows", {"resource_policy": OPEN}, "implicitDeny"),
    )
]

KMS: Final = names.KMS
KEYS: Final[list[Row]] = [
    (f"{action} on {resource}", asked(action, resource, names.USER), expected)
    for action, resource, expected in (
        *(("kms:Decrypt", "*", "unknown"), ("kms:Decrypt", KEY, "unknown")),
        *(("kms:Encrypt", f"{KMS}:alias/own", "unknown"), ("kms:ListKeys", "*", "allowed")),
        *(("kms:CreateKey", "*", "allowed"), ("kms:CreateAlias", f"{KMS}:alias/own", "allowed")),
        *(("kms:CreateAlias", KEY, "unknown"), ("kms:UpdateAlias", "*", "unknown")),
        ("kms:DeleteAlias", f"{KMS}:alias/aws/s3", "implicitDeny"),
        *(("sts:AssumeRole", "*", "unknown"), ("sts:AssumeRole", TRUSTING, "unknown")),
        *(("sts:TagSession", "*", "unknown"), ("sts:SetSourceIdentity", "*", "unknown")),
    )
]
KEYS += [
    (
        f"{action} under an RCP that denies",
        asked(action, KEY, names.USER, resource_policy=OPEN, resource_control_policies=[[CLOSED]]),
        expected,
    )
    for action, expected in (("kms:RetireGrant", "allowed"), ("kms:Decrypt", "explicitDeny"))
]

HOST_BITS: Final = "2001:db8::1/32"
VALUES: Final[list[Row]] = [
    under(f"{operator} {key} {wanted}: {value}", {operator: {key: wanted}}, expected,
          context={key: value})
    for operator, key, wanted, value, expected in (
        ("IpAddress", "aws:SourceIp", HOST_BITS, "2001:db8::7", "unknown"),
        ("IpAddress", "aws:SourceIp", HOST_BITS, "2001:db9::7", "implicitDeny"),
        ("IpAddress", "aws:SourceIp", HOST_BITS, "192.0.2.7", "implicitDeny"),
        ("IpAddress", "aws:SourceIp", [HOST_BITS, "::/0"], "2001:db8::7", "allowed"),
        ("NotIpAddress", "aws:SourceIp", HOST_BITS, "2001:db8::7", "implicitDeny"),
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

RARE: Final[list[Row]] = [
    *(*SPELLED, *ARNS, *SIGNED, *SERVICE_LINKED),
    *(*REQUESTERS, *BUCKET_POLICIES, *KEYS, *VALUES),
]
