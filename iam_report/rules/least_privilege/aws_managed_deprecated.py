"""PRV034."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV034",
    severity=Severity.MEDIUM,
    title="AWS managed policy that AWS has replaced",
    message="AWS replaced {policy} by {replacement}; attachments: {attached_to}",
    evidence=("policy", "replacement", "attached_to", "attached_names", "arn"),
    fix="aws iam list-entities-for-policy --policy-arn {arn}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-deprecated.html",
    ),
)
def aws_managed_deprecated(policies: pd.DataFrame) -> pd.Series:
    """An AWS managed policy that AWS has replaced is attached.

    ## Why
    AWS replaces a policy mostly since it grants more than its name says, and some of them make an
    administrator. It does not change any more, and where it is detached it cannot be attached
    again.

    ## Fix
    Attach the policy that replaced it, try it, and detach the old one.

    ## Not covered
    Policies that AWS replaced after the list in the package was made.

    ## Cases

    | kind        | policy              | replacement          | attached_to | finding |
    | ----------- | ------------------- | -------------------- | ----------- | ------- |
    | AWS managed | AWSLambdaFullAccess | AWSLambda_FullAccess | 2           | yes     |
    | AWS managed | AWSLambdaFullAccess | AWSLambda_FullAccess | 0           | no      |
    | AWS managed | AWSLambdaFullAccess | AWSLambda_FullAccess |             | unknown |
    | AWS managed | ReadOnlyAccess      | ""                   | 2           | no      |
    """
    r = policies
    return (r["replacement"] != "") & (r["attached_to"] > 0)
