"""PRV025."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV025",
    severity=Severity.MEDIUM,
    title="Permission to copy data out",
    message=(
        "statement {statement} of {place} allows to copy data out, on {scope}: {data_exfiltration}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "data_exfiltration"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-modifying-snapshot-permissions.html",
    ),
    off=(
        "resource_exposure_actions and sensitive_data_read_wildcard say much the same of "
        "most policies"
    ),
)
def data_exfiltration_actions(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows to copy data out of every resource of a kind.

    ## Why
    A snapshot shared with another account, or an export to a bucket, carries a whole database away
    in one call.

    ## Fix
    Name the resources in `Resource`, or leave the actions out.

    ## Not covered
    Reading as such (`sensitive_data_read_wildcard`). Statements that allow every action
    (`policy_full_admin`), or a service such as `s3:*` as a whole where that has a rule of its own
    (`sensitive_service_full_access`, `kms_full_access`, `cloudtrail_full_access`). Actions that
    take no resource, since `*` is the only choice there. Statements with a condition that an
    ordinary caller does not meet. Policies that are attached to nothing, or serve as permissions
    boundaries only: they grant nothing. Explicit denies, permissions boundaries and policies of the
    organization are not taken off: see `principals` for what a user or role may do in the end.

    ## Cases

    | is_attached | data_exfiltration | is_conditional | finding |
    | ----------- | ----------------- | -------------- | ------- |
    | true        | rds:*             | false          | yes     |
    | true        | rds:*             | true           | no      |
    | true        | ""                | false          | no      |
    | false       | rds:*             | false          | no      |
    | true        |                   |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["data_exfiltration"] != "") & ~r["is_conditional"]
