"""What rules about groups say with options other than their defaults."""

from __future__ import annotations

from typing import Any

import pytest

import iam_report as ir
from iam_report.errors import RuleError
from iam_report.frames import schemas
from iam_report.rules import builtin_rules
from iam_report.testing import assert_rule, frame

RULES = {rule.name: rule for rule in builtin_rules()}


@pytest.mark.parametrize(
    ("rule", "options", "table"),
    [
        (
            "user_without_group",
            {"exempt_names": "^/robots/"},
            """
            | path_and_name      | groups | finding |
            | ------------------ | ------ | ------- |
            | /robots/ci         | 0      | no      |
            | /people/robots/ann | 0      | yes     |
            | /robots            | 0      | yes     |
            """,
        ),
        (
            "user_without_group",
            {"exempt_tags": r"(^|, )kind=robot(,|$)"},
            """
            | tag_text              | groups | finding |
            | --------------------- | ------ | ------- |
            | team=x, kind=robot    | 0      | no      |
            | team=x, kind=robotics | 0      | yes     |
            | ""                    | 0      | yes     |
            |                       | 0      | yes     |
            """,
        ),
        (
            "groups_per_user_quota_near",
            {"min_groups": 3},
            """
            | groups | finding |
            | ------ | ------- |
            | 2      | no      |
            | 3      | yes     |
            """,
        ),
        (
            "role_with_inline_policies",
            {"include_aws_reserved": True},
            """
            | inline_policies | is_service_linked | is_aws_reserved | finding |
            | --------------- | ----------------- | --------------- | ------- |
            | 1               | false             | true            | yes     |
            | 0               | false             | true            | no      |
            | 1               | true              | false           | no      |
            """,
        ),
        (
            "user_not_in_category_group",
            {"categories": ("^/people/=staff", "^/robots/=robots", "/chief=board=1")},
            """
            | path_and_name | group_names   | finding |
            | ------------- | ------------- | ------- |
            | /people/ann   | staff         | no      |
            | /people/bob   | robots        | yes     |
            | /robots/ci    | staff, robots | no      |
            | /other/x      | ""            | no      |
            """,
        ),
    ],
)
def test_options(rule: str, options: dict[str, Any], table: str) -> None:
    assert_rule(RULES[rule], table, **options)


@pytest.mark.parametrize("option", ["exempt_names", "exempt_tags"])
def test_pattern_that_is_none(option: str) -> None:
    users = frame(schemas()["user_access"], "| user | tag_text |\n| - | - |\n| ann | a=b |")

    with pytest.raises(RuleError, match="is no regular expression"):
        RULES["user_without_group"].mask({"user_access": users}, **{option: "("})


@pytest.mark.parametrize(
    ("without_mfa", "severity"), [("", "medium"), ("0", "medium"), ("1", "high")]
)
def test_group_of_administrators_without_mfa(without_mfa: str, severity: str) -> None:
    """The severity rises where a user of the group is known to have no MFA device."""
    groups = frame(
        schemas()["group_use"],
        f"""
        | group | arn | is_admin | members | members_without_mfa | admin_via |
        | ----- | --- | -------- | ------- | ------------------- | --------- |
        | ops   | g/o | true     | 2       | {without_mfa}       | All       |
        """,
    )
    report = ir.evaluate({"group_use": groups}, select="group_granting_admin")

    assert report.findings["severity"].tolist() == [severity]
