"""The names that service_user_with_password takes for programs."""

from __future__ import annotations

import pytest

from iam_report.rules.individual_users.service_user_with_password import service_user_with_password
from iam_report.testing import assert_rule


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("svc-mail", "yes"),
        ("mail.svc", "yes"),
        ("Jenkins2", "yes"),
        ("robots/mailer", "yes"),
        ("people/ci", "yes"),
        ("CI", "yes"),
        ("abbott", "no"),
        ("lucid", "no"),
        ("people/ann", "no"),
        ("serviceman", "no"),
    ],
)
def test_names(name: str, finding: str) -> None:
    """A word counts that stands alone, in the path or the name."""
    assert_rule(
        service_user_with_password,
        f"""
        | user | arn                                   | password_enabled | finding   |
        | ---- | ------------------------------------- | ---------------- | --------- |
        | u    | arn:aws:iam::111122223333:user/{name} | true             | {finding} |
        """,
    )


def test_another_pattern() -> None:
    assert_rule(
        service_user_with_password,
        """
        | user | arn                                   | password_enabled | finding |
        | ---- | ------------------------------------- | ---------------- | ------- |
        | u    | arn:aws:iam::111122223333:user/svc-a  | true             | no      |
        | v    | arn:aws:iam::111122223333:user/mach-b | true             | yes     |
        """,
        name_pattern="mach-",
    )
