"""The references relation."""

from __future__ import annotations

import pytest

from tests.relations.made_of import assert_made

OWN = "arn:aws:iam::111122223333:policy/x/Own"
AWS = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ATTACHMENTS = f"""
| principal_arn                        | principal_type | principal | policy_arn | policy         |
| ------------------------------------ | -------------- | --------- | ---------- | -------------- |
| arn:aws:iam::111122223333:user/alice | user           | alice     | {OWN}      | Own            |
| arn:aws:iam::111122223333:role/app   | role           | app       | {AWS}      | ReadOnlyAccess |
| arn:aws:iam::111122223333:role/app   | role           | app       | {OWN}      | Own            |
"""
USERS = f"""
| user  | arn                                  | permissions_boundary |
| ----- | ------------------------------------ | -------------------- |
| alice | arn:aws:iam::111122223333:user/alice | {OWN}                |
| bob   | arn:aws:iam::111122223333:user/bob   |                      |
"""
MEMBERSHIPS = """
| user_arn                             | user  | group | group_arn                           |
| ------------------------------------ | ----- | ----- | ----------------------------------- |
| arn:aws:iam::111122223333:user/alice | alice | ops   | arn:aws:iam::111122223333:group/ops |
| arn:aws:iam::111122223333:user/bob   | bob   | ops   | arn:aws:iam::111122223333:group/ops |
| arn:aws:iam::111122223333:user/bob   | bob   | gone  |                                     |
"""
GROUPS = "| group | arn |\n| - | - |\n| ops | arn:aws:iam::111122223333:group/ops |"


def test_everything() -> None:
    """Each thing once, with those who name it."""
    assert_made(
        "references",
        f"""
        | kind                 | target | name           | is_aws_managed | named_by | named_by_names | in_export | has_text |
        | -------------------- | ------ | -------------- | -------------- | -------- | -------------- | --------- | -------- |
        | managed policy       | {OWN}  | Own            | false          | 2        | alice, app     | true      | false    |
        | managed policy       | {AWS}  | ReadOnlyAccess | true           | 1        | app            | false     |          |
        | permissions boundary | {OWN}  | Own            | false          | 1        | alice          | true      | false    |
        | group                | ops    | ops            | false          | 2        | alice, bob     | true      |          |
        | group                | gone   | gone           | false          | 1        | bob            | false     |          |
        """,
        users=USERS,
        policy_attachments=ATTACHMENTS,
        group_memberships=MEMBERSHIPS,
        groups=GROUPS,
        managed_policies=f"| arn | policy | document |\n| - | - | - |\n| {OWN} | Own | |",
    )


@pytest.mark.parametrize(
    ("truncated", "missing", "policy", "group"),
    [
        ("false", '""', "false", "false"),
        ("true", '""', "", ""),
        ("false", "managed_policies", "", "false"),
        ("false", "groups", "false", ""),
        ("false", "users", "false", "false"),
    ],
)
def test_exports_that_are_not_whole(truncated: str, missing: str, policy: str, group: str) -> None:
    assert_made(
        "references",
        f"""
        | target | in_export |
        | ------ | --------- |
        | {OWN}  | {policy}  |
        | {AWS}  | true      |
        | ops    | true      |
        | gone   | {group}   |
        """,
        policy_attachments=ATTACHMENTS,
        group_memberships=MEMBERSHIPS,
        groups=GROUPS,
        managed_policies=f"| arn | policy |\n| - | - |\n| {AWS} | ReadOnlyAccess |",
        exports=f"""
        | export                | truncated   | missing_columns |
        | --------------------- | ----------- | --------------- |
        | authorization_details | {truncated} | {missing}       |
        """,
    )


def test_a_group_is_not_found_by_the_name_of_a_policy() -> None:
    """Names are written by others: a group may be called like the ARN of a policy."""
    assert_made(
        "references",
        f"| kind | target | in_export | has_text |\n| - | - | - | - |\n| group | {OWN} | false | |",
        group_memberships=f"| user | group |\n| - | - |\n| u | {OWN} |",
        managed_policies=f"| arn | policy | document |\n| - | - | - |\n| {OWN} | Own | d |",
    )


def test_accounts_are_kept_apart() -> None:
    assert_made(
        "references",
        """
        | account_id   | target | named_by | in_export |
        | ------------ | ------ | -------- | --------- |
        | 111122223333 | g      | 1        | true      |
        | 444455556666 | g      | 1        | false     |
        """,
        group_memberships="""
        | account_id   | user_arn                         | user | group |
        | ------------ | -------------------------------- | ---- | ----- |
        | 111122223333 | arn:aws:iam::111122223333:user/u | u    | g     |
        | 444455556666 | arn:aws:iam::444455556666:user/u | u    | g     |
        """,
        groups="| account_id | group |\n| - | - |\n| 111122223333 | g |",
    )
