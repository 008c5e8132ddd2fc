"""The listed_users relation."""

from __future__ import annotations

import pytest

from tests.relations.made_of import assert_made

REPORT = """
| user           | arn                                  | user_creation_time | as_of      |
| -------------- | ------------------------------------ | ------------------ | ---------- |
| <root_account> | arn:aws:iam::111122223333:root       | 2020-01-01         | 2026-01-01 |
| both           | arn:aws:iam::111122223333:user/both  | 2025-12-31         | 2026-01-01 |
| first          | arn:aws:iam::111122223333:user/first | 2025-12-22         | 2026-01-01 |
"""
USERS = """
| user   | arn                                   | create_date          | as_of      |
| ------ | ------------------------------------- | -------------------- | ---------- |
| second | arn:aws:iam::111122223333:user/second | 2026-01-01T20:00:00Z | 2026-01-01 |
| both   | arn:aws:iam::111122223333:user/both   | 2025-12-31           | 2026-01-01 |
"""
EXPORTS = """
| export                | truncated | dropped_rows | missing_columns | as_of      | file |
| --------------------- | --------- | ------------ | --------------- | ---------- | ---- |
| credential_report     |           | {}           | ""              | 2026-01-01 | a    |
| authorization_details | {}        | 0            | {}              | 2026-01-01 | b    |
"""


@pytest.mark.parametrize(
    ("exports", "in_report", "in_details"),
    [
        (None, "false", "false"),
        (EXPORTS.format(0, "false", '""'), "false", "false"),
        (EXPORTS.format(1, "false", '""'), "", "false"),
        (EXPORTS.format(0, "true", '""'), "false", ""),
        (EXPORTS.format(0, "false", "users"), "false", ""),
        (EXPORTS.format(0, "false", "roles"), "false", "false"),
    ],
)
def test_users_of_one_export(exports: str | None, in_report: str, in_details: str) -> None:
    """The root user is not among them; a user is the same by its ARN."""
    given = {} if exports is None else {"exports": exports}
    assert_made(
        "listed_users",
        f"""
        | as_of      | user   | create_date          | age_days | in_report   | in_details   |
        | ---------- | ------ | -------------------- | -------- | ----------- | ------------ |
        | 2026-01-01 | both   | 2025-12-31           | 1        | true        | true         |
        | 2026-01-01 | first  | 2025-12-22           | 10       | true        | {in_details} |
        | 2026-01-01 | second | 2026-01-01T20:00:00Z | 0        | {in_report} | true         |
        """,
        credential_report=REPORT,
        users=USERS,
        **given,
    )


def test_an_export_that_is_not_there() -> None:
    """Only of that moment, and of that account."""
    assert_made(
        "listed_users",
        """
        | as_of      | user | in_report | in_details |
        | ---------- | ---- | --------- | ---------- |
        | 2026-01-01 | a    | true      |            |
        | 2026-02-01 | a    |           | true       |
        """,
        credential_report="""
        | as_of      | user | arn                              |
        | ---------- | ---- | -------------------------------- |
        | 2026-01-01 | a    | arn:aws:iam::111122223333:user/a |
        """,
        users="""
        | as_of      | user | arn                              |
        | ---------- | ---- | -------------------------------- |
        | 2026-02-01 | a    | arn:aws:iam::111122223333:user/a |
        """,
    )


def test_an_export_that_lists_no_user() -> None:
    assert_made(
        "listed_users",
        """
        | as_of      | user  | in_report | in_details |
        | ---------- | ----- | --------- | ---------- |
        | 2026-01-01 | both  | true      | false      |
        | 2026-01-01 | first | true      | false      |
        """,
        credential_report=REPORT,
        exports=EXPORTS.format(0, "false", '""'),
    )
