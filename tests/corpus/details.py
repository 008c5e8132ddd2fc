"""A small account's authorization details, and what other programs make of them."""

from __future__ import annotations

import copy
import json
from typing import Any, Final
from urllib.parse import quote

ACCOUNT: Final = "111122223333"
ADMIN_ARN: Final = "arn:aws:iam::aws:policy/AdministratorAccess"

ADMIN: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
READ: Final = {
    "Version": "2012-10-17",
    "Statement": {
        "Sid": "ReadReports+",
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": "arn:aws:s3:::reports/100%25/*",
        "Condition": {"Bool": {"aws:SecureTransport": True}},
    },
}
OLD_READ: Final = {
    "Version": "2008-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": ["*"]}],
}
TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["ec2.amazonaws.com"], "AWS": "123456789012"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def _arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


DETAILS: Final[dict[str, Any]] = {
    "UserDetailList": [
        {
            "Path": "/",
            "UserName": "alice",
            "UserId": "AIDAEXAMPLEALICE00001",
            "Arn": _arn("user", "alice"),
            "CreateDate": "2025-03-01T09:00:00+00:00",
            "GroupList": ["admins"],
            "AttachedManagedPolicies": [],
            "Tags": [{"Key": "team", "Value": "crew"}],
        },
        {
            "Path": "/robots/",
            "UserName": "deploy",
            "UserId": "AIDAEXAMPLEDEPLOY0001",
            "Arn": _arn("user", "robots/deploy"),
            "CreateDate": "2024-06-01T09:00:00+00:00",
            "UserPolicyList": [{"PolicyName": "read", "PolicyDocument": READ}],
            "GroupList": [],
            "AttachedManagedPolicies": [
                {"PolicyName": "reports", "PolicyArn": _arn("policy", "reports")}
            ],
            "PermissionsBoundary": {
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": _arn("policy", "reports"),
            },
            "Tags": [],
        },
    ],
    "GroupDetailList": [
        {
            "Path": "/",
            "GroupName": "admins",
            "GroupId": "AGPAEXAMPLEADMINS0001",
            "Arn": _arn("group", "admins"),
            "CreateDate": "2023-01-01T09:00:00+00:00",
            "GroupPolicyList": [],
            "AttachedManagedPolicies": [
                {"PolicyName": "AdministratorAccess", "PolicyArn": ADMIN_ARN}
            ],
        }
    ],
    "RoleDetailList": [
        {
            "Path": "/",
            "RoleName": "web",
            "RoleId": "AROAEXAMPLEWEB0000001",
            "Arn": _arn("role", "web"),
            "CreateDate": "2024-01-01T09:00:00+00:00",
            "AssumeRolePolicyDocument": TRUST,
            "InstanceProfileList": [
                {
                    "Path": "/",
                    "InstanceProfileName": "web",
                    "InstanceProfileId": "AIPAEXAMPLEWEB0000001",
                    "Arn": _arn("instance-profile", "web"),
                    "CreateDate": "2024-01-01T09:00:00+00:00",
                    "Roles": [
                        {
                            "Path": "/",
                            "RoleName": "web",
                            "RoleId": "AROAEXAMPLEWEB0000001",
                            "Arn": _arn("role", "web"),
                            "CreateDate": "2024-01-01T09:00:00+00:00",
                            "AssumeRolePolicyDocument": TRUST,
                        }
                    ],
                }
            ],
            "RolePolicyList": [{"PolicyName": "read", "PolicyDocument": READ}],
            "AttachedManagedPolicies": [],
            "Tags": [],
            "RoleLastUsed": {"LastUsedDate": "2026-01-14T10:00:00+00:00", "Region": "eu-west-1"},
        },
        {
            "Path": "/aws-service-role/support.amazonaws.com/",
            "RoleName": "AWSServiceRoleForSupport",
            "RoleId": "AROAEXAMPLESUPPORT001",
            "Arn": _arn("role", "aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"),
            "CreateDate": "2022-01-01T09:00:00+00:00",
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "support.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            },
            "InstanceProfileList": [],
            "RolePolicyList": [],
            "AttachedManagedPolicies": [],
            "Tags": [],
            "RoleLastUsed": {},
        },
    ],
    "Policies": [
        {
            "PolicyName": "reports",
            "PolicyId": "ANPAEXAMPLEREPORTS001",
            "Arn": _arn("policy", "reports"),
            "Path": "/",
            "DefaultVersionId": "v2",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 1,
            "IsAttachable": True,
            "CreateDate": "2024-01-01T09:00:00+00:00",
            "UpdateDate": "2025-01-01T09:00:00+00:00",
            "PolicyVersionList": [
                {
                    "Document": READ,
                    "VersionId": "v2",
                    "IsDefaultVersion": True,
                    "CreateDate": "2025-01-01T09:00:00+00:00",
                },
                {
                    "Document": OLD_READ,
                    "VersionId": "v1",
                    "IsDefaultVersion": False,
                    "CreateDate": "2024-01-01T09:00:00+00:00",
                },
            ],
        },
        {
            "PolicyName": "AdministratorAccess",
            "PolicyId": "ANPAEXAMPLEADMIN00001",
            "Arn": ADMIN_ARN,
            "Path": "/",
            "DefaultVersionId": "v1",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": True,
            "CreateDate": "2015-02-06T18:39:46+00:00",
            "UpdateDate": "2015-02-06T18:39:46+00:00",
            "PolicyVersionList": [
                {
                    "Document": ADMIN,
                    "VersionId": "v1",
                    "IsDefaultVersion": True,
                    "CreateDate": "2015-02-06T18:39:46+00:00",
                }
            ],
        },
    ],
}

#: The newest date of DETAILS.
NEWEST: Final = "2026-01-14T10:00:00Z"

_DOCUMENTS: Final = ("PolicyDocument", "AssumeRolePolicyDocument", "Document")


def text(value: Any = None) -> bytes:
    """Return a value, or DETAILS, as JSON."""
    return json.dumps(DETAILS if value is None else value).encode()


def changed(**paths: Any) -> dict[str, Any]:
    """Return DETAILS with the value at each path replaced: `Policies__0__PolicyName="x"`."""
    found = copy.deepcopy(DETAILS)
    for path, value in paths.items():
        *way, last = (int(part) if part.isdigit() else part for part in path.split("__"))
        at: Any = found
        for part in way:
            at = at[part]
        if value is ...:
            del at[last]
        else:
            at[last] = value
    return found


def with_documents(write: Any, value: Any = None) -> Any:
    """Return DETAILS with each policy document as `write` returns it."""
    value = DETAILS if value is None else value
    if isinstance(value, dict):
        return {
            k: write(v) if k in _DOCUMENTS else with_documents(write, v) for k, v in value.items()
        }
    return [with_documents(write, v) for v in value] if isinstance(value, list) else value


def with_keys(write: Any, value: Any = None) -> Any:
    """Return DETAILS with each key but those of documents as `write` returns it."""
    value = DETAILS if value is None else value
    if isinstance(value, dict):
        return {write(k): v if k in _DOCUMENTS else with_keys(write, v) for k, v in value.items()}
    return [with_keys(write, v) for v in value] if isinstance(value, list) else value


def camel(key: str) -> str:
    """Return a key as programs in Java write it."""
    return key[0].lower() + key[1:]


def snake(key: str) -> str:
    """Return a key as programs in Python write it."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in key).lstrip("_")


def encoded(document: Any) -> str:
    """Return a document as it stands on the wire."""
    return quote(json.dumps(document), safe="")


def pages() -> list[dict[str, Any]]:
    """Return DETAILS as three pages."""
    users, groups, roles, policies = (
        DETAILS[n] for n in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    )
    empty: dict[str, Any] = {name: [] for name in DETAILS}
    return [
        {**empty, "UserDetailList": users[:1], "IsTruncated": True, "Marker": "one"},
        {
            **empty,
            "UserDetailList": users[1:],
            "GroupDetailList": groups,
            "RoleDetailList": roles[:1],
            "IsTruncated": True,
            "Marker": "two",
        },
        {**empty, "RoleDetailList": roles[1:], "Policies": policies, "IsTruncated": False},
    ]
