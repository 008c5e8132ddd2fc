"""PRV004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import cis
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV004",
    severity=Severity.HIGH,
    title="Attached AWS managed policy that allows everything",
    message="AWS managed policy {policy} allows everything; attachments: {attached_outside}",
    evidence=(
        *("policy", "version", "attached_to", "attached_names", "boundary_of"),
        *("attached_outside", "arn"),
    ),
    fix="aws iam list-entities-for-policy --policy-arn {arn}",
    controls=(*cis(v1_2="1.22", v1_3="1.16", v1_4="1.16", v5="1.15", v6="2.15", v7="2.14"),),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
)
def aws_managed_admin_attached(policies: pd.DataFrame) -> pd.Series:
    """`AdministratorAccess`, or another AWS managed policy that allows everything, is attached.

    ## Why
    Its holders can do anything in the account. The policy is there by default, so it is what people
    take when they are in a hurry.

    ## Fix
    Attach policies for what the holders do. Let people who need full access take on a role for a
    while, best by IAM Identity Center.

    ## Not covered
    Roles of IAM Identity Center: that they have the policy is decided by a permission set. Whether
    the attachment is needed; nearly every account has one administrator.

    ## Cases

    | kind             | arn                                                  | is_admin | attached_outside | finding |
    | ---------------- | ---------------------------------------------------- | -------- | ---------------- | ------- |
    | AWS managed      | arn:aws:iam::aws:policy/AdministratorAccess          |          | 2                | yes     |
    | AWS managed      | arn:aws-cn:iam::aws:policy/AdministratorAccess       | true     | 1                | yes     |
    | AWS managed      | arn:aws:iam::aws:policy/NewAdmin                     | true     | 1                | yes     |
    | AWS managed      | arn:aws:iam::aws:policy/AdministratorAccess          | true     | 0                | no      |
    | AWS managed      | arn:aws:iam::aws:policy/ReadOnlyAccess               | false    | 3                | no      |
    | customer managed | arn:aws:iam::111122223333:policy/AdministratorAccess | true     | 2                | no      |
    | AWS managed      | arn:aws:iam::aws:policy/ReadOnlyAccess               |          | 3                | unknown |
    | AWS managed      | arn:aws:iam::aws:policy/AdministratorAccess          | true     |                  | unknown |
    """  # noqa: E501  (a wide table)
    r = policies
    is_admin = r["is_admin"]
    is_named = r["arn"].str.endswith(":aws:policy/AdministratorAccess")
    is_aws = (r["kind"] == "AWS managed").astype(is_admin.dtype)
    return is_aws & (is_named | is_admin) & (r["attached_outside"] > 0)
