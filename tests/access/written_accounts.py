"""Small accounts, as exports, and what the answers about them are compared by."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from iam_report.snapshot import Snapshot, load
from tests.relations.written_policies import ACCOUNT, AS_OF

OTHER: Final = "444455556666"
OUTSIDE: Final = "777788889999"
HEAD: Final = f"arn:aws:iam::{ACCOUNT}:"

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
