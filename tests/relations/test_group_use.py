"""The group_use relation."""

from __future__ import annotations

import pytest

from tests.relations.made_of import assert_made

GROUPS = """
| group  | arn                                    | attached_policies | inline_policies |
| ------ | -------------------------------------- | ----------------- | --------------- |
| admins | arn:aws:iam::111122223333:group/admins | 1                 | 1               |
| empty  | arn:aws:iam::111122223333:group/empty  | 0                 | 0               |
"""
MEMBERSHIPS = """
| user_arn                             | user  | group  | group_arn                              |
| ------------------------------------ | ----- | ------ | -------------------------------------- |
| arn:aws:iam::111122223333:user/alice | alice | admins | arn:aws:iam::111122223333:group/admins |
| arn:aws:iam::111122223333:user/bob   | bob   | admins | arn:aws:iam::111122223333:group/admins |
| arn:aws:iam::111122223333:user/bob   | bob   | gone   |                                        |
"""


def test_everything() -> None:
    assert_made(
        "group_use",
        """
        | group  | policies | inline_names | members | member_names | members_without_mfa | is_admin | admin_via           |
        | ------ | -------- | ------------ | ------- | ------------ | ------------------- | -------- | ------------------- |
        | admins | 2        | extra        | 2       | alice, bob   | 1                   | true     | AdministratorAccess |
        | empty  | 0        | ""           | 0       | ""           | 0                   | false    |                     |
        """,
        groups=GROUPS,
        group_memberships=MEMBERSHIPS,
        inline_policies="""
        | principal_arn                          | principal_type | principal | policy |
        | -------------------------------------- | -------------- | --------- | ------ |
        | arn:aws:iam::111122223333:group/admins | group          | admins    | extra  |
        """,
        credential_report="""
        | user  | arn                                  | password_enabled | access_key_1_active | access_key_2_active | mfa_active |
        | ----- | ------------------------------------ | ---------------- | ------------------- | ------------------- | ---------- |
        | alice | arn:aws:iam::111122223333:user/alice | true             | false               | false               | true       |
        | bob   | arn:aws:iam::111122223333:user/bob   | false            | false               | true                | false      |
        """,
        principals="""
        | arn                                    | principal_type | principal | is_admin | admin_via           |
        | -------------------------------------- | -------------- | --------- | -------- | ------------------- |
        | arn:aws:iam::111122223333:group/admins | group          | admins    | true     | AdministratorAccess |
        | arn:aws:iam::111122223333:group/empty  | group          | empty     | false    |                     |
        """,
    )


@pytest.mark.parametrize(
    ("password", "key", "mfa", "expected"),
    [
        ("true", "false", "false", "2"),
        ("false", "true", "false", "2"),
        ("false", "false", "false", "0"),
        ("true", "true", "true", "0"),
        ("", "", "", ""),
        ("", "", "true", "0"),
    ],
)
def test_members_without_mfa(password: str, key: str, mfa: str, expected: str) -> None:
    """Those count of whom the report says so; where it says nothing, nothing is known."""
    rows = "".join(
        f"| {user} | arn:aws:iam::111122223333:user/{user} | {password} | {key} | {key} | {mfa} |\n"
        for user in ("alice", "bob")
    )
    assert_made(
        "group_use",
        f"""
        | group  | members_without_mfa |
        | ------ | ------------------- |
        | admins | {expected} |
        | empty  | 0 |
        """,
        groups=GROUPS,
        group_memberships=MEMBERSHIPS,
        credential_report="| user | arn | password_enabled | access_key_1_active | "
        f"access_key_2_active | mfa_active |\n| - | - | - | - | - | - |\n{rows}",
    )


def test_users_that_the_report_does_not_list() -> None:
    assert_made(
        "group_use",
        """
        | group  | members | members_without_mfa | is_admin |
        | ------ | ------- | ------------------- | -------- |
        | admins | 2       |                     |          |
        | empty  | 0       | 0                   |          |
        """,
        groups=GROUPS,
        group_memberships=MEMBERSHIPS,
        credential_report="",
        principals="",
    )


@pytest.mark.parametrize(
    ("export", "truncated", "dropped", "missing", "members"),
    [
        ("authorization_details", "false", 0, '""', "0"),
        ("authorization_details", "", 0, "", "0"),
        ("authorization_details", "true", 0, '""', ""),
        ("authorization_details", "false", 1, '""', ""),
        ("authorization_details", "false", 0, "users", ""),
        ("authorization_details", "false", 0, "roles, managed_policies", "0"),
        ("credential_report", "true", 3, "users", "0"),
    ],
)
def test_a_group_without_users(
    export: str, truncated: str, dropped: int, missing: str, members: str
) -> None:
    """That nobody is in a group is known only of a whole export; that somebody is, of any."""
    assert_made(
        "group_use",
        f"""
        | group  | members |
        | ------ | ------- |
        | admins | 2       |
        | empty  | {members} |
        """,
        groups=GROUPS,
        group_memberships=MEMBERSHIPS,
        exports=f"""
        | export   | truncated   | dropped_rows | missing_columns | file |
        | -------- | ----------- | ------------ | --------------- | ---- |
        | {export} | {truncated} | {dropped}    | {missing}       | f    |
        """,
    )


def test_another_account_or_moment_is_whole() -> None:
    assert_made(
        "group_use",
        """
        | account_id   | as_of      | members |
        | ------------ | ---------- | ------- |
        | 111122223333 | 2026-01-01 |         |
        | 111122223333 | 2026-02-01 | 0       |
        | 444455556666 | 2026-01-01 | 0       |
        """,
        groups="""
        | account_id   | as_of      | group | arn                               |
        | ------------ | ---------- | ----- | --------------------------------- |
        | 111122223333 | 2026-01-01 | g     | arn:aws:iam::111122223333:group/g |
        | 111122223333 | 2026-02-01 | g     | arn:aws:iam::111122223333:group/g |
        | 444455556666 | 2026-01-01 | g     | arn:aws:iam::444455556666:group/g |
        """,
        exports="""
        | account_id   | as_of      | export                | truncated | file |
        | ------------ | ---------- | --------------------- | --------- | ---- |
        | 111122223333 | 2026-01-01 | authorization_details | true      | a    |
        | 111122223333 | 2026-02-01 | authorization_details | false     | b    |
        """,
    )
