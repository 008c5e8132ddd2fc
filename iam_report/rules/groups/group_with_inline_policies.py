"""GRP003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP003",
    severity=Severity.INFORMATIONAL,
    title="Inline policies of a group",
    message="policies stand in group {group} itself: {inline_names}",
    evidence=("group", "inline_names", "members"),
    fix="aws iam delete-group-policy --group-name {group} --policy-name POLICY_NAME",
    controls=aws_config("iam-no-inline-policy-check"),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    ),
)
def group_with_inline_policies(group_use: pd.DataFrame) -> pd.Series:
    """A group has inline policies.

    ## Why
    An inline policy is in no list of policies and has no versions to go back to, and no other group
    can share it.

    ## Fix
    Make a managed policy of the text, attach it to the group, then delete the inline policy.

    ## Not covered
    What the policy allows.

    ## Cases

    | group     | inline_policies | finding |
    | --------- | --------------- | ------- |
    | operators | 2               | yes     |
    | auditors  | 0               | no      |
    """
    return group_use["inline_policies"] > 0
