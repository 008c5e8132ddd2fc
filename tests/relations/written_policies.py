"""Authorization details with a few policies, as AWS would export them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iam_report.snapshot import load

if TYPE_CHECKING:
    from iam_report.snapshot import Snapshot

ACCOUNT = "111122223333"
AS_OF = "2026-01-31T00:00:00Z"


def allow(actions: Any = None, resources: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that allows; `more` are further elements."""
    action = {} if actions is None else {"Action": actions}
    resource = {} if resources is None else {"Resource": resources}
    return {"Effect": "Allow", **action, **resource, **more}


def deny(*arguments: Any, **more: Any) -> dict[str, Any]:
    """Return a statement that denies."""
    return allow(*arguments, **more) | {"Effect": "Deny"}


def document(*statements: Any, version: str | None = "2012-10-17") -> dict[str, Any]:
    """Return a policy document."""
    head = {} if version is None else {"Version": version}
    return {**head, "Statement": list(statements)}


def managed(name: str, *versions: Any, account: str = ACCOUNT, **more: Any) -> dict[str, Any]:
    """Return a managed policy; the first of its documents is in force."""
    listed = [
        {"VersionId": f"v{number}", "IsDefaultVersion": number == len(versions), "Document": text}
        for number, text in zip(range(len(versions), 0, -1), versions, strict=True)
    ]
    return {
        "PolicyName": name,
        "Arn": f"arn:aws:iam::{account}:policy/{name}",
        "DefaultVersionId": f"v{len(versions)}",
        "AttachmentCount": 1,
        "PermissionsBoundaryUsageCount": 0,
        "PolicyVersionList": listed,
    } | more


def owner(kind: str, name: str, path: str = "/", **more: Any) -> dict[str, Any]:
    """Return a user, group or role; `inline` are its policies by name, `attached` ARNs."""
    title = kind.title()
    inline = [
        {"PolicyName": policy, "PolicyDocument": text}
        for policy, text in more.pop("inline", {}).items()
    ]
    attached = [
        {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in more.pop("attached", ())
    ]
    boundary = more.pop("boundary", None)
    trust = {"AssumeRolePolicyDocument": document()} if kind == "role" else {}
    groups = {"GroupList": more.pop("GroupList", [])} if kind == "user" else {}
    return {
        f"{title}Name": name,
        "Arn": f"arn:aws:iam::{ACCOUNT}:{kind}{path}{name}",
        "Path": path,
        f"{title}PolicyList": inline,
        "AttachedManagedPolicies": attached,
        **({"PermissionsBoundary": {"PermissionsBoundaryArn": boundary}} if boundary else {}),
        **trust,
        **groups,
        **more,
    }


def snapshot(*entries: dict[str, Any], as_of: str = AS_OF) -> Snapshot:
    """Return the snapshot of an account with these managed policies, users, groups and roles."""
    lists = {"PolicyName": "Policies"} | {
        f"{title}Name": f"{title}DetailList" for title in ("User", "Group", "Role")
    }
    export: dict[str, Any] = {name: [] for name in lists.values()}
    for entry in entries:
        export[next(lists[key] for key in lists if key in entry)].append(entry)
    anybody = owner("user", "anybody")
    export["UserDetailList"].append(anybody)
    return load(export | {"IsTruncated": False}, as_of=as_of)
