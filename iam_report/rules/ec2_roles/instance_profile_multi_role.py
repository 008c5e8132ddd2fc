"""EC2003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EC2003",
    severity=Severity.LOW,
    title="Instance profile with several roles",
    message="instance profile {instance_profile} holds {roles} roles",
    evidence=("instance_profile", "roles", "role"),
    fix=(
        "aws iam remove-role-from-instance-profile --instance-profile-name {instance_profile}"
        " --role-name {role}"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html",
    ),
)
def instance_profile_multi_role(instance_roles: pd.DataFrame) -> pd.Series:
    """An instance profile holds more than one role.

    ## Why
    AWS allows one. An export that shows more comes from a system that behaves otherwise, or was
    edited; with which role programs work is not known.

    ## Fix
    Export again. If there are several, leave the one that the instances need.

    ## Not covered
    Instance profiles without a role: they are in no export of authorization details.

    ## Cases

    | instance_profile | roles | is_first | finding |
    | ---------------- | ----- | -------- | ------- |
    | both             | 2     | true     | yes     |
    | both             | 2     | false    | no      |
    | web              | 1     | true     | no      |
    """
    r = instance_roles
    return r["is_first"] & (r["roles"] > 1)
