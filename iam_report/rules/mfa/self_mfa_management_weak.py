"""MFA010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="MFA010",
    severity=Severity.HIGH,
    title="MFA that can be switched off without MFA",
    message=("statement {statement} of {place} lets users who used no MFA undo the demand for it"),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("allows_removal", "needs_mfa", "weak_exceptions"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_users-self-manage-mfa-and-creds.html",
    ),
)
def self_mfa_management_weak(mfa_statements: pd.DataFrame) -> pd.Series:
    """A policy for managing MFA lets a user without MFA take it away, or get around it.

    ## Why
    Whoever steals an access key or a password has no MFA. If that is enough to deactivate the
    user's MFA device, or to make new credentials, MFA protects nothing.

    ## Fix
    Allow `iam:DeactivateMFADevice` only with `"Bool": {"aws:MultiFactorAuthPresent": "true"}`, or
    deny it without MFA by `"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}`. Such a `Deny`
    excepts by `NotAction` what is needed to set up the first device, and no more.

    ## Not covered
    A `Deny` in another policy counts if all users who have this one have that one too. Policies
    that allow everything, or all of IAM, on all users: these are no policies for managing MFA. A
    device that is not in use can be deleted without harm. What service control policies deny.

    ## Cases
    `needs_mfa` is empty where it depends on other conditions. `weak_exceptions` are actions that a
    `Deny` for lack of MFA leaves out.

    | effect | allows_removal | needs_mfa | weak_exceptions         | finding |
    | ------ | -------------- | --------- | ----------------------- | ------- |
    | Allow  | true           | false     | ""                      | yes     |
    | Allow  | true           | true      | ""                      | no      |
    | Allow  | true           |           | ""                      | unknown |
    | Deny   | false          |           | iam:*                   | yes     |
    | Deny   | false          |           | iam:DeactivateMFADevice | yes     |
    | Deny   | false          |           | ""                      | no      |
    |        |                |           |                         | unknown |
    """
    r = mfa_statements
    return (r["allows_removal"] & ~r["needs_mfa"]) | (r["weak_exceptions"] != "")
