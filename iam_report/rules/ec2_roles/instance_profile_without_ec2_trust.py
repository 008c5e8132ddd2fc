"""EC2004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EC2004",
    severity=Severity.INFORMATIONAL,
    title="Instance profile that gives no credentials",
    message="Amazon EC2 cannot take on role {role} of instance profile {instance_profile}",
    evidence=("instance_profile", "role", "services", "last_used_date"),
    fix=(
        "aws iam remove-role-from-instance-profile --instance-profile-name {instance_profile}"
        " --role-name {role}"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html",
    ),
)
def instance_profile_without_ec2_trust(instance_roles: pd.DataFrame) -> pd.Series:
    """The role in an instance profile does not trust Amazon EC2.

    ## Why
    Programs on an instance with this profile get no credentials, and people then put access keys
    there. If nothing uses the profile, it is left over.

    ## Fix
    Let `ec2.amazonaws.com` in by the trust policy, or delete the instance profile.

    ## Not covered
    Whether an instance uses the profile.

    ## Cases

    | instance_profile | trusts_ec2 | finding |
    | ---------------- | ---------- | ------- |
    | left             | false      | yes     |
    | web              | true       | no      |
    | unclear          |            | unknown |
    """
    return ~instance_roles["trusts_ec2"]
