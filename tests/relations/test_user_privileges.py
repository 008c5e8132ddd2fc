"""The user_privileges relation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from iam_report.catalog.facts import action_classes
from tests.relations.made_of import assert_made

ALICE = "arn:aws:iam::111122223333:user/alice"
HEAD = """
| user           | arn                            | mfa_active | password_enabled | access_key_1_active | access_key_2_active |
| -------------- | ------------------------------ | ---------- | ---------------- | ------------------- | ------------------- |
| <root_account> | arn:aws:iam::111122223333:root | false      | true             | true                | true                |
"""
PRINCIPAL = """
| arn     | principal_type | missing | is_admin | is_admin_by_key_without_mfa | is_admin_by_password_without_mfa | admin_via |
| ------- | -------------- | ------- | -------- | --------------------------- | -------------------------------- | --------- |
| {alice} | user           | {}      | true     | {}                          | {}                               | Admin     |
"""
CAN: list[dict[str, Any]] = [{"Effect": "Allow", "Action": ["iam:CreateAccessKey"]}]


def _report(password: str, key_1: str, key_2: str) -> str:
    return HEAD + f"| alice | {ALICE} | false | {password} | {key_1} | {key_2} |\n"


@pytest.mark.parametrize(
    ("password", "key_1", "key_2", "by_key", "by_password", "expected"),
    [
        ("true", "false", "true", "true", "true", "true | true | access key or password"),
        ("true", "false", "false", "true", "true", "false | true | password"),
        ("false", "true", "false", "true", "true", "true | false | access key"),
        ("true", "true", "true", "false", "false", 'false | false | ""'),
        ("true", "true", "true", "", "", ' | | ""'),
        ("false", "false", "false", "", "", 'false | false | ""'),
        ("", "", "false", "true", "true", ' | | ""'),
    ],
)
def test_admin_by(
    password: str, key_1: str, key_2: str, by_key: str, by_password: str, expected: str
) -> None:
    assert_made(
        "user_privileges",
        "| user | is_admin | admin_via | admin_by_key | admin_by_password | admin_by |\n"
        f"| - | - | - | - | - | - |\n| alice | true | Admin | {expected} |",
        credential_report=_report(password, key_1, key_2),
        principals=PRINCIPAL.format("", by_key, by_password, alice=ALICE),
    )


def test_a_user_that_the_details_do_not_list() -> None:
    assert_made(
        "user_privileges",
        """
        | user  | active_access_keys | is_admin | admin_by_key | writes_by_key | iam_writes |
        | ----- | ------------------ | -------- | ------------ | ------------- | ---------- |
        | alice | 2                  |          |              |               | ""         |
        """,
        credential_report=_report("true", "true", "true"),
    )


def _documents(**texts: list[dict[str, Any]]) -> dict[str, str]:
    """Return the tables of documents and statements."""
    rows = []
    for name, statements in texts.items():
        for i, s in enumerate(statements):
            conditions = [
                {"operator": operator, "key": key, "values": [value]}
                for operator, keys in s.get("Condition", {}).items()
                for key, value in keys.items()
            ]
            cells = (
                *("2026-01-01", name, str(i), s["Effect"], json.dumps(s["Action"])),
                json.dumps(s.get("Resource", ["*"])),
                json.dumps(conditions) if conditions else "",
            )
            rows.append(f"| {' | '.join(cells)} |")
    head = "| as_of | document | statement | effect | actions | resources | conditions |"
    return {
        "documents": "| document |\n| - |\n" + "".join(f"| {name} |\n" for name in texts),
        "statements": "\n".join([head, "| - | - | - | - | - | - | - |", *rows]),
    }


def _policies(**ways: str) -> str:
    rows = [f"| {ALICE} | user | {via} | p-{d} | p | {d} |" for d, via in ways.items()]
    head = "| principal_arn | principal_type | via | policy_arn | policy | document |"
    return "\n".join([head, "| - | - | - | - | - | - |", *rows])


@pytest.mark.parametrize(
    ("missing", "active", "own", "bound", "expected"),
    [
        ("", "true", CAN, None, "true | iam:CreateAccessKey"),
        ("", "false", CAN, None, "false | iam:CreateAccessKey"),
        ("Lost", "true", CAN, None, ' | ""'),
        ("", "true", [{"Effect": "Allow", "Action": ["s3:*"]}], None, 'false | ""'),
        (
            "",
            "true",
            [CAN[0] | {"Resource": ["arn:aws:iam::111122223333:user/${aws:username}"]}],
            None,
            'false | ""',
        ),
        (
            "",
            "true",
            [CAN[0] | {"Resource": ["arn:aws:iam::111122223333:user/*"]}],
            None,
            "true | iam:CreateAccessKey",
        ),
        (
            "",
            "true",
            [
                *CAN,
                {
                    "Effect": "Deny",
                    "Action": ["*"],
                    "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
                },
            ],
            None,
            'false | ""',
        ),
        (
            "",
            "true",
            [CAN[0] | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}],
            None,
            'false | ""',
        ),
        (
            "",
            "true",
            [CAN[0] | {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}],
            None,
            ' | ""',
        ),
        (
            "",
            "true",
            [
                *CAN,
                {
                    "Effect": "Deny",
                    "Action": ["iam:*"],
                    "Resource": ["arn:aws:iam::111122223333:user/boss"],
                },
            ],
            None,
            ' | ""',
        ),
        ("", "true", CAN, [{"Effect": "Allow", "Action": ["s3:*"]}], 'false | ""'),
        ("", "true", CAN, [{"Effect": "Allow", "Action": ["*"]}], "true | iam:CreateAccessKey"),
        (
            "",
            "true",
            CAN,
            [{"Effect": "Allow", "Action": ["*"]}, {"Effect": "Deny", "Action": ["iam:*"]}],
            'false | ""',
        ),
    ],
)
def test_writes_by_key(
    missing: str,
    active: str,
    own: list[dict[str, Any]],
    bound: list[dict[str, Any]] | None,
    expected: str,
) -> None:
    """Denies and the boundary are taken off; what depends on other conditions is not known."""
    texts = {"own": own} | ({} if bound is None else {"bound": bound})
    ways = {"own": "group attached"} | ({} if bound is None else {"bound": "boundary"})
    assert_made(
        "user_privileges",
        f"| user | writes_by_key | iam_writes |\n| - | - | - |\n| alice | {expected} |",
        credential_report=_report("true", active, "false"),
        principals=PRINCIPAL.format(missing, "false", "false", alice=ALICE),
        principal_policies=_policies(**ways),
        **_documents(**texts),
    )


def test_many_actions_are_cut_off() -> None:
    more = len(action_classes()["iam_write"].actions) - 2 - 10
    assert_made(
        "user_privileges",
        "| user | iam_writes |\n| - | - |\n| alice | "
        "iam:AddClientIDToOpenIDConnectProvider, iam:AddRoleToInstanceProfile, "
        "iam:AddUserToGroup, iam:AttachGroupPolicy, iam:AttachRolePolicy, iam:AttachUserPolicy, "
        "iam:CreateAccessKey, iam:CreateGroup, iam:CreateInstanceProfile, iam:CreateLoginProfile "
        f"and {more} more |",
        credential_report=_report("true", "true", "false"),
        principals=PRINCIPAL.format("", "false", "false", alice=ALICE),
        principal_policies=_policies(own="inline"),
        **_documents(own=[{"Effect": "Allow", "Action": ["iam:*"]}]),
    )
