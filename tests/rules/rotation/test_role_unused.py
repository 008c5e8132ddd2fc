"""The edges of role_unused that its page leaves out."""

from __future__ import annotations

from iam_report.rule import Severity
from iam_report.rules.rotation.role_unused import role_unused
from iam_report.testing import assert_rule

TABLE = """
| role                          | path_and_name                  | unused_days | age_days | finding |
| ----------------------------- | ------------------------------ | ----------- | -------- | ------- |
| OrganizationAccountAccessRole | /OrganizationAccountAccessRole | 200         | 400      | {}      |
| app                           | /app                           | 200         | 400      | yes     |
"""


def test_roles_of_the_platform() -> None:
    assert_rule(role_unused, TABLE.format("no"))
    assert_rule(role_unused, TABLE.format("yes"), exempt_names="")


def test_ages_that_are_not_known() -> None:
    assert_rule(
        role_unused,
        """
        | role | path_and_name | unused_days | age_days | finding |
        | ---- | ------------- | ----------- | -------- | ------- |
        | a    | /a            | 90          |          | yes     |
        | b    | /b            |             |          | unknown |
        | c    | /c            | 3           |          | no      |
        """,
    )


def test_severity_rises_with_what_the_role_may_do() -> None:
    assert role_unused.info.severity == Severity.LOW
    assert role_unused.info.severity_above["power"] == {0: Severity.MEDIUM, 1: Severity.HIGH}
