"""GRP001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP001",
    severity=Severity.LOW,
    title="Policies attached to a user",
    message="{user} has policies of its own, {own_policies} in number",
    evidence=("user", "attached_names", "inline_names", "group_names"),
    fix="aws iam detach-user-policy --user-name {user} --policy-arn POLICY_ARN",
    controls=(
        *cis(v1_2="1.16", v1_3="1.15", v1_4="1.15", v5="1.14", v6="2.14", v7="2.13"),
        *fsbp("IAM.2"),
        *aws_config("iam-user-no-policies-check"),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",
    ),
)
def user_with_direct_policies(user_access: pd.DataFrame) -> pd.Series:
    """A user has policies of its own, attached or inline.

    ## Why
    What is given to one person at a time is seen by nobody, differs among people with the same
    work, and stays when the work changes. A group says what a task needs, and who has the task.

    ## Fix
    Put the user into a group that has the policies, then detach them from the user. Give programs
    a role instead of a user.

    ## Not covered
    The permissions boundary: it grants nothing. Whether the policies are too wide.

    ## Cases

    | user  | own_policies | groups | finding |
    | ----- | ------------ | ------ | ------- |
    | alice | 1            | 2      | yes     |
    | bob   | 0            | 2      | no      |
    | carol | 0            | 0      | no      |
    """
    return user_access["own_policies"] > 0
