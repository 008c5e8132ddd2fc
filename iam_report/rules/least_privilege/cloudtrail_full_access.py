"""PRV015."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV015",
    severity=Severity.MEDIUM,
    title="Tampering with AWS CloudTrail",
    message=(
        "statement {statement} of {place} allows to stop or thin out the records of AWS CloudTrail"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "cloudtrail_all", "cloudtrail_tampering"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    ),
)
def cloudtrail_full_access(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows to stop or thin out the records of AWS CloudTrail.

    ## Why
    An intruder who can stop a trail, delete it or change what it records leaves no trace from then
    on.

    ## Fix
    Give `cloudtrail:StopLogging`, `cloudtrail:DeleteTrail`, `cloudtrail:UpdateTrail` and
    `cloudtrail:PutEventSelectors` to a role that few people take on, and forbid them to all others
    by a policy of the organization.

    ## Not covered
    Statements that allow every action (`policy_full_admin`), and trails in other places, such as
    the bucket that holds the records. Statements with a condition that an ordinary caller does not
    meet. Policies that are attached to nothing, or serve as permissions boundaries only: they grant
    nothing. Explicit denies, permissions boundaries and policies of the organization are not taken
    off: see `principals` for what a user or role may do in the end.

    ## Cases

    | is_attached | cloudtrail_all | cloudtrail_tampering | is_conditional | finding |
    | ----------- | -------------- | -------------------- | -------------- | ------- |
    | true        | cloudtrail     | ""                   | false          | yes     |
    | true        | ""             | cloudtrail:Stop*     | false          | yes     |
    | true        | ""             | cloudtrail:Stop*     | true           | no      |
    | true        | ""             | ""                   | false          | no      |
    | false       | cloudtrail     | ""                   | false          | no      |
    | true        |                |                      |                | unknown |
    """
    r = policy_statements
    found = (r["cloudtrail_all"] != "") | (r["cloudtrail_tampering"] != "")
    return r["is_attached"] & found & ~r["is_conditional"]
