"""PRV021."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV021",
    severity=Severity.MEDIUM,
    title="Permissions management on every resource",
    message=(
        "statement {statement} of {place} allows to manage permissions on {scope}: "
        "{permissions_management}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "permissions_management"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
    ),
    off=(
        "iam_write_any and resource_exposure_actions name the actions of this level that "
        "matter most"
    ),
)
def permissions_management_wildcard(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows permissions management on every resource.

    ## Why
    Such actions change who may use a resource, so that the holder can open what others closed.

    ## Fix
    Name the resources in `Resource`.

    ## Not covered
    Statements that allow every action (`policy_full_admin`), or a service such as `s3:*` as a whole
    where that has a rule of its own (`sensitive_service_full_access`, `kms_full_access`,
    `cloudtrail_full_access`). Actions that take no resource, since `*` is the only choice there.
    Statements with a condition that an ordinary caller does not meet. Policies that are attached to
    nothing, or serve as permissions boundaries only: they grant nothing. Explicit denies,
    permissions boundaries and policies of the organization are not taken off: see `principals` for
    what a user or role may do in the end.

    ## Cases

    | is_attached | permissions_management | is_conditional | finding |
    | ----------- | ---------------------- | -------------- | ------- |
    | true        | sqs:*                  | false          | yes     |
    | true        | sqs:*                  | true           | no      |
    | true        | ""                     | false          | no      |
    | false       | sqs:*                  | false          | no      |
    | true        |                        |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["permissions_management"] != "") & ~r["is_conditional"]
