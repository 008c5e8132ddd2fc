"""PRV001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV001",
    severity=Severity.CRITICAL,
    title="Attached policy that allows everything",
    message=(
        "statement {statement} of {place} allows every action on {scope}; attachments: "
        "{attached_to}"
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
        *cis(v1_2="1.22", v1_3="1.16", v1_4="1.16", v5="1.15", v6="2.15", v7="2.14"),
        *fsbp("IAM.1"),
        *aws_config("iam-policy-no-statements-with-admin-access"),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
)
def policy_full_admin(policy_statements: pd.DataFrame) -> pd.Series:
    """A customer managed policy that is attached allows every action on every resource.

    ## Why
    Whoever has the policy can do anything in the account: read all data, make credentials, delete
    every trace. One stolen key of one holder is a lost account.

    ## Fix
    Find out what its holders do, by the services last accessed or by AWS CloudTrail, and write a
    policy for that. Keep full access for a role that few people take on for a while.

    ## Not covered
    Inline policies (`inline_full_admin`), statements under a condition (`conditional_full_admin`),
    AWS's own policies (`aws_managed_admin_attached`), and policies that are attached to nothing
    (`unattached_full_admin_policy`). A statement that leaves out some resources counts as long as
    it comes to the same: with all users, roles or policies of IAM, the rest is in reach. Explicit
    denies, permissions boundaries and policies of the organization are not taken off: see
    `principals` for what a user or role may do in the end.

    ## Cases

    | kind             | is_attached | is_admin | is_conditional | finding |
    | ---------------- | ----------- | -------- | -------------- | ------- |
    | customer managed | true        | true     | false          | yes     |
    | customer managed | true        | true     | true           | no      |
    | customer managed | true        | false    | false          | no      |
    | customer managed | false       | true     | false          | no      |
    | inline           | true        | true     | false          | no      |
    | customer managed | true        |          |                | unknown |
    | customer managed |             | true     | false          | unknown |
    """
    r = policy_statements
    is_customer = (r["kind"] == "customer managed").astype(r["is_attached"].dtype)
    return is_customer & r["is_attached"] & r["is_admin"] & ~r["is_conditional"]
