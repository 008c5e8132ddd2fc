"""PRV003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV003",
    severity=Severity.MEDIUM,
    title="Policy that allows everything under conditions",
    message=(
        "statement {statement} of {place} allows every action on {scope} if conditions "
        "are met: {conditions}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    controls=(
        *cis(
            v1_2="1.22",
            v1_3="1.16",
            v1_4="1.16",
            v5="1.15",
            v6="2.15",
            v7="2.14",
            options={"inline": False},
        ),
        *fsbp("IAM.1", inline=False),
        *aws_config("iam-policy-no-statements-with-admin-access", inline=False),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
)
def conditional_full_admin(policy_statements: pd.DataFrame, *, inline: bool = True) -> pd.Series:
    """An attached or inline policy allows everything under a condition.

    ## Why
    A condition on MFA or on the network makes a stolen key less useful, but who meets it can still
    do anything in the account. Some conditions, such as one on the region, hold nobody back.

    ## Fix
    Write a policy for what the holders do. Keep full access for a role that few people take on for
    a while.

    ## Not covered
    Whether the condition is a good one. Conditions that everybody meets count as none: see
    `policy_full_admin` and `inline_full_admin`. Explicit denies, permissions boundaries and
    policies of the organization are not taken off: see `principals` for what a user or role may do
    in the end.

    ## Cases

    | kind             | is_attached | is_admin | is_conditional | finding |
    | ---------------- | ----------- | -------- | -------------- | ------- |
    | customer managed | true        | true     | true           | yes     |
    | inline           | true        | true     | true           | yes     |
    | inline           | true        | true     | false          | no      |
    | inline           | true        | false    | true           | no      |
    | customer managed | false       | true     | true           | no      |
    | inline           | true        |          |                | unknown |
    """
    r = policy_statements
    is_chosen = (r["kind"] == "customer managed") | ((r["kind"] == "inline") & inline)
    found = r["is_attached"] & r["is_admin"] & r["is_conditional"]
    return is_chosen.astype(found.dtype) & found
