"""Small accounts, as exports, and what the answers about them are compared by."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

import iam_report as ir
from iam_report.frames.who_can import WHO_CAN
from iam_report.snapshot import Snapshot, load
from tests.relations.written_policies import ACCOUNT, AS_OF, allow, document, owner

OTHER: Final = "444455556666"
OUTSIDE: Final = "777788889999"
HEAD: Final = f"arn:aws:iam::{ACCOUNT}:"

GET: Final = "s3:GetObject"
KEY: Final = "arn:aws:s3:::reports/a"
ASSUME: Final = "sts:AssumeRole"
APP: Final = f"{HEAD}role/app"
MFA: Final = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
NO_MFA: Final = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
READ: Final = document(allow(GET))
WRITE: Final = document(allow("s3:PutObject"))
FULL: Final = document(allow("*"))

#: List of an export by the key that its entries have.
_LISTS: Final = {
    "PolicyName": "Policies",
    "UserName": "UserDetailList",
    "GroupName": "GroupDetailList",
    "RoleName": "RoleDetailList",
}

#: Columns that rows are compared by.
SHOWN: Final = ("principal", "decision", "policy", "via", "statement")


def export(*entries: dict[str, Any]) -> dict[str, Any]:
    """Return the export of an account with these users, groups, roles and managed policies."""
    found: dict[str, Any] = {name: [] for name in _LISTS.values()}
    for entry in entries:
        found[next(_LISTS[key] for key in _LISTS if key in entry)].append(entry)
    return found | {"IsTruncated": False}


def account(*entries: dict[str, Any], as_of: str = AS_OF) -> Snapshot:
    """Return the snapshot of one account with these entries and no others."""
    return load(export(*entries), as_of=as_of)


def together(*snapshots: Snapshot) -> Snapshot:
    """Return a snapshot with all that these hold."""
    names = snapshots[0].read
    return Snapshot(
        {n: pd.concat([s.read[n] for s in snapshots], ignore_index=True) for n in names}
    )


def of(number: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return a user, group, role or managed policy of another account; its policies stay."""
    return entry | {"Arn": entry["Arn"].replace(f"::{ACCOUNT}:", f"::{number}:")}


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Return the rows of a frame, null as None, ARNs of principals of ACCOUNT without their head."""
    shown = frame[list(columns or SHOWN)].astype(object)
    shown = shown.where(shown.notna(), None)
    return [
        tuple(v.removeprefix(HEAD) if isinstance(v, str) else v for v in row)
        for row in shown.itertuples(index=False)
    ]


def user(name: str, *statements: Any, **more: Any) -> dict[str, Any]:
    """Return a user with one inline policy `p`."""
    return owner(
        "user", name, **({"inline": {"p": document(*statements)}} if statements else {}), **more
    )


def role(name: str, *statements: Any, trust: Any = None, **more: Any) -> dict[str, Any]:
    """Return a role with one inline policy `p`, and a trust policy."""
    own = {"inline": {"p": document(*statements)}} if statements else {}
    return owner(
        "role",
        name,
        **own,
        **({} if trust is None else {"AssumeRolePolicyDocument": trust}),
        **more,
    )


def tagged(**tags: str) -> dict[str, Any]:
    """Return the tags of a user or role as an export has them."""
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def trust(*principals: Any, action: Any = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    """Return a trust policy with a statement for each principal."""
    return document(*(allow(action, None, Principal=each, **more) for each in principals))


def ask(snapshot: Snapshot, *question: Any, **more: Any) -> pd.DataFrame:
    """Return the answer to a question, which is a well-formed frame."""
    found = ir.who_can(snapshot, *question, **more)
    return WHO_CAN.check(found)


def to(principal: Any, action: Any = "*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement of a resource-based policy."""
    return allow(action, resource, Principal=principal, **more)
