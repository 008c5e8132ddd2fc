"""USR004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="USR004",
    severity=Severity.LOW,
    title="No role for cases with AWS Support",
    message="no role that somebody can take on has AWSSupportAccess in {account_id}",
    evidence=("support_holders",),
    fix=(
        "aws iam attach-role-policy --role-name ROLE_NAME"
        " --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess"
    ),
    controls=(
        *cis(v1_2="1.20", v1_3="1.17", v1_4="1.17", v5="1.16", v6="2.16", v7="2.15"),
        *fsbp("IAM.18", roles_only=False),
        *aws_config("iam-policy-in-use", roles_only=False),
    ),
    references=(
        "https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html",
        "https://docs.aws.amazon.com/awssupport/latest/user/security-support.html",
    ),
)
def support_role_missing(account_access: pd.DataFrame, *, roles_only: bool = True) -> pd.Series:
    """No role has the policy `AWSSupportAccess` and a trust policy that lets somebody in.

    With `roles_only` false a user, or a group with users, will do.

    ## Why
    Somebody has to talk with AWS Support when things go wrong. Without such a role that is done as
    an administrator, or as the root user.

    ## Fix
    Make a role with the AWS managed policy `AWSSupportAccess`, and let those take it on who handle
    incidents.

    ## Not covered
    Policies of your own that allow `support:*`, and administrators. Whether the account has a
    support plan.

    ## Cases

    | account_id   | has_support_role | has_support_holder | finding |
    | ------------ | ---------------- | ------------------ | ------- |
    | 111122223333 | false            | false              | yes     |
    | 222233334444 | false            | true               | yes     |
    | 333344445555 | true             | true               | no      |
    | 444455556666 |                  | true               | unknown |
    """
    r = account_access
    return ~r["has_support_role"] if roles_only else ~r["has_support_holder"]
