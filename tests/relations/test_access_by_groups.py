"""Users and groups of written exports: policies that users have twice, and gaps of the export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.relations.made_of import assert_made
from tests.relations.written_policies import ACCOUNT, allow, document, managed, owner, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXT = document(allow("s3:ListBucket", "arn:aws:s3:::example"))
READ, PAY, OTHER_READ = (
    f"arn:aws:iam::{ACCOUNT}:policy/{name}" for name in ("Read", "Pay", "other/Read")
)


def plain(values: Iterable[Any]) -> list[Any]:
    """Return values with None for null."""
    return [None if pd.isna(value) else value for value in values]


#: Policies of the user, of its groups by name, and what it has twice. Group `apart` is not the
#: user's, group `gone` is one that the export does not list.
TWICE: dict[str, tuple[list[str], dict[str, list[str]], str | None]] = {
    "by one group": ([READ], {"ops": [READ]}, "Read"),
    "by two groups, named once": ([READ], {"ops": [READ], "dev": [READ]}, "Read"),
    "two of three": ([READ, PAY], {"ops": [PAY, OTHER_READ], "dev": [READ]}, "Read, Pay"),
    "another policy": ([READ], {"ops": [PAY]}, ""),
    "another policy of the same name": ([READ], {"ops": [OTHER_READ]}, ""),
    "only by groups": ([], {"ops": [READ], "dev": [READ]}, ""),
    "only directly": ([READ], {"ops": []}, ""),
    "by a group that the user is not in": ([READ], {"ops": [], "apart": [READ]}, ""),
    "by one group, another is unknown": ([READ], {"ops": [READ], "gone": []}, "Read"),
    "perhaps by a group that is unknown": ([READ], {"ops": [PAY], "gone": []}, None),
}


@pytest.mark.parametrize(("own", "groups", "expected"), TWICE.values(), ids=TWICE.keys())
def test_policies_that_a_user_has_twice(
    own: list[str], groups: dict[str, list[str]], expected: str | None
) -> None:
    """It is the ARN that counts; that there is none is known only if all groups are."""
    found = snapshot(
        *(managed(arn.partition(":policy/")[2], TEXT) for arn in (READ, PAY, OTHER_READ)),
        owner("user", "bob", attached=[READ, PAY]),
        owner("user", "ann", attached=own, GroupList=[name for name in groups if name != "apart"]),
        *(owner("group", n, attached=arns) for n, arns in groups.items() if n != "gone"),
    )["user_access"].set_index("user")["repeated_policies"]

    assert plain(found[["ann", "bob", "anybody"]]) == [expected, "", ""]


def test_attachments_of_other_accounts_and_moments() -> None:
    """They are not this one's, though the ARNs are the same."""
    assert_made(
        "user_access",
        """
        | account_id   | as_of      | user | group_names | repeated_policies |
        | ------------ | ---------- | ---- | ----------- | ----------------- |
        | 111122223333 | 2026-01-01 | ann  | ops         | ""                |
        | 444455556666 | 2026-01-01 | ann  | ops         | Read              |
        | 444455556666 | 2026-02-01 | ann  | ""          | ""                |
        """,
        users="""
        | account_id   | as_of      | user | arn |
        | ------------ | ---------- | ---- | --- |
        | 111122223333 | 2026-01-01 | ann  | u/a |
        | 444455556666 | 2026-01-01 | ann  | u/a |
        | 444455556666 | 2026-02-01 | ann  | u/a |
        """,
        group_memberships="""
        | account_id   | as_of      | user | user_arn | group | group_arn |
        | ------------ | ---------- | ---- | -------- | ----- | --------- |
        | 111122223333 | 2026-01-01 | ann  | u/a      | ops   | g/o       |
        | 444455556666 | 2026-01-01 | ann  | u/a      | ops   | g/o       |
        """,
        policy_attachments="""
        | account_id   | as_of      | principal_arn | policy_arn | policy |
        | ------------ | ---------- | ------------- | ---------- | ------ |
        | 111122223333 | 2026-01-01 | u/a           | p/r        | Read   |
        | 444455556666 | 2026-01-01 | u/a           | p/r        | Read   |
        | 444455556666 | 2026-01-01 | g/o           | p/r        | Read   |
        | 444455556666 | 2026-02-01 | u/a           | p/r        | Read   |
        """,
    )


def test_user_of_an_export() -> None:
    """A boundary is no policy of the user; a group that is not listed gives what is not known."""
    got = snapshot(
        managed("Read", TEXT),
        owner("user", "ann", "/people/", GroupList=["ops", "gone"], attached=[READ]),
        owner("user", "bob", boundary=READ, inline={"own": TEXT}),
        owner("user", "cy", GroupList=["ops", "dev"]),
        owner("group", "ops", attached=[READ]),
        owner("group", "dev", inline={"one": TEXT, "two": TEXT}),
    )["user_access"].set_index("user")

    names = ["own_policies", "groups", "group_policies", "unknown_groups", "path_and_name"]
    assert plain(got.loc["ann", names]) == [1, 2, None, "gone", "/people/ann"]
    assert plain(got.loc["bob", names]) == [1, 0, 0, "", "/bob"]
    assert plain(got.loc["cy", names]) == [0, 2, 3, "", "/cy"]


def test_group_of_an_export() -> None:
    """A group whose users are administrators; a group that nobody is in, known of a whole export."""
    got = snapshot(
        owner("user", "ann", GroupList=["ops"]),
        owner("user", "bob", GroupList=["ops", "gone"]),
        owner("group", "ops", inline={"all": document(allow("*"))}),
        owner("group", "old", attached=[READ]),
    )["group_use"].set_index("group")

    names = ["members", "member_names", "policies", "inline_names", "admin_via"]
    assert plain(got.loc["ops", names]) == [2, "ann, bob", 1, "all", "all"]
    assert plain(got.loc["old", names]) == [0, "", 1, "", None]
    assert plain(got["is_admin"]) == [True, None]
