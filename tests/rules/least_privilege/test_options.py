"""What rules about policies say with options other than their defaults."""

from __future__ import annotations

from typing import Any

import pytest

from iam_report.rules import builtin_rules
from iam_report.testing import assert_rule

RULES = {rule.name: rule for rule in builtin_rules()}


@pytest.mark.parametrize(
    ("rule", "options", "table"),
    [
        (
            "conditional_full_admin",
            {"inline": False},
            """
            | kind             | is_attached | is_admin | is_conditional | finding |
            | ---------------- | ----------- | -------- | -------------- | ------- |
            | customer managed | true        | true     | true           | yes     |
            | inline           | true        | true     | true           | no      |
            | inline           | true        |          |                | no      |
            """,
        ),
        (
            "unattached_full_admin_policy",
            {"boundaries": True, "conditional": True},
            """
            | attached_to | boundary_of | is_admin | is_conditional | finding |
            | ----------- | ----------- | -------- | -------------- | ------- |
            | 0           | 0           | true     | false          | yes     |
            | 0           | 2           | true     | false          | yes     |
            | 0           | 2           | true     | true           | yes     |
            | 1           | 2           | true     | true           | no      |
            | 0           | 0           | false    | true           | no      |
            |             | 0           | true     | true           | unknown |
            """,
        ),
        (
            "kms_decrypt_wildcard",
            {"unattached": True},
            """
            | kind             | is_attached | kms_decrypt | is_conditional | finding |
            | ---------------- | ----------- | ----------- | -------------- | ------- |
            | customer managed | false       | kms:De*     | false          | yes     |
            | customer managed |             | kms:De*     | false          | yes     |
            | inline           | true        | kms:De*     | false          | no      |
            """,
        ),
        (
            "kms_decrypt_wildcard",
            {"wide": True},
            """
            | kind             | is_attached | kms_decrypt | kms_all | is_admin | is_conditional | finding |
            | ---------------- | ----------- | ----------- | ------- | -------- | -------------- | ------- |
            | customer managed | true        | ""          | kms     | false    | false          | yes     |
            | customer managed | true        | ""          | ""      | true     | false          | yes     |
            | customer managed | true        | ""          | ""      | true     | true           | no      |
            | customer managed | false       | ""          | kms     | false    | false          | no      |
            """,
        ),
        (
            "inline_kms_decrypt_wildcard",
            {"wide": True},
            """
            | kind             | kms_decrypt | kms_all | is_admin | is_conditional | finding |
            | ---------------- | ----------- | ------- | -------- | -------------- | ------- |
            | inline           | ""          | kms     | false    | false          | yes     |
            | inline           | ""          | ""      | true     | false          | yes     |
            | customer managed | ""          | kms     | false    | false          | no      |
            """,
        ),
        (
            "old_policy_versions",
            {"min_versions": 2},
            """
            | kind             | versions | finding |
            | ---------------- | -------- | ------- |
            | customer managed | 2        | yes     |
            | customer managed | 1        | no      |
            """,
        ),
        (
            "policy_size_near_quota",
            {"min_percent": 50},
            """
            | limit          | percent | finding |
            | -------------- | ------- | ------- |
            | managed policy | 50      | yes     |
            | managed policy | 49      | no      |
            """,
        ),
        (
            "attached_policy_count_near_quota",
            {"min_percent": 100},
            """
            | limit             | percent | finding |
            | ----------------- | ------- | ------- |
            | attached policies | 100     | yes     |
            | attached policies | 90      | no      |
            """,
        ),
    ],
)
def test_options(rule: str, options: dict[str, Any], table: str) -> None:
    assert_rule(RULES[rule], table, **options)
