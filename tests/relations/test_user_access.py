"""The user_access relation."""

from __future__ import annotations

from tests.relations.made_of import assert_made

USERS = """
| user  | arn                                          | attached_policies | inline_policies | groups |
| ----- | -------------------------------------------- | ----------------- | --------------- | ------ |
| alice | arn:aws:iam::111122223333:user/alice         | 2                 | 1               | 2      |
| ci    | arn:aws:iam::111122223333:user/robots/eu/ci  | 0                 | 0               | 1      |
| bob   | arn:aws:iam::111122223333:user/bob           | 0                 | 0               | 0      |
"""
MEMBERSHIPS = """
| user_arn                                    | user  | group   | group_arn                             |
| ------------------------------------------- | ----- | ------- | ------------------------------------- |
| arn:aws:iam::111122223333:user/alice        | alice | devs    | arn:aws:iam::111122223333:group/devs  |
| arn:aws:iam::111122223333:user/alice        | alice | ops     | arn:aws:iam::111122223333:group/x/ops |
| arn:aws:iam::111122223333:user/robots/eu/ci | ci    | missing |                                       |
"""
GROUPS = """
| group | arn                                   | attached_policies | inline_policies |
| ----- | ------------------------------------- | ----------------- | --------------- |
| devs  | arn:aws:iam::111122223333:group/devs  | 2                 | 0               |
| ops   | arn:aws:iam::111122223333:group/x/ops | 0                 | 3               |
"""
ATTACHMENTS = """
| principal_arn                        | principal_type | principal | policy_arn                                    | policy         |
| ------------------------------------ | -------------- | --------- | --------------------------------------------- | -------------- |
| arn:aws:iam::111122223333:user/alice | user           | alice     | arn:aws:iam::aws:policy/ReadOnlyAccess        | ReadOnlyAccess |
| arn:aws:iam::111122223333:user/alice | user           | alice     | arn:aws:iam::111122223333:policy/Own          | Own            |
| arn:aws:iam::111122223333:group/devs | group          | devs      | arn:aws:iam::aws:policy/ReadOnlyAccess        | ReadOnlyAccess |
| arn:aws:iam::111122223333:group/devs | group          | devs      | arn:aws:iam::111122223333:policy/x/Own        | Own            |
| arn:aws:iam::111122223333:role/r     | role           | r         | arn:aws:iam::111122223333:policy/Own          | Own            |
"""
INLINE = """
| principal_arn                         | principal_type | principal | policy |
| ------------------------------------- | -------------- | --------- | ------ |
| arn:aws:iam::111122223333:user/alice  | user           | alice     | mine   |
| arn:aws:iam::111122223333:group/x/ops | group          | ops       | theirs |
"""
TAGS = """
| resource_arn                         | tag                 | value |
| ------------------------------------ | ------------------- | ----- |
| arn:aws:iam::111122223333:user/alice | team                | a, b  |
| arn:aws:iam::111122223333:user/alice | aws:createdBy       | x     |
| arn:aws:iam::111122223333:user/alice | AWS:not             | y     |
| arn:aws:iam::111122223333:user/bob   | aws:cloudformation  | z     |
| arn:aws:iam::111122223333:role/bob   | team                | c     |
"""


def test_everything() -> None:
    assert_made(
        "user_access",
        """
        | user  | path_and_name | own_policies | attached_names      | inline_names | group_names | unknown_groups | group_policies | repeated_policies | own_tags | tag_text            |
        | ----- | ------------- | ------------ | ------------------- | ------------ | ----------- | -------------- | -------------- | ----------------- | -------- | ------------------- |
        | alice | /alice        | 3            | ReadOnlyAccess, Own | mine         | devs, ops   | ""             | 5              | ReadOnlyAccess    | 2        | team=a, b, AWS:not=y |
        | ci    | /robots/eu/ci | 0            | ""                  | ""           | missing     | missing        |                |                   | 0        | ""                  |
        | bob   | /bob          | 0            | ""                  | ""           | ""          | ""             | 0              | ""                | 0        | ""                  |
        """,
        users=USERS,
        group_memberships=MEMBERSHIPS,
        groups=GROUPS,
        policy_attachments=ATTACHMENTS,
        inline_policies=INLINE,
        tags=TAGS,
    )


def test_frames_that_are_not_there_tell_nothing() -> None:
    assert_made(
        "user_access",
        """
        | user  | own_policies | attached_names | inline_names | group_names | unknown_groups | group_policies | repeated_policies | own_tags | tag_text |
        | ----- | ------------ | -------------- | ------------ | ----------- | -------------- | -------------- | ----------------- | -------- | -------- |
        | alice | 3            |                |              | devs, ops   | devs, ops      |                |                   |          |          |
        | ci    | 0            |                |              | missing     | missing        |                |                   |          |          |
        | bob   | 0            |                |              | ""          | ""             | 0              |                   |          |          |
        """,
        users=USERS,
        group_memberships=MEMBERSHIPS,
    )


def test_accounts_and_moments_are_kept_apart() -> None:
    """The same user in another account, or at another moment, has groups of its own."""
    assert_made(
        "user_access",
        """
        | account_id   | as_of      | user | group_names | group_policies |
        | ------------ | ---------- | ---- | ----------- | -------------- |
        | 111122223333 | 2026-01-01 | u    | a           | 1              |
        | 111122223333 | 2026-02-01 | u    | b           | 2              |
        | 444455556666 | 2026-01-01 | u    | ""          | 0              |
        """,
        users="""
        | account_id   | as_of      | user | arn                              |
        | ------------ | ---------- | ---- | -------------------------------- |
        | 111122223333 | 2026-01-01 | u    | arn:aws:iam::111122223333:user/u |
        | 111122223333 | 2026-02-01 | u    | arn:aws:iam::111122223333:user/u |
        | 444455556666 | 2026-01-01 | u    | arn:aws:iam::111122223333:user/u |
        """,
        group_memberships="""
        | account_id   | as_of      | user_arn                         | user | group | group_arn                         |
        | ------------ | ---------- | -------------------------------- | ---- | ----- | --------------------------------- |
        | 111122223333 | 2026-01-01 | arn:aws:iam::111122223333:user/u | u    | a     | arn:aws:iam::111122223333:group/a |
        | 111122223333 | 2026-02-01 | arn:aws:iam::111122223333:user/u | u    | b     | arn:aws:iam::111122223333:group/b |
        """,
        groups="""
        | account_id   | as_of      | group | arn                               | attached_policies |
        | ------------ | ---------- | ----- | --------------------------------- | ----------------- |
        | 111122223333 | 2026-01-01 | a     | arn:aws:iam::111122223333:group/a | 1                 |
        | 111122223333 | 2026-01-01 | b     | arn:aws:iam::111122223333:group/b | 7                 |
        | 111122223333 | 2026-02-01 | b     | arn:aws:iam::111122223333:group/b | 2                 |
        """,
    )
