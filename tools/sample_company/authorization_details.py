"""The authorization details of an account, as AWS gives them in 2026.

Users come first, then roles, groups and policies, each in alphabetical order. A user without inline
policies has no `UserPolicyList`; of AWS's policies there are those that somebody has.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from tools.sample_company.aws_policies import AWS_POLICIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from tools.sample_company.access import Grants, Group, ManagedPolicy, Role
    from tools.sample_company.model import Account, User

#: Entries of the export by the name of their list.
Details = dict[str, list[dict[str, Any]]]

PAGE_LENGTH: Final = 100
#: The order in which AWS goes through what there is, and the one in which an answer shows it.
PAGE_ORDER: Final = ("UserDetailList", "RoleDetailList", "GroupDetailList", "Policies")
ANSWER_ORDER: Final = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def details_json(account: Account) -> str:
    """Return what `aws iam get-account-authorization-details` prints, all pages joined."""
    return _printed(authorization_details(account))


def details_pages(account: Account) -> list[str]:
    """Return what the command prints for each page with `--no-paginate` and a marker."""
    details = authorization_details(account)
    entries = [(name, entry) for name in PAGE_ORDER for entry in details[name]]
    pages = [entries[at : at + PAGE_LENGTH] for at in range(0, len(entries), PAGE_LENGTH)]
    texts = []
    for number, page in enumerate(pages, start=1):
        lists = {name: [e for of, e in page if of == name] for name in ANSWER_ORDER}
        more = {"IsTruncated": number < len(pages)}
        marker = {"Marker": _letters(account.id, str(number), length=60)}
        texts.append(_printed(lists | more | (marker if more["IsTruncated"] else {})))
    return texts


def details_dump(account: Account) -> str:
    """Return what a Go program writes that has asked AWS itself.

    Documents are URL-encoded as they come from AWS, absent lists are null, times end in `Z`.
    """
    details: dict[str, Any] = {
        name: [_dumped(entry) for entry in entries]
        for name, entries in authorization_details(account).items()
    }
    for user in details["UserDetailList"]:
        user.setdefault("UserPolicyList", None)
        user.setdefault("PermissionsBoundary", None)
    return json.dumps(details | {"IsTruncated": False, "Marker": None}, indent="\t") + "\n"


def authorization_details(account: Account) -> Details:
    """Return the entries of each list."""
    access = account.access
    roles = sorted(access.roles, key=lambda role: role.name.lower())
    groups = sorted(access.groups, key=lambda group: group.name.lower())
    users = sorted(account.users, key=lambda user: user.name.lower())
    return {
        "UserDetailList": [_user(account, user) for user in users],
        "GroupDetailList": [_group(account, group) for group in groups],
        "RoleDetailList": [_role(account, role) for role in roles],
        "Policies": list(_policies(account)),
    }


def groups_of(account: Account, user: User) -> list[str]:
    """Return the names of the groups that a user is in."""
    guests = [group.name for group in account.access.groups if user.name in group.guests]
    return sorted({*user.groups, *guests}, key=str.lower)


def _user(account: Account, user: User) -> dict[str, Any]:
    grants = account.access.users.get(user.name)
    entry = _head(account, "User", user.path, user.name, user.created)
    if grants and grants.inline:
        entry["UserPolicyList"] = _inline(grants)
    entry["GroupList"] = groups_of(account, user)
    entry["AttachedManagedPolicies"] = _attached(account, grants)
    entry |= _boundary(account, grants)
    entry["Tags"] = _tags(user.tags)
    return entry


def _group(account: Account, group: Group) -> dict[str, Any]:
    return {
        **_head(account, "Group", group.path, group.name, group.created),
        "GroupPolicyList": _inline(group.grants),
        "AttachedManagedPolicies": _attached(account, group.grants),
    }


def _role(account: Account, role: Role) -> dict[str, Any]:
    head = _head(account, "Role", role.path, role.name, role.created)
    head["AssumeRolePolicyDocument"] = role.trust
    profile = _head(account, "InstanceProfile", role.path, role.name, role.created)
    used = role.last_used
    return {
        **head,
        "InstanceProfileList": [profile | {"Roles": [dict(head)]}] if role.profile else [],
        "RolePolicyList": _inline(role.grants),
        "AttachedManagedPolicies": _attached(account, role.grants),
        **_boundary(account, role.grants),
        "Tags": _tags(role.tags),
        "RoleLastUsed": (
            {"LastUsedDate": used.at.isoformat(), "Region": used.region} if used else {}
        ),
    }


def _policies(account: Account) -> Iterator[dict[str, Any]]:
    grants = list(_all_grants(account))
    attached = Counter(chain.from_iterable(given.attached for given in grants))
    boundaries = Counter(given.boundary for given in grants if given.boundary)
    used = {*attached, *boundaries}
    policies = [*account.access.policies, *(p for name, p in AWS_POLICIES.items() if name in used)]
    for policy in sorted(policies, key=lambda policy: policy.name.lower()):
        yield {
            "PolicyName": policy.name,
            "PolicyId": _id("ANPA", policy_arn(account, policy.name)),
            "Arn": policy_arn(account, policy.name),
            "Path": policy.path,
            "DefaultVersionId": f"v{policy.default_version}",
            "AttachmentCount": attached[policy.name],
            "PermissionsBoundaryUsageCount": boundaries[policy.name],
            "IsAttachable": True,
            "CreateDate": policy.created.isoformat(),
            "UpdateDate": policy.updated.isoformat(),
            "PolicyVersionList": _versions(policy),
        }


def _versions(policy: ManagedPolicy) -> list[dict[str, Any]]:
    return [
        {
            "Document": version.document,
            "VersionId": f"v{version.number}",
            "IsDefaultVersion": version.number == policy.default_version,
            "CreateDate": version.created.isoformat(),
        }
        for version in reversed(policy.versions)
    ]


def _all_grants(account: Account) -> Iterator[Grants]:
    access = account.access
    yield from access.users.values()
    yield from (group.grants for group in access.groups)
    yield from (role.grants for role in access.roles)


def policy_arn(account: Account, name: str) -> str:
    """Return the ARN of the managed policy that has a name, the company's own or AWS's."""
    own = {policy.name: policy for policy in account.access.policies}
    policy = own.get(name) or AWS_POLICIES[name]
    return f"arn:aws:iam::{'aws' if policy.by_aws else account.id}:policy{policy.path}{name}"


def _head(account: Account, kind: str, path: str, name: str, created: datetime) -> dict[str, Any]:
    resource = {"InstanceProfile": "instance-profile"}.get(kind, kind.lower())
    prefix = {"User": "AIDA", "Group": "AGPA", "Role": "AROA", "InstanceProfile": "AIPA"}[kind]
    arn = f"arn:aws:iam::{account.id}:{resource}{path}{name}"
    return {
        "Path": path,
        f"{kind}Name": name,
        f"{kind}Id": _id(prefix, arn),
        "Arn": arn,
        "CreateDate": created.isoformat(),
    }


def _inline(grants: Grants) -> list[dict[str, Any]]:
    return [
        {"PolicyName": name, "PolicyDocument": text} for name, text in sorted(grants.inline.items())
    ]


def _attached(account: Account, grants: Grants | None) -> list[dict[str, str]]:
    names = grants.attached if grants else ()
    return [{"PolicyName": name, "PolicyArn": policy_arn(account, name)} for name in names]


def _boundary(account: Account, grants: Grants | None) -> dict[str, Any]:
    if grants is None or grants.boundary is None:
        return {}
    arn = policy_arn(account, grants.boundary)
    boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
    return {"PermissionsBoundary": boundary}


def _tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _id(prefix: str, arn: str) -> str:
    """Return a unique ID; the letters in the end say that it is none of AWS's."""
    return f"{prefix}{_letters(arn, length=10)}EXAMPLE"


def _letters(*words: str, length: int) -> str:
    digest = sha256("/".join(words).encode()).digest() * 2
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:length])


def _printed(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, indent=4) + "\n"


def _dumped(value: Any, key: str = "") -> Any:
    """Return a value with its documents URL-encoded and its times written as Go does."""
    if key in {"PolicyDocument", "AssumeRolePolicyDocument", "Document"}:
        return quote(json.dumps(value), safe="")
    if key.endswith("Date"):
        return value.replace("+00:00", "Z")
    if isinstance(value, dict):
        return {name: _dumped(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_dumped(item) for item in value]
    return value
