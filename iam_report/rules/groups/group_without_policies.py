"""GRP007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP007",
    severity=Severity.LOW,
    title="Group without policies",
    message="group {group} has no policies",
    evidence=("group", "create_date", "members", "member_names"),
    fix="aws iam attach-group-policy --group-name {group} --policy-arn POLICY_ARN",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",),
)
def group_without_policies(group_use: pd.DataFrame) -> pd.Series:
    """A group has no policies, neither attached nor inline.

    ## Why
    A group is there to give permissions. One without any gives none, and whoever attaches a policy
    to it later gives it to everybody who happens to be in it.

    ## Fix
    Attach what the users need for their task, or delete the group.

    ## Not covered
    Groups that are used as a list of people only. A group cannot be named as a principal.

    ## Cases

    | group | policies | finding |
    | ----- | -------- | ------- |
    | empty | 0        | yes     |
    | staff | 1        | no      |
    """
    return group_use["policies"] == 0
