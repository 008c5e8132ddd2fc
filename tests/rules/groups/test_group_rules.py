"""The edges of rules about groups and boundaries that their pages leave out."""

from __future__ import annotations

from iam_report.rule import Severity
from iam_report.rules.groups.group_granting_admin import group_granting_admin
from iam_report.rules.groups.permission_boundary_missing import permission_boundary_missing
from iam_report.rules.groups.role_with_inline_policies import role_with_inline_policies
from iam_report.rules.groups.user_not_in_category_group import user_not_in_category_group
from iam_report.rules.groups.user_without_group import user_without_group
from iam_report.testing import assert_rule


def test_users_that_need_no_group() -> None:
    table = """
    | user  | path_and_name | tag_text            | groups | finding |
    | ----- | ------------- | ------------------- | ------ | ------- |
    | ci    | /robots/ci    | ""                  | 0      | no      |
    | ann   | /ann          | team=a, kind=robot  | 0      | no      |
    | bob   | /bob          | kind=person         | 0      | yes     |
    | carol | /carol        |                     | 0      | yes     |
    """
    assert_rule(user_without_group, table, exempt_names="^/robots/", exempt_tags="kind=robot")


def test_inline_policies_of_identity_center() -> None:
    assert_rule(
        role_with_inline_policies,
        """
        | role | inline_policies | is_service_linked | is_aws_reserved | finding |
        | ---- | --------------- | ----------------- | --------------- | ------- |
        | set  | 1               | false             | true            | yes     |
        | link | 1               | true              | false           | no      |
        """,
        include_aws_reserved=True,
    )


def test_categories() -> None:
    """The last equals sign ends the pattern; a group is compared in full, whatever it is called."""
    assert_rule(
        user_not_in_category_group,
        """
        | user | path_and_name | group_names | finding |
        | ---- | ------------- | ----------- | ------- |
        | a=b  | /a=b          | x           | yes     |
        | a=b  | /a=b          | a.c, x      | no      |
        | a=b  | /a=b          | abc         | yes     |
        | ann  | /ann          | ""          | no      |
        """,
        categories=("a=b=a.c",),
    )
    assert_rule(
        user_not_in_category_group,
        "| user | path_and_name | group_names | finding |\n| - | - | - | - |\n| a | /a | | no |",
        categories=(),
    )


def test_boundaries_that_are_asked_for() -> None:
    assert_rule(
        permission_boundary_missing,
        """
        | principal | path_and_name  | has_boundary | finding |
        | --------- | -------------- | ------------ | ------- |
        | app       | /delegated/app | false        | yes     |
        | web       | /delegated/web | true         | no      |
        | ann       | /ann           | false        | no      |
        """,
        names="^/delegated/",
    )


def test_an_administrator_without_mfa_raises_the_severity() -> None:
    steps = group_granting_admin.info.severity_above["members_without_mfa"]

    assert steps == {0: Severity.HIGH}
