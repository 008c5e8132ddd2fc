"""Labelled accounts as one snapshot: callers of the same path share an account, under their own names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import iam_report as ir
from tests.access.written_accounts import export
from tests.corpus.report import csv_text, row, zipped
from tests.graph.labelled_paths import ME
from tests.relations.written_policies import ACCOUNT, AS_OF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.snapshot import Snapshot
    from tests.graph.labelled_accounts import Labelled


class Placed(NamedTuple):
    """A labelled caller, and where it is in the snapshot."""

    labelled: Labelled
    caller: str
    target: str


def snapshot_of(all_labelled: Iterable[Labelled]) -> tuple[Snapshot, list[Placed]]:
    """Return a snapshot of accounts of labelled callers, and where each is."""
    accounts: dict[str, list[Labelled]] = {}
    for each in all_labelled:
        is_shared = ME in json.dumps(each.own)
        key = json.dumps([each.path, each.pool, each.credentials, not is_shared and each.name])
        accounts.setdefault(key, []).append(each)
    members: dict[str, bytes] = {}
    placed = []
    for number, group in enumerate(accounts.values(), 1):
        account = f"{number:012}"
        found, entries = _placed(group, account)
        placed += found
        text = json.dumps(export(*entries)).replace(ACCOUNT, account)
        members[f"{account}/details.json"] = text.encode()
        if group[0].credentials is not None:
            members[f"{account}/report.csv"] = _report(group[0], entries, account)
    return in_folders(members), placed


def in_folders(members: dict[str, bytes]) -> Snapshot:
    """Return the snapshot of exports, each account in a folder of its own."""
    return ir.load(zipped(members), as_of=AS_OF)


def _placed(group: list[Labelled], account: str) -> tuple[list[Placed], list[dict[str, Any]]]:
    placed, entries = [], list(group[0].pool)
    for at, each in enumerate(group):
        end = f"-{at}"
        entries += json.loads(json.dumps(each.own).replace(ME, end))
        caller, target = (
            arn.replace(ME, end).replace(ACCOUNT, account) for arn in (each.caller, each.target)
        )
        placed.append(Placed(each, caller, target))
    return placed, entries


def _report(labelled: Labelled, entries: list[dict[str, Any]], account: str) -> bytes:
    """Return the credential report of an account: nobody has credentials but the target."""
    users = [entry["UserName"] for entry in entries if "UserName" in entry]
    cells = {labelled.target.rpartition("/")[2]: labelled.credentials or {}}
    rows = [row(name, account, **cells.get(name, {})) for name in ("<root_account>", *users)]
    return csv_text(rows).encode()
