"""Operations that AWS decides in their own way: a name, a request, and what is decided.

Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.reference import authorization_names as names
from tests.reference.authorization_names import AWAY, HOME
from tests.reference.authorization_rare import ALLOW, FULL, OBJECT, Row, asked

if TYPE_CHECKING:
    from collections.abc import Sequence

DENY: Final = {"Version": "2012-10-17", "Statement": FULL | {"Effect": "Deny"}}
OPEN: Final = {"Version": "2012-10-17", "Statement": FULL | {"Principal": "*"}}
CLOSED: Final = {
    "Version": "2012-10-17",
    "Statement": FULL | {"Effect": "Deny", "Principal": "*"},
}
BUCKET: Final = "arn:aws:s3:::data"
KEY: Final = f"arn:aws:kms:us-east-1:{HOME}:key/1"
FUNCTION: Final = f"arn:aws:lambda:us-east-1:{HOME}:function:url"
SECRET: Final = f"arn:aws:secretsmanager:us-east-1:{HOME}:secret:own"
TRUSTING: Final = names.TRUSTING_ROLE
#: A session whose role is named like those that AWS makes, and the ARNs its role may have.
NAMED_LINKED: Final = f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForX/s1"
OWN_ROLE: Final = f"arn:aws:iam::{HOME}:role/AWSServiceRoleForX"
LINKED_ROLE: Final = f"arn:aws:iam::{HOME}:role/aws-service-role/x.amazonaws.com/Odd"


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
ANSWERS: Final[Sequence[tuple[str, str, Sequence[str], str]]] = [
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
    for action, resource, principals, expected in ANSWERS
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
GRANTS: Final[list[Row]] = [
    (
        f"{action} under an RCP that denies",
        asked(action, KEY, names.USER, resource_policy=OPEN, resource_control_policies=[[CLOSED]]),
        expected,
    )
    for action, expected in (("kms:RetireGrant", "allowed"), ("kms:Decrypt", "explicitDeny"))
]

OPERATIONS: Final[list[Row]] = [*SERVICE_LINKED, *REQUESTERS, *BUCKET_POLICIES, *KEYS, *GRANTS]
