"""PRV016."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV016",
    severity=Severity.INFORMATIONAL,
    title="Purchases on AWS Marketplace",
    message=(
        "statement {statement} of {place} allows purchases on AWS Marketplace: "
        "{marketplace_subscribe}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "marketplace_subscribe"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/marketplace/latest/buyerguide/buyer-iam-users-groups-policies.html",
    ),
)
def marketplace_subscribe_wildcard(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows to subscribe to products on AWS Marketplace.

    ## Why
    A subscription costs money, and what is bought runs in the account as software of a third party.

    ## Fix
    Give the permission to those who buy for the company, or use a private marketplace.

    ## Not covered
    Statements that allow every action (`policy_full_admin`). The actions take no resource, so that
    `*` is the only choice. Statements with a condition that an ordinary caller does not meet.
    Policies that are attached to nothing, or serve as permissions boundaries only: they grant
    nothing. Explicit denies, permissions boundaries and policies of the organization are not taken
    off: see `principals` for what a user or role may do in the end.

    ## Cases

    | is_attached | marketplace_subscribe | is_conditional | finding |
    | ----------- | --------------------- | -------------- | ------- |
    | true        | aws-marketplace:*     | false          | yes     |
    | true        | aws-marketplace:*     | true           | no      |
    | true        | ""                    | false          | no      |
    | false       | aws-marketplace:*     | false          | no      |
    | true        |                       |                | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["marketplace_subscribe"] != "") & ~r["is_conditional"]
