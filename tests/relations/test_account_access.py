"""The account_access relation."""

from __future__ import annotations

import pytest

from tests.relations.made_of import assert_made

ROLES = """
| role    | arn                                         |
| ------- | ------------------------------------------- |
| support | arn:aws-cn:iam::111122223333:role/x/support |
| other   | arn:aws-cn:iam::111122223333:role/other     |
"""
SUPPORT = "arn:aws-cn:iam::111122223333:role/x/support"
TRUST = "| arn | entry | lets_in |\n| - | - | - |\n| {} | 0 | {} |"
POLICY = "arn:aws-cn:iam::aws:policy/AWSSupportAccess"
ATTACHED = """
| principal_arn | principal_type | principal | policy_arn |
| ------------- | -------------- | --------- | ---------- |
| {}            | {}             | {}        | {}         |
"""
EXPORT = """
| export                | truncated | missing_columns |
| --------------------- | --------- | --------------- |
| authorization_details | {}        | {}              |
"""


@pytest.mark.parametrize(
    ("policy", "lets_in", "has_role"),
    [
        (POLICY, "true", "true"),
        ("arn:aws:iam::aws:policy/AWSSupportAccess", "true", "true"),
        (POLICY, "false", "false"),
        (POLICY, "", ""),
        ("arn:aws:iam::111122223333:policy/AWSSupportAccess", "true", "false"),
        ("arn:aws:iam::aws:policy/AWSSupportAccessNot", "true", "false"),
        ("arn:aws:iam::aws:policy/SecurityAudit", "true", "false"),
    ],
)
def test_support_role(policy: str, lets_in: str, has_role: str) -> None:
    """It takes AWS's own policy, and a trust policy that lets somebody in."""
    assert_made(
        "account_access",
        f"""
        | account_id   | arn                               | has_support_role | has_support_holder |
        | ------------ | --------------------------------- | ---------------- | ------------------ |
        | 111122223333 | arn:aws-cn:iam::111122223333:root | {has_role}       | {has_role}         |
        """,
        roles=ROLES,
        policy_attachments=ATTACHED.format(SUPPORT, "role", "support", policy),
        role_trusts=TRUST.format(SUPPORT, lets_in),
    )


def test_audit_role() -> None:
    assert_made(
        "account_access",
        """
        | has_audit_role | audit_holders | has_support_role | support_holders |
        | -------------- | ------------- | ---------------- | --------------- |
        | true           | role support  | false            | ""              |
        """,
        roles=ROLES,
        policy_attachments=ATTACHED.format(
            SUPPORT, "role", "support", "arn:aws-cn:iam::aws:policy/SecurityAudit"
        ),
        role_trusts=TRUST.format(SUPPORT, "true"),
    )


@pytest.mark.parametrize(
    ("kind", "member_of", "has_holder"),
    [("user", "nothing", "true"), ("group", "x", "true"), ("group", "nothing", "false")],
)
def test_users_and_groups(kind: str, member_of: str, has_holder: str) -> None:
    arn = f"arn:aws:iam::111122223333:{kind}/x"
    assert_made(
        "account_access",
        f"""
        | has_support_role | has_support_holder | support_holders |
        | ---------------- | ------------------ | --------------- |
        | false            | {has_holder}       | {kind} x        |
        """,
        roles=ROLES,
        policy_attachments=ATTACHED.format(arn, kind, "x", POLICY),
        group_memberships=f"""
        | user | group | group_arn                                   |
        | ---- | ----- | ------------------------------------------- |
        | u    | x     | arn:aws:iam::111122223333:group/{member_of} |
        """,
    )


@pytest.mark.parametrize(
    ("truncated", "missing", "lets_in", "expected"),
    [
        ("false", '""', "false", "false"),
        ("true", '""', "false", ""),
        ("true", '""', "true", "true"),
        ("false", "users", "false", ""),
        ("false", "managed_policies", "false", "false"),
    ],
)
def test_exports_that_are_not_whole(
    truncated: str, missing: str, lets_in: str, expected: str
) -> None:
    assert_made(
        "account_access",
        f"| has_support_role | has_audit_role |\n| - | - |\n"
        f"| {expected} | {'' if truncated == 'true' or missing == 'users' else 'false'} |",
        roles=ROLES,
        policy_attachments=ATTACHED.format(SUPPORT, "role", "support", POLICY),
        role_trusts=TRUST.format(SUPPORT, lets_in),
        exports=EXPORT.format(truncated, missing),
    )


def test_each_account_and_moment() -> None:
    """An account without roles is known by its users."""
    assert_made(
        "account_access",
        """
        | account_id   | as_of      | arn                            | has_support_role |
        | ------------ | ---------- | ------------------------------ | ---------------- |
        | 111122223333 | 2026-01-01 | arn:aws:iam::111122223333:root | true             |
        | 111122223333 | 2026-02-01 | arn:aws:iam::111122223333:root | false            |
        | 444455556666 | 2026-01-01 | arn:aws:iam::444455556666:root | false            |
        """,
        roles="""
        | account_id   | as_of      | role | arn                              |
        | ------------ | ---------- | ---- | -------------------------------- |
        | 111122223333 | 2026-01-01 | r    | arn:aws:iam::111122223333:role/r |
        | 111122223333 | 2026-02-01 | r    | arn:aws:iam::111122223333:role/r |
        """,
        users="""
        | account_id   | as_of      | user | arn                              |
        | ------------ | ---------- | ---- | -------------------------------- |
        | 444455556666 | 2026-01-01 | u    | arn:aws:iam::444455556666:user/u |
        """,
        policy_attachments="""
        | account_id   | as_of      | principal_arn                    | principal_type | policy_arn |
        | ------------ | ---------- | -------------------------------- | -------------- | ---------- |
        | 111122223333 | 2026-01-01 | arn:aws:iam::111122223333:role/r | role           | arn:aws:iam::aws:policy/AWSSupportAccess |
        """,
        role_trusts="""
        | account_id   | as_of      | arn                              | entry | lets_in |
        | ------------ | ---------- | -------------------------------- | ----- | ------- |
        | 111122223333 | 2026-01-01 | arn:aws:iam::111122223333:role/r | 0     | true    |
        | 111122223333 | 2026-02-01 | arn:aws:iam::111122223333:role/r | 0     | true    |
        """,
    )
