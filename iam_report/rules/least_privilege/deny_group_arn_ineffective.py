"""PRV040."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV040",
    severity=Severity.MEDIUM,
    title="Deny on a group that does not reach its members",
    message=(
        "statement {statement} of {place} denies on a group what is done to users: {not_of_groups}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "not_of_groups"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
    ),
)
def deny_group_arn_ineffective(policy_statements: pd.DataFrame) -> pd.Series:
    """A `Deny` names groups as its resources, and actions that are not done to groups.

    ## Why
    A group in `Resource` is the group itself, not its members. Such a statement forbids nothing,
    and the users that it was to protect are open.

    ## Fix
    Name users in `Resource`, best by a path that their ARNs share, or use a condition on tags.

    ## Not covered
    Actions on users in an `Allow`, where the mistake shows at once.

    ## Cases

    | effect | not_of_groups       | finding |
    | ------ | ------------------- | ------- |
    | Deny   | iam:CreateAccessKey | yes     |
    | Deny   | ""                  | no      |
    | Allow  | ""                  | no      |
    |        |                     | unknown |
    """
    r = policy_statements
    return (r["effect"] == "Deny") & (r["not_of_groups"] != "")
