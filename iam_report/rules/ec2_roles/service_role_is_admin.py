"""EC2002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule
from iam_report.rules._names import PLATFORM_ROLES, is_named

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EC2002",
    severity=Severity.HIGH,
    title="Administrator that a service works as",
    message="{services} can work as role {role}, an administrator",
    evidence=("role", "services", "admin_via", "last_used_date", "instance_profiles"),
    fix="aws iam list-attached-role-policies --role-name {role}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
)
def service_role_is_admin(
    role_use: pd.DataFrame, *, exempt_names: str = PLATFORM_ROLES
) -> pd.Series:
    """A role lets a service in, and can give itself any permission.

    ## Why
    Who can have the service run something, such as code in AWS Lambda or a template in AWS
    CloudFormation, works as an administrator.

    ## Fix
    Give the role what the service needs to do. Limit by `iam:PassRole` who can hand it to the
    service.

    ## Not covered
    Roles in instance profiles that trust Amazon EC2 (EC2001), and roles that AWS made. Roles whose
    path and name match the regular expression `exempt_names`: by default those that AWS Control
    Tower and CloudFormation StackSets make by themselves.

    ## Cases

    | role    | path_and_name | is_made_by_aws | trusts_service | trusts_ec2 | instance_profiles | is_admin | finding |
    | ------- | ------------- | -------------- | -------------- | ---------- | ----------------- | -------- | ------- |
    | deploy  | /deploy       | false          | true           | false      | ""                | true     | yes     |
    | ec2     | /ec2          | false          | true           | true       | ""                | true     | yes     |
    | server  | /server       | false          | true           | true       | server            | true     | no      |
    | web     | /web          | false          | true           | false      | ""                | false    | no      |
    | person  | /person       | false          | false          | false      | ""                | true     | no      |
    | service | /service      | true           | true           | false      | ""                | true     | no      |
    | unclear | /unclear      | false          | true           | false      | ""                |          | unknown |
    """  # noqa: E501  (a wide table)
    r = role_use
    in_profile = r["trusts_ec2"] & (r["instance_profiles"] != "")
    is_judged = ~r["is_made_by_aws"] & ~is_named(r["path_and_name"], exempt_names) & ~in_profile
    return is_judged & r["trusts_service"] & r["is_admin"]
