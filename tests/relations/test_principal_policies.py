"""Principal policies: which policies bear on whom, and how each came to it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from iam_report.frames import schemas
from iam_report.frames.principal_policies import PRINCIPAL_POLICIES
from iam_report.relations import relations
from iam_report.testing import frame, parse_table

RELATION = relations()["principal_policies"]
FRAMES = {
    "users": """
        | user | arn   | permissions_boundary |
        | ---- | ----- | -------------------- |
        | ann  | u/ann |                      |
        | bob  | u/bob | arn:x:policy/p/cap   |
        """,
    "roles": """
        | role | arn   | permissions_boundary        |
        | ---- | ----- | --------------------------- |
        | app  | r/app | arn:aws:iam::aws:policy/All |
        """,
    "policy_attachments": """
        | principal_arn | principal_type | principal | policy_arn | policy |
        | ------------- | -------------- | --------- | ---------- | ------ |
        | u/ann         | user           | ann       | p/one      | one    |
        | g/crew        | group          | crew      | p/one      | one    |
        | g/crew        | group          | crew      | p/gone     | gone   |
        | r/app         | role           | app       | p/two      | two    |
        """,
    "inline_policies": """
        | principal_arn | principal_type | principal | policy | document |
        | ------------- | -------------- | --------- | ------ | -------- |
        | u/bob         | user           | bob       | own    | d3       |
        | g/crew        | group          | crew      | own    | d4       |
        | g/team        | group          | team      | bad    |          |
        """,
    "group_memberships": """
        | user_arn | user | group | group_arn |
        | -------- | ---- | ----- | --------- |
        | u/bob    | bob  | crew  | g/crew    |
        | u/ann    | ann  | crew  | g/crew    |
        | u/ann    | ann  | team  | g/team    |
        | u/ann    | ann  | lost  |           |
        """,
    "managed_policies": """
        | arn                | policy | default_version | document |
        | ------------------ | ------ | --------------- | -------- |
        | p/one              | one    | v2              | d1       |
        | p/two              | two    | v1              |          |
        | arn:x:policy/p/cap | cap    | v3              | d2       |
        """,
}
EXPECTED = """
    | principal_arn | principal_type | principal | via            | policy_arn                  | policy | group | version | document |
    | ------------- | -------------- | --------- | -------------- | --------------------------- | ------ | ----- | ------- | -------- |
    | u/ann         | user           | ann       | attached       | p/one                       | one    | ""    | v2      | d1       |
    | g/crew        | group          | crew      | attached       | p/one                       | one    | ""    | v2      | d1       |
    | g/crew        | group          | crew      | attached       | p/gone                      | gone   | ""    |         |          |
    | r/app         | role           | app       | attached       | p/two                       | two    | ""    | v1      |          |
    | u/bob         | user           | bob       | inline         | u/bob                       | own    | ""    |         | d3       |
    | g/crew        | group          | crew      | inline         | g/crew                      | own    | ""    |         | d4       |
    | g/team        | group          | team      | inline         | g/team                      | bad    | ""    |         |          |
    | u/bob         | user           | bob       | group attached | p/one                       | one    | crew  | v2      | d1       |
    | u/bob         | user           | bob       | group attached | p/gone                      | gone   | crew  |         |          |
    | u/ann         | user           | ann       | group attached | p/one                       | one    | crew  | v2      | d1       |
    | u/ann         | user           | ann       | group attached | p/gone                      | gone   | crew  |         |          |
    | u/bob         | user           | bob       | group inline   | g/crew                      | own    | crew  |         | d4       |
    | u/ann         | user           | ann       | group inline   | g/crew                      | own    | crew  |         | d4       |
    | u/ann         | user           | ann       | group inline   | g/team                      | bad    | team  |         |          |
    | u/bob         | user           | bob       | boundary       | arn:x:policy/p/cap          | cap    | ""    | v3      | d2       |
    | r/app         | role           | app       | boundary       | arn:aws:iam::aws:policy/All | All    | ""    |         |          |
    """


def read(**account: Any) -> dict[str, pd.DataFrame]:
    """Return the frames of an account."""
    read = {name: frame(schemas()[name], text).assign(**account) for name, text in FRAMES.items()}
    return {name: schemas()[name].from_columns(columns) for name, columns in read.items()}


def test_every_way() -> None:
    """A document is null where the export does not hold it; a group that is lost gives no row."""
    got = PRINCIPAL_POLICIES.check(RELATION.make(**read()))

    columns = list(parse_table(EXPECTED))
    pd.testing.assert_frame_equal(got[columns], frame(PRINCIPAL_POLICIES, EXPECTED)[columns])


def test_accounts_are_kept_apart() -> None:
    """Names and ARNs that are the same in two accounts are not the same; nor does an index count."""
    here, there = read(), read(account_id="444455556666")
    there["managed_policies"]["document"] = there["managed_policies"]["document"] + "x"
    both = {name: pd.concat([here[name], there[name]]) for name in here}

    got = RELATION.make(**both)

    for account, frames in (("111122223333", here), ("444455556666", there)):
        rows = got[got["account_id"] == account].reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, RELATION.make(**frames))


@pytest.mark.parametrize("name", FRAMES)
def test_frames_may_be_empty(name: str) -> None:
    got = RELATION.make(**(read() | {name: schemas()[name].empty()}))

    full = RELATION.make(**read())
    assert len(got) < len(full) or name == "managed_policies"
    assert PRINCIPAL_POLICIES.check(got) is got


def test_nothing() -> None:
    got = RELATION.make(**{name: schemas()[name].empty() for name in FRAMES})

    assert PRINCIPAL_POLICIES.check(got).empty
