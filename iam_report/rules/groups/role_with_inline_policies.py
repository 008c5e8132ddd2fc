"""GRP004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP004",
    severity=Severity.INFORMATIONAL,
    title="Inline policies of a role",
    message="policies stand in role {role} itself: {inline_names}",
    evidence=("role", "inline_names"),
    fix="aws iam delete-role-policy --role-name {role} --policy-name POLICY_NAME",
    controls=aws_config("iam-no-inline-policy-check", include_aws_reserved=True),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    ),
    off="the policy of a role that belongs to one program is best kept in the role",
)
def role_with_inline_policies(
    role_use: pd.DataFrame, *, include_aws_reserved: bool = False
) -> pd.Series:
    """A role has inline policies.

    ## Why
    An inline policy is in no list of policies and has no versions to go back to. Where several
    roles hold copies of one text, these drift apart.

    ## Fix
    Make a managed policy of the text, attach it to the role, then delete the inline policy.

    ## Not covered
    Service-linked roles, and, unless `include_aws_reserved` is true, those of IAM Identity Center:
    their inline policies come from permission sets.

    ## Cases

    | role    | inline_policies | is_service_linked | is_aws_reserved | finding |
    | ------- | --------------- | ----------------- | --------------- | ------- |
    | app     | 1               | false             | false           | yes     |
    | web     | 0               | false             | false           | no      |
    | service | 1               | true              | false           | no      |
    | set     | 1               | false             | true            | no      |
    """
    r = role_use
    is_own = ~r["is_service_linked"] & (~r["is_aws_reserved"] | include_aws_reserved)
    return is_own & (r["inline_policies"] > 0)
