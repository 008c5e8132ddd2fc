"""The permissions_boundaries relation."""

from __future__ import annotations

import pytest

from tests.relations.made_of import assert_made

OWN = "arn:aws:iam::111122223333:policy/x/Limit"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
USERS = """
| user | arn                                  | permissions_boundary |
| ---- | ------------------------------------ | -------------------- |
| free | arn:aws:iam::111122223333:user/free  |                      |
| held | arn:aws:iam::111122223333:user/x/held | {}                  |
"""
_STATEMENTS = "| as_of | document | statement | effect |\n| - | - | - | - |\n"
MANAGED = "| arn | policy |\n| - | - |\n| {} | Limit |"


def test_users_and_roles_but_those_that_aws_made() -> None:
    assert_made(
        "permissions_boundaries",
        """
        | principal_type | principal | path_and_name | has_boundary | boundary | is_aws_managed | in_export | is_admin |
        | -------------- | --------- | ------------- | ------------ | -------- | -------------- | --------- | -------- |
        | user           | free      | /free         | false        |          |                |           |          |
        | user           | held      | /x/held       | true         | Limit    | false          | true      | true     |
        | role           | app       | /app          | false        |          |                |           |          |
        """,
        users=USERS.format(OWN),
        roles="""
        | role    | arn                                    | is_service_linked | is_aws_reserved |
        | ------- | -------------------------------------- | ----------------- | --------------- |
        | service | arn:aws:iam::111122223333:role/service | true              | false           |
        | app     | arn:aws:iam::111122223333:role/app     | false             | false           |
        | set     | arn:aws:iam::111122223333:role/set     | false             | true            |
        """,
        managed_policies=MANAGED.format(OWN),
        principals="""
        | arn                                   | principal_type | is_admin |
        | ------------------------------------- | -------------- | -------- |
        | arn:aws:iam::111122223333:user/x/held | user           | true     |
        """,
    )


@pytest.mark.parametrize(
    ("truncated", "missing", "in_export"),
    [
        ("false", '""', "false"),
        ("true", '""', ""),
        ("false", "managed_policies", ""),
        ("false", "groups", "false"),
    ],
)
def test_a_boundary_that_is_not_there(truncated: str, missing: str, in_export: str) -> None:
    assert_made(
        "permissions_boundaries",
        f"| principal | in_export |\n| - | - |\n| free | |\n| held | {in_export} |",
        users=USERS.format(OWN),
        managed_policies=MANAGED.format(ADMIN),
        exports=f"""
        | export                | truncated   | missing_columns |
        | --------------------- | ----------- | --------------- |
        | authorization_details | {truncated} | {missing}       |
        """,
    )


@pytest.mark.parametrize(
    ("boundary", "is_admin", "effects", "expected"),
    [
        (OWN, "true", ["Allow"], "true"),
        (OWN, "true", ["Allow", "Deny"], "false"),
        (OWN, "true", ["Allow", ""], ""),
        (OWN, "false", ["Allow"], "false"),
        (OWN, "", [], ""),
        (ADMIN, "", [], "true"),
        ("arn:aws-us-gov:iam::aws:policy/AdministratorAccess", "", [], "true"),
        ("arn:aws:iam::111122223333:policy/AdministratorAccess", "", [], ""),
        ("arn:aws:iam::aws:policy/AdministratorAccess-Amplify", "", [], ""),
    ],
)
def test_what_boundaries_leave(
    boundary: str, is_admin: str, effects: list[str], expected: str
) -> None:
    """AWS's policy is known by its ARN; any other by its text, where it denies nothing."""
    rows = "".join(f"| 2026-01-01 | d | {i} | {effect} |\n" for i, effect in enumerate(effects))
    assert_made(
        "permissions_boundaries",
        f"| principal | allows_all |\n| - | - |\n| free | |\n| held | {expected} |",
        users=USERS.format(boundary),
        policies=f"""
        | arn        | policy | kind             | document | is_admin   |
        | ---------- | ------ | ---------------- | -------- | ---------- |
        | {boundary} | Limit  | customer managed | d        | {is_admin} |
        """,
        statements=_STATEMENTS + rows if rows else "",
    )


def test_without_the_texts_only_the_policy_of_aws_is_known() -> None:
    for boundary, expected in ((ADMIN, "true"), (OWN, "")):
        assert_made(
            "permissions_boundaries",
            f"| principal | allows_all |\n| - | - |\n| free | |\n| held | {expected} |",
            users=USERS.format(boundary),
        )
