"""The role_use and instance_roles relations."""

from __future__ import annotations

import pytest

from tests.relations.made_of import assert_made

ROLES = """
| role | arn                                      | attached_policies | inline_policies |
| ---- | ---------------------------------------- | ----------------- | --------------- |
| app  | arn:aws:iam::111122223333:role/x/app     | 1                 | 1               |
| none | arn:aws:iam::111122223333:role/none      | 0                 | 0               |
"""
APP = "arn:aws:iam::111122223333:role/x/app"


@pytest.mark.parametrize(
    ("created", "used", "known", "never", "unused", "age"),
    [
        ("2025-01-01", "2025-12-31", "true", "false", "1", "365"),
        ("2025-01-01", "", "true", "true", "365", "365"),
        ("2025-01-01", "", "false", "", "", "365"),
        ("2025-01-01", "2025-12-31", "false", "false", "1", "365"),
        ("2025-01-01", "2026-01-01T20:00:00Z", "true", "false", "0", "365"),
        ("2025-01-01", "2026-02-01", "true", "false", "", "365"),
        ("2026-01-01T20:00:00Z", "", "true", "true", "0", "0"),
        ("", "", "true", "true", "", ""),
        ("", "2025-12-31", "true", "false", "1", ""),
    ],
)
def test_ages(created: str, used: str, known: str, never: str, unused: str, age: str) -> None:
    """Details may be a little younger than `as_of`; a date that is later still tells nothing."""
    assert_made(
        "role_use",
        f"""
        | never_used | unused_days | age_days |
        | ---------- | ----------- | -------- |
        | {never}    | {unused}    | {age}    |
        """,
        roles=f"""
        | as_of      | role | create_date | last_used_date | last_used_known |
        | ---------- | ---- | ----------- | -------------- | --------------- |
        | 2026-01-01 | r    | {created}   | {used}         | {known}         |
        """,
    )


@pytest.mark.parametrize(
    ("linked", "reserved", "expected"),
    [("true", "false", "true"), ("false", "true", "true"), ("false", "false", "false")],
)
def test_made_by_aws(linked: str, reserved: str, expected: str) -> None:
    assert_made(
        "role_use",
        f"| is_made_by_aws |\n| - |\n| {expected} |",
        roles=f"| is_service_linked | is_aws_reserved |\n| - | - |\n| {linked} | {reserved} |",
    )


@pytest.mark.parametrize(
    ("trusts", "service", "ec2", "names"),
    [
        (["true | service | ec2.amazonaws.com"], "true", "true", "ec2.amazonaws.com"),
        (["true | service | EC2.amazonaws.com.cn"], "true", "true", "ec2.amazonaws.com"),
        (["true | service | lambda.amazonaws.com"], "true", "false", "lambda.amazonaws.com"),
        (["true | service | not-ec2.amazonaws.com"], "true", "false", "not-ec2.amazonaws.com"),
        (["false | service | ec2.amazonaws.com"], "false", "false", '""'),
        (["true | account | 444455556666"], "false", "false", '""'),
        ([" | | "], "", "", ""),
        ([" | service | ec2.amazonaws.com"], "", "", ""),
        (
            ["true | service | lambda.amazonaws.com", " | service | ec2.amazonaws.com"],
            "true",
            "",
            "lambda.amazonaws.com",
        ),
        ([], "false", "false", '""'),
    ],
)
def test_services(trusts: list[str], service: str, ec2: str, names: str) -> None:
    rows = "".join(f"| {APP} | {i} | {trust} |\n" for i, trust in enumerate(trusts))
    head = "| arn | entry | lets_in | principal_kind | principal |\n| - | - | - | - | - |\n"
    assert_made(
        "role_use",
        f"""
        | role | trusts_service | trusts_ec2 | services |
        | ---- | -------------- | ---------- | -------- |
        | app  | {service}      | {ec2}      | {names}  |
        | none | false          | false      | ""       |
        """,
        roles=ROLES,
        role_trusts=head + rows if rows else "",
    )


def test_what_roles_hold() -> None:
    assert_made(
        "role_use",
        """
        | role | path_and_name | policies | inline_names | instance_profiles | own_tags | tag_text |
        | ---- | ------------- | -------- | ------------ | ----------------- | -------- | -------- |
        | app  | /x/app        | 2        | extra        | web               | 1        | team=a   |
        | none | /none         | 0        | ""           | ""                | 0        | ""       |
        """,
        roles=ROLES,
        inline_policies=f"| principal_arn | principal_type | policy |\n| - | - | - |\n"
        f"| {APP} | role | extra |",
        instance_profiles=f"| instance_profile | role_arn |\n| - | - |\n| web | {APP} |",
        tags=f"| resource_arn | tag | value |\n| - | - | - |\n| {APP} | team | a |",
    )


@pytest.mark.parametrize(
    ("admin", "conditional", "power", "is_admin"),
    [
        ("true", "false", "2", "true"),
        ("false", "true", "1", ""),
        ("false", "false", "0", "false"),
        ("", "", "", ""),
    ],
)
def test_power(admin: str, conditional: str, power: str, is_admin: str) -> None:
    """That it depends on conditions is no reason to call a role harmless."""
    assert_made(
        "role_use",
        f"""
        | role | power   | is_admin   |
        | ---- | ------- | ---------- |
        | app  | {power} | {is_admin} |
        | none |         |            |
        """,
        roles=ROLES,
        principals=f"""
        | arn   | principal_type | is_admin | is_conditional_admin |
        | ----- | -------------- | -------- | -------------------- |
        | {APP} | role           | {admin}  | {conditional}        |
        """,
    )


def test_frames_that_are_not_there_tell_nothing() -> None:
    assert_made(
        "role_use",
        """
        | role | inline_names | instance_profiles | services | trusts_service | trusts_ec2 | own_tags | is_admin | power |
        | ---- | ------------ | ----------------- | -------- | -------------- | ---------- | -------- | -------- | ----- |
        | app  |              |                   |          |                |            |          |          |       |
        | none |              |                   |          |                |            |          |          |       |
        """,
        roles=ROLES,
    )


def test_instance_roles() -> None:
    """A profile with two roles is counted once; a role that is not listed is not known."""
    assert_made(
        "instance_roles",
        """
        | instance_profile | role | is_first | roles | trusts_ec2 | is_admin | admin_via | services          |
        | ---------------- | ---- | -------- | ----- | ---------- | -------- | --------- | ----------------- |
        | both             | a    | true     | 2     | true       | false    |           | ec2.amazonaws.com |
        | both             | b    | false    | 2     | false      | true     | Admin     | ""                |
        | lost             | c    | true     | 1     |            |          |           |                   |
        """,
        instance_profiles="""
        | instance_profile | arn                                              | role | role_arn                         | roles |
        | ---------------- | ------------------------------------------------ | ---- | -------------------------------- | ----- |
        | both             | arn:aws:iam::111122223333:instance-profile/both  | a    | arn:aws:iam::111122223333:role/a | 2     |
        | both             | arn:aws:iam::111122223333:instance-profile/both  | b    | arn:aws:iam::111122223333:role/b | 2     |
        | lost             | arn:aws:iam::111122223333:instance-profile/lost  | c    | arn:aws:iam::111122223333:role/c | 1     |
        """,
        role_use="""
        | role | arn                              | trusts_ec2 | services          | is_admin | admin_via |
        | ---- | -------------------------------- | ---------- | ----------------- | -------- | --------- |
        | b    | arn:aws:iam::111122223333:role/b | false      | ""                | true     | Admin     |
        | a    | arn:aws:iam::111122223333:role/a | true       | ec2.amazonaws.com | false    |           |
        """,
    )
