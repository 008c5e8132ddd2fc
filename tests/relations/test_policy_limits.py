"""How near policies and their owners are to the quotas of AWS."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from iam_report.frames import schemas
from iam_report.frames.policy_limits import POLICY_LIMITS
from iam_report.relations import relations
from iam_report.relations.policy_limits import policy_limits
from tests.relations.written_policies import allow, document, managed, owner, snapshot


def rows(*entries: dict[str, Any]) -> list[list[Any]]:
    """Return what the relation says of an account with these entries."""
    found = POLICY_LIMITS.check(snapshot(*entries).policy_limits)
    columns = found[["what", "limit", "used", "quota", "percent"]]
    return [
        [None if pd.isna(value) else value for value in row]
        for row in columns.to_numpy().tolist()
        if "anybody" not in row[0]
    ]


def sized(size: int) -> dict[str, Any]:
    """Return a document with so many characters."""
    statement = document(allow("s3:ListBucket", "arn:aws:s3:::"))
    empty = len(str(statement).replace(" ", ""))
    text = document(allow("s3:ListBucket", f"arn:aws:s3:::{'x' * (size - empty)}"))
    assert len(str(text).replace(" ", "")) == size
    return text


@pytest.mark.parametrize(("size", "percent"), [(6144, 100), (5530, 90), (5529, 89)])
def test_managed_policies(size: int, percent: int) -> None:
    """Rounded down; AWS's own have no quota."""
    found = rows(managed("Ours", sized(size)), managed("Aws", sized(size), account="aws"))

    assert found == [["policy Ours", "managed policy", size, 6144, percent]]


def test_inline_policies_count_together() -> None:
    """The sum of an owner's, by kind of owner."""
    found = rows(
        owner("user", "ann", inline={"A": sized(1000), "B": sized(1048)}),
        owner("group", "ops", inline={"A": sized(1000)}),
        owner("role", "app", inline={"A": sized(1024)}),
        owner("role", "slr", "/aws-service-role/x.amazonaws.com/", inline={"A": sized(1024)}),
    )

    assert [row for row in found if row[1] == "inline policies"] == [
        ["the inline policies of user ann", "inline policies", 2048, 2048, 100],
        ["the inline policies of group ops", "inline policies", 1000, 5120, 19],
        ["the inline policies of role app", "inline policies", 1024, 10240, 10],
    ]


def test_inline_policy_without_text() -> None:
    """The size of all is not known where that of one is not."""
    texts = {"A": sized(1000), "B": sized(1048)}
    found = snapshot(owner("user", "ann", inline=texts), owner("user", "bob", inline=texts))
    frames = {name: found[name] for name in relations()["policy_limits"].frames}
    inline = frames["inline_policies"].copy()
    inline.loc[1, "document"] = None
    limits = policy_limits(**frames | {"inline_policies": inline})

    used = limits.loc[limits["limit"] == "inline policies", ["used", "percent"]]
    assert used.to_numpy().tolist() == [[pd.NA, pd.NA], [2048, 100]]


def test_attached_and_trust_policies() -> None:
    """Each user, group and role; trust policies of roles that a service does not keep."""
    arns = [f"arn:aws:iam::aws:policy/P{n}" for n in range(9)]
    found = rows(
        owner("user", "ann", attached=arns),
        owner("group", "ops"),
        owner("role", "app", AssumeRolePolicyDocument=sized(1843)),
        owner("role", "slr", "/aws-service-role/x.amazonaws.com/"),
    )

    assert found == [
        ["user ann", "attached policies", 9, 10, 90],
        ["group ops", "attached policies", 0, 10, 0],
        ["role app", "attached policies", 0, 10, 0],
        ["the trust policy of role app", "trust policy", 1843, 2048, 89],
    ]


def test_empty() -> None:
    """No policies, no rows."""
    frames = relations()["policy_limits"].frames

    assert policy_limits(**{name: schemas()[name].empty() for name in frames}).empty
