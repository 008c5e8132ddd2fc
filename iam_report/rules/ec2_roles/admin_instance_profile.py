"""EC2001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EC2001",
    severity=Severity.HIGH,
    title="Instance profile of an administrator",
    message="programs on instances with profile {instance_profile} are administrators by {role}",
    evidence=("instance_profile", "role", "admin_via", "services", "last_used_date"),
    fix="aws iam list-attached-role-policies --role-name {role}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2.html",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html",
    ),
)
def admin_instance_profile(instance_roles: pd.DataFrame) -> pd.Series:
    """The role in an instance profile trusts Amazon EC2, and can give itself any permission.

    ## Why
    Every program on such an instance can ask for the credentials of the role, and so can whoever
    makes one of them fetch a page. With these credentials the account is taken over.

    ## Fix
    Give the role what the programs on the instance need. For what administrators do there, let them
    sign in to the instance and take on a role of their own.

    ## Not covered
    Whether an instance runs with the profile: `aws ec2 describe-instances` tells. Of a role that is
    an administrator only under conditions, the answer is not known.

    ## Cases

    | role    | trusts_ec2 | is_admin | finding |
    | ------- | ---------- | -------- | ------- |
    | builder | true       | true     | yes     |
    | web     | true       | false    | no      |
    | lambda  | false      | true     | no      |
    | unclear | true       |          | unknown |
    | lost    |            | true     | unknown |
    """
    r = instance_roles
    return r["trusts_ec2"] & r["is_admin"]
