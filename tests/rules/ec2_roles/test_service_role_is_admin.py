"""The edges of service_role_is_admin that its page leaves out."""

from __future__ import annotations

from iam_report.rules.ec2_roles.service_role_is_admin import service_role_is_admin
from iam_report.testing import assert_rule

TABLE = """
| role                           | path_and_name                   | trusts_service | trusts_ec2 | instance_profiles | is_admin | finding |
| ------------------------------ | ------------------------------- | -------------- | ---------- | ----------------- | -------- | ------- |
| AWSControlTowerStackSetRole    | /service-role/AWSControlTowerStackSetRole | true | false      | ""                | true     | {}      |
| deploy                         | /deploy                         | true           | false      | ""                | true     | yes     |
"""


def test_roles_that_aws_control_tower_makes() -> None:
    assert_rule(service_role_is_admin, TABLE.format("no"))
    assert_rule(service_role_is_admin, TABLE.format("yes"), exempt_names="")


def test_a_role_in_an_instance_profile_that_another_service_takes_on() -> None:
    """Without trust in EC2 the profile gives nothing: the role is judged here."""
    assert_rule(
        service_role_is_admin,
        """
        | role | path_and_name | trusts_service | trusts_ec2 | instance_profiles | is_admin | finding |
        | ---- | ------------- | -------------- | ---------- | ----------------- | -------- | ------- |
        | a    | /a            | true           | false      | web               | true     | yes     |
        | b    | /b            |                |            | web               | true     | unknown |
        | c    | /c            | true           | true       |                   | true     | unknown |
        | d    | /d            |                |            |                   | false    | no      |
        """,
    )
