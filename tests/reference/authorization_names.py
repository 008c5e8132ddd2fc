"""The names and values of which policies and requests are made up: so few that they often meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

HOME: Final = "111122223333"
AWAY: Final = "444455556666"

# --- Requests -------------------------------------------------------------------------------------

USER: Final = f"arn:aws:iam::{HOME}:user/team/dev1"
ROLE: Final = f"arn:aws:iam::{HOME}:role/path/App"
SESSION: Final = f"arn:aws:sts::{HOME}:assumed-role/App/s1"
FEDERATED: Final = f"arn:aws:sts::{HOME}:federated-user/fed1"
ROOT: Final = f"arn:aws:iam::{HOME}:root"
SAML: Final = f"arn:aws:iam::{HOME}:saml-provider/Idp"
OIDC: Final = f"arn:aws:iam::{HOME}:oidc-provider/token.example.com"
SERVICE_LINKED: Final = (
    f"arn:aws:iam::{HOME}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
)
PRINCIPALS: Final = (
    *(USER, ROLE, SESSION) * 4,
    *(FEDERATED, ROOT) * 2,
    *(f"arn:aws:iam::{HOME}:user/dev2", f"arn:aws:iam::{HOME}:role/Other", HOME),
    *(f"arn:aws:iam::{AWAY}:user/team/dev1", f"arn:aws:iam::{AWAY}:role/path/App"),
    *(f"arn:aws:sts::{AWAY}:assumed-role/App/s1", f"arn:aws:iam::{AWAY}:root"),
    *(f"arn:aws:sts::{HOME}:assumed-role/app/s2", SERVICE_LINKED),
    f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForX/s1",
    *(
        f"arn:aws:iam::{HOME}:role/my/aws-service-role/App",
        f"arn:aws-cn:iam::{HOME}:user/team/dev1",
    ),
    *("*", "*", "ec2.amazonaws.com", "states.us-east-1.amazonaws.com", SAML, OIDC),
)
TRUSTING_ROLE: Final = f"arn:aws:iam::{HOME}:role/path/App"
RESERVED_ROLE: Final = f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/Admin"
KMS: Final = f"arn:aws:kms:us-east-1:{HOME}"
#: Action and resource.
ASKED: Final = (
    *[("s3:GetObject", "arn:aws:s3:::data/dev1/file")] * 5,
    *[("s3:ListBucket", "arn:aws:s3:::data"), ("s3:PutObject", "arn:aws:s3:::data/*")] * 2,
    ("s3:getobject", "arn:aws:s3:::other/dev2/file:1"),
    *(("s3:GetObject", "arn:aws:s3:::data/a.b[1]\n*"), ("s3:ListAllMyBuckets", "*")),
    *[("kms:Decrypt", f"{KMS}:key/1")] * 3,
    *(("kms:DeleteAlias", f"{KMS}:alias/aws/s3"), ("kms:DeleteAlias", f"{KMS}:alias/own")),
    *[("sts:AssumeRole", TRUSTING_ROLE)] * 4,
    *(("sts:AssumeRole", "*"), ("sts:TagSession", TRUSTING_ROLE)),
    *[("sts:AssumeRoleWithSAML", TRUSTING_ROLE), ("sts:AssumeRoleWithWebIdentity", TRUSTING_ROLE)]
    * 2,
    *(
        ("sts:GetCallerIdentity", "*"),
        ("sts:GetSessionToken", "*"),
        ("sts:GetFederationToken", "*"),
    ),
    *(("kms:Encrypt", "*"), ("kms:ListKeys", "*"), ("kms:Decrypt", f"{KMS}:alias/own")),
    *(("kms:RetireGrant", f"{KMS}:key/1"), ("kms:CreateAlias", f"{KMS}:key/1")),
    *(("s3:GetBucketPolicy", "arn:aws:s3:::data"), ("s3:DeleteBucketPolicy", "arn:aws:s3:::data")),
    *[("lambda:InvokeFunctionUrl", f"arn:aws:lambda:us-east-1:{HOME}:function:url")] * 2,
    ("execute-api:Invoke", f"arn:aws:execute-api:us-east-1:{HOME}:api/stage/GET/path"),
    ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:us-east-1:{HOME}:secret:own"),
    *(("iam:PassRole", TRUSTING_ROLE), ("iam:PassRole", RESERVED_ROLE)),
    ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ("iam:CreatePolicyVersion", f"arn:aws:iam::{HOME}:policy/own"),
    *[("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{HOME}:queue")] * 3,
    ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{AWAY}:queue"),
    ("ec2:StartInstances", f"arn:aws:ec2:us-east-1:{HOME}:instance/i-1"),
    ("ec2:DescribeInstances", "*"),
)

# --- Conditions -----------------------------------------------------------------------------------

TEXTS: Final = ("dev1", "Dev1", "dev*", "*", "d?v1", "red", "a.b", "a+b", "${*}", "")
VARIABLES: Final = (
    *("${aws:username}", "${AWS:UserName}", "${aws:PrincipalTag/team}", "x${aws:username}*"),
    *("${aws:PrincipalTag/team, 'red'}", "${aws:username, 'dev1'}", "${aws:TagKeys}", "${$}{x}"),
)
NUMBERS: Final = ("5", "5.0", "05", "7", "-1", "many", 0.5, 1e16, "1" + "0" * 16, 1e-7)
DATES: Final = (
    *("2026-03-31T12:00:00Z", "2026-03-31T14:00:00+02:00", "2026-03-31", "1774958400"),
    *("2026-04-01T00:00:00Z", "yesterday"),
)
ADDRESSES: Final = (
    *("192.0.2.7", "192.0.2.0/24", "192.0.2.7/32", "0.0.0.0/0", "198.51.100.0/24"),
    *("2001:db8::/32", "2001:0db8:0::1", "2001:db8::1/32", "192.0.2.9/24", "nowhere"),
)
CALLERS: Final = ("192.0.2.7", "198.51.100.9", "2001:db8::1", "2001:db9::1", "here")
BOOLEANS: Final = ("true", "false", "True", "FALSE", "maybe")
BINARY: Final = ("QmluYXJ5", "qmluyxj5", "QmluYXJ5Cg==")
ARNS: Final = (
    *(
        USER,
        ROLE,
        ROOT,
        f"arn:aws:iam::{HOME}:*",
        "arn:*:iam::*:user/*",
        "arn:aws:iam::*:role/?ath/*",
    ),
    *(f"arn:aws:iam::{AWAY}:*", "no-arn", "*", "arn:aws:iam::${aws:PrincipalAccount}:user/*"),
    *("${aws:PrincipalArn}", "arn:aws:iam::111122223333:user/*/${aws:username}"),
    *(f"arn:aws:iam::{HOME}:role/App", "arn:aws:iam::${aws:PrincipalAccount}:role/App"),
    "arn:aws:iam::${aws:PrincipalAccount}:role/path/${aws:PrincipalTag/name, 'App'}",
)
#: By kind of operator: keys, values in policies, values in requests.
KINDS: Final[dict[str, tuple[Sequence[str], Sequence[Any], Sequence[Any]]]] = {
    "String": (
        (
            *("aws:username", "aws:PrincipalTag/team", "aws:TagKeys", "AWS:principaltype"),
            *("aws:userid", "aws:PrincipalServiceName"),
        ),
        (*TEXTS, *VARIABLES, "User", "AssumedRole", HOME),
        ("dev1", "Dev1", "dev*", "red", "a.b", "axb", "*", "xdev12"),
    ),
    "Numeric": (("s3:max-keys", "test:Numbers"), (*NUMBERS, 5), (*NUMBERS, 5)),
    "Date": (("aws:CurrentTime", "test:Dates"), DATES, (*DATES, 1774958400)),
    "Bool": (
        ("aws:SecureTransport", "aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService"),
        (*BOOLEANS, True, False, "${aws:SecureTransport}", "${aws:MultiFactorAuthPresent, 'true'}"),
        (*BOOLEANS, True, False),
    ),
    "Binary": (("test:Binary",), BINARY, BINARY),
    "Ip": (("aws:SourceIp", "aws:VpcSourceIp"), ADDRESSES, CALLERS),
    "Arn": (
        ("aws:PrincipalArn", "aws:SourceArn"),
        ARNS,
        (USER, ROLE, ROOT, SERVICE_LINKED, "no-arn"),
    ),
    "Null": (("aws:username", "aws:TagKeys", "aws:SourceArn"), ("true", "false", True, False), ()),
}
KEYS: Final = {key for keys, *_ in KINDS.values() for key in keys}
QUALIFIERS: Final = ("",) * 5 + ("ForAllValues:", "ForAnyValue:")
ENDINGS: Final = ("",) * 3 + ("IfExists",)
ODD_OPERATORS: Final = ("NullIfExists", "StringIs", "ForSome:StringEquals", "ForAllValues:Null")
SIMPLE: Final = (
    {"StringEquals": {"aws:PrincipalAccount": HOME}},
    {"StringNotEqualsIfExists": {"aws:PrincipalAccount": AWAY}},
    {"Null": {"aws:PrincipalIsAWSService": "true"}},
    {"StringEqualsIfExists": {"aws:PrincipalServiceName": "ec2.amazonaws.com"}},
    {"StringLike": {"aws:userid": f"{HOME}:fed*"}},
    {"StringEquals": {"aws:ResourceAccount": HOME}},
    {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*"}},
    {"Bool": {"aws:PrincipalIsAWSService": "false"}},
    {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/path/*"}},
    {"StringEquals": {"aws:userid": "${aws:PrincipalTag/team, 'dev1'}"}},
    {"NotIpAddress": {"aws:SourceIp": ["nowhere", "192.0.2.0/24"]}},
)
