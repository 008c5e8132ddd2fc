"""Who becomes an administrator over which hops, on accounts of which it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

import iam_report as ir
from iam_report.catalog.escalation_paths import escalation_paths
from tests.access.written_accounts import (
    HEAD,
    OTHER,
    account,
    export,
    role,
    together,
    trust,
    user,
)
from tests.graph.chain_cases import CASES, FAR, Case
from tests.reference.escalations import MADE, Reference
from tests.relations.written_policies import ACCOUNT, AS_OF, allow

if TYPE_CHECKING:
    from iam_report.snapshot import Snapshot

BY_NAME: Final = {case.name: case for case in CASES}


def snapshot_of(case: Case) -> Snapshot:
    """Return the snapshot of the accounts of a case."""
    found = [account(*entries) for entries in (case.entries, *case.others)]
    return found[0] if len(found) == 1 else together(*found)


def short(value: Any) -> Any:
    """Return an ARN without its head."""
    return value.removeprefix(HEAD) if isinstance(value, str) else value


@pytest.mark.parametrize("name", BY_NAME)
def test_rows(name: str) -> None:
    case = BY_NAME[name]
    frame = ir.escalations(snapshot_of(case))
    rows = frame[["principal", "target", "confidence", "path_id"]].astype(object)
    found = [tuple(map(short, row)) for row in rows.where(rows.notna(), None).to_numpy()]

    assert sorted(found, key=str) == sorted(case.rows, key=str)


@pytest.mark.parametrize("name", BY_NAME)
def test_reference(name: str) -> None:
    case = BY_NAME[name]
    found = {tuple(map(short, row)) for row in Reference(snapshot_of(case)).escalations()}

    assert found == {reference_row(*row) for row in case.rows}


def reference_row(who: str, to: str | None, sure: str, paths: str) -> tuple[Any, ...]:
    """Return a row as the reference has it: hops for paths, and no name for who is made."""
    hops = paths.split(" > ") if paths else []
    if to is not None and escalation_paths()[hops[-1]].yields != "target":
        to = f"{MADE} in {OTHER if to == FAR else ACCOUNT}"
    return who, to, sure, len(hops)


def test_names_are_distinct() -> None:
    assert len(BY_NAME) == len(CASES)


def test_help_in_the_middle_of_a_chain() -> None:
    """Who is helped is an administrator then, and goes on into another account."""
    here = export(
        user("ann", allow("sts:AssumeRole", f"{HEAD}role/mid")),
        role(
            "mid",
            allow("iam:PutUserPolicy", f"{HEAD}user/ann"),
            trust=trust({"AWS": f"{HEAD}root"}),
        ),
    )
    far = {
        **role("far", allow("*"), trust=trust({"AWS": f"{HEAD}root"})),
        "Arn": f"arn:aws:iam::{OTHER}:role/far",
    }

    found = ir.escalations(ir.load([here, export(far)], as_of=AS_OF))

    chains = found.loc[found["principal"] == f"{HEAD}user/ann"].set_index("target")["path_id"]
    assert chains.to_dict() == {
        f"{HEAD}user/ann": "sts-001 > iam-007",
        f"arn:aws:iam::{OTHER}:role/far": "sts-001 > iam-007 > sts-001",
    }
