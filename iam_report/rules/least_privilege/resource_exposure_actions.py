"""PRV023."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV023",
    severity=Severity.MEDIUM,
    title="Permission to share every resource",
    message=(
        "statement {statement} of {place} allows to share resources with others, on "
        "{scope}: {resource_exposure}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "resource_exposure"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
    ),
)
def resource_exposure_actions(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows to share every resource with others.

    ## Why
    The holder can write a policy of a bucket, queue, key or function that lets in another account,
    or everybody.

    ## Fix
    Name the resources in `Resource`. Forbid public access for the account as a whole where the
    service knows that.

    ## Not covered
    Statements that allow every action (`policy_full_admin`), or a service such as `s3:*` as a whole
    where that has a rule of its own (`sensitive_service_full_access`, `kms_full_access`,
    `cloudtrail_full_access`). Actions that take no resource, since `*` is the only choice there.
    Statements with a condition that an ordinary caller does not meet. Policies that are attached to
    nothing, or serve as permissions boundaries only: they grant nothing. Explicit denies,
    permissions boundaries and policies of the organization are not taken off: see `principals` for
    what a user or role may do in the end.

    ## Cases

    | is_attached | resource_exposure | is_conditional | finding |
    | ----------- | ----------------- | -------------- | ------- |
    | true        | sqs:*             | false          | yes     |
    | true        | sqs:*             | true           | no      |
    | true        | ""                | false          | no      |
    | false       | sqs:*             | false          | no      |
    | true        |                   |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["resource_exposure"] != "") & ~r["is_conditional"]
