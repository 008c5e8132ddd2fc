"""PRV022."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV022",
    severity=Severity.MEDIUM,
    title="Access to credentials everywhere",
    message=(
        "statement {statement} of {place} allows actions that return credentials, on "
        "{scope}: {credentials_exposure}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "credentials_exposure"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html",),
)
def credentials_exposure_actions(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows actions that return credentials on every resource.

    ## Why
    The holder can act as somebody else: read the password of a machine, sign in to a cluster, or
    get a token for a registry.

    ## Fix
    Name the resources in `Resource`, or leave the actions out.

    ## Not covered
    `sts:AssumeRole` (`sts_assume_any_role`), actions of IAM (`iam_write_any`), and patterns that
    also read data (`sensitive_data_read_wildcard`). Statements that allow every action
    (`policy_full_admin`), or a service such as `s3:*` as a whole where that has a rule of its own
    (`sensitive_service_full_access`, `kms_full_access`, `cloudtrail_full_access`). Actions that
    take no resource, since `*` is the only choice there. Statements with a condition that an
    ordinary caller does not meet. Policies that are attached to nothing, or serve as permissions
    boundaries only: they grant nothing. Explicit denies, permissions boundaries and policies of the
    organization are not taken off: see `principals` for what a user or role may do in the end.

    ## Cases

    | is_attached | credentials_exposure | is_conditional | finding |
    | ----------- | -------------------- | -------------- | ------- |
    | true        | ec2:Get*             | false          | yes     |
    | true        | ec2:Get*             | true           | no      |
    | true        | ""                   | false          | no      |
    | false       | ec2:Get*             | false          | no      |
    | true        |                      |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["credentials_exposure"] != "") & ~r["is_conditional"]
