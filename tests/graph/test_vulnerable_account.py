"""Of an account that is vulnerable by design, who can become an administrator, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import iam_report as ir
from tests.access.written_accounts import HEAD
from tests.graph.vulnerable_account import (
    WIDE,
    account,
    administrators,
    labels,
    report,
    wide_account,
)
from tests.graph.vulnerable_cases import SELF, Label
from tests.relations.written_policies import AS_OF

if TYPE_CHECKING:
    import pandas as pd

LABELS = labels()
Row = tuple[str, str, str]


@pytest.fixture(scope="module")
def alone() -> ir.Snapshot:
    """Return the account without its credential report."""
    return ir.load(account(), as_of=AS_OF)


@pytest.fixture(scope="module")
def told(alone: ir.Snapshot) -> pd.DataFrame:
    """Return the escalations that authorization details tell."""
    return ir.escalations(alone)


@pytest.fixture(scope="module")
def with_report() -> pd.DataFrame:
    """Return the escalations that both exports tell."""
    return ir.escalations(ir.load([account(), report().encode()], as_of=AS_OF))


def rows(found: pd.DataFrame, principal: str) -> set[Row]:
    """Return paths, targets and confidence of a principal."""
    mine = found[found["principal"] == HEAD + principal]
    columns = (mine[name].astype(str).to_list() for name in ("path_id", "target", "confidence"))
    return {
        (path, target.removeprefix(HEAD), how) for path, target, how in zip(*columns, strict=True)
    }


def expected(principal: str, found: tuple[Label, ...], *, report: bool = False) -> set[Row]:
    """Return the rows that labels tell of."""
    return {
        (each.path, principal if each.target == SELF else each.target, how)
        for each in found
        if (how := each.with_report if report else each.confidence)
    }


@pytest.mark.parametrize("principal", LABELS)
def test_from_authorization_details(told: pd.DataFrame, principal: str) -> None:
    assert rows(told, principal) == expected(principal, LABELS[principal])


@pytest.mark.parametrize("principal", LABELS)
def test_with_the_credential_report(with_report: pd.DataFrame, principal: str) -> None:
    assert rows(with_report, principal) == expected(principal, LABELS[principal], report=True)


def test_keys_of_all_users() -> None:
    found = ir.escalations(ir.load(wide_account(), as_of=AS_OF))

    assert len(found) == sum(len(expected(*each)) for each in WIDE.items())
    for principal, labels_of in WIDE.items():
        assert rows(found, principal) == expected(principal, labels_of)


def test_everybody_has_a_label(alone: ir.Snapshot, told: pd.DataFrame) -> None:
    known = {HEAD + name for name in (*LABELS, *administrators())}
    arns = {*alone["users"]["arn"], *alone["roles"]["arn"]}

    assert {arn for arn in arns - known if "aws-service-role" not in arn} == set()
    assert known <= arns
    assert set(told["principal"]) <= {HEAD + name for name in LABELS}


def test_one_row_for_each_target(told: pd.DataFrame) -> None:
    assert len(told) == sum(len(expected(*each)) for each in LABELS.items())
    assert told["gives_admin"].all()


def test_what_is_missing(told: pd.DataFrame) -> None:
    keys = {
        HEAD + principal: label.keys
        for principal, found in LABELS.items()
        for label in found
        if label.keys
    }
    conditional = told[told["confidence"] == "conditional"]

    assert dict(zip(conditional["principal"], conditional["missing_context"], strict=True)) == keys
    assert (told["needs"].notna() == (told["confidence"] == "needs")).all()


def test_who_is_made_an_administrator(told: pd.DataFrame) -> None:
    made = {
        HEAD + (principal if label.target == SELF else label.target)
        for principal, found in LABELS.items()
        for label in found
        if label.confidence
    } - {HEAD + name for name in administrators()}

    assert set(told.loc[told["makes_admin"], "target"]) == made - {f"{HEAD}group/admins"}


def test_administrators(alone: ir.Snapshot) -> None:
    found = alone["escalating_principals"]

    assert set(found.loc[found["is_admin"], "arn"]) == {HEAD + name for name in administrators()}


def test_principals_that_become_administrators(alone: ir.Snapshot) -> None:
    found = alone["escalating_principals"].set_index("arn")

    for principal, expected in LABELS.items():
        certain = {each.path for each in expected if each.confidence == "certain"}
        mine = found.loc[HEAD + principal]
        if certain - {"sts-001"}:
            assert mine["becomes_admin"], principal
        assert mine["takes_admin_role"] == any(each.path == "sts-001" for each in expected), (
            principal
        )
