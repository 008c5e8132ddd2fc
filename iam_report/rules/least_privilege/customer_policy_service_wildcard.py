"""PRV011."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV011",
    severity=Severity.LOW,
    title="Customer managed policy with every action of a service",
    message="statement {statement} of {place} allows every action of a service",
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "full_services"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    controls=(
        *fsbp("IAM.21"),
        *aws_config("iam-policy-no-statements-with-full-access"),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html",
    ),
    off=(
        "it repeats service_wildcard_full_access for policies and resources that matter "
        "less; it is there to judge the control"
    ),
)
def customer_policy_service_wildcard(policy_statements: pd.DataFrame) -> pd.Series:
    """A customer managed policy, attached or not, allows every action of a service.

    ## Why
    Among the actions of a service are those that delete, that share with others, and that read what
    is stored. Few jobs need them all.

    ## Fix
    List the actions that are needed; patterns such as `ec2:Describe*` are fine.

    ## Not covered
    Inline policies, and AWS's own.

    ## Cases

    | kind             | effect | full_services | all_actions | has_not_action | finding |
    | ---------------- | ------ | ------------- | ----------- | -------------- | ------- |
    | customer managed | Allow  | s3            | false       | false          | yes     |
    | customer managed | Allow  | ""            | true        | false          | yes     |
    | customer managed | Allow  | ""            | false       | true           | yes     |
    | customer managed | Allow  | ""            | false       | false          | no      |
    | customer managed | Deny   | ""            | false       | true           | no      |
    | inline           | Allow  | s3            | false       | false          | no      |
    | customer managed |        |               |             |                | unknown |
    """
    r = policy_statements
    is_full = (r["full_services"] != "") | r["all_actions"] | r["has_not_action"]
    is_customer = (r["kind"] == "customer managed").astype(is_full.dtype)
    return is_customer & (r["effect"] == "Allow") & is_full
