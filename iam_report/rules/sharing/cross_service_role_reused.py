"""SHR022."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR022",
    severity=Severity.INFORMATIONAL,
    title="Role that several services share",
    message="{role} is shared by more services than one needs, {principal} among them",
    evidence=("principal", "service_number"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",),
    off="some services only work together",
)
def cross_service_role_reused(role_trusts: pd.DataFrame, *, max_services: int = 2) -> pd.Series:
    """A trust policy allows more than `max_services` different services.

    ## Why
    A role for many purposes has the permissions of all of them, whichever service uses it.

    ## Fix
    Make a role for each purpose.

    ## Not covered
    Services that call on each other for one purpose, such as `lambda.amazonaws.com` and
    `edgelambda.amazonaws.com`.

    ## Cases

    | principal_kind | principal            | service_number | finding |
    | -------------- | -------------------- | -------------- | ------- |
    | service        | ec2.amazonaws.com    | 1              | no      |
    | service        | lambda.amazonaws.com | 2              | no      |
    | service        | glue.amazonaws.com   | 3              | yes     |
    | service        | states.amazonaws.com | 4              | no      |
    | account        | 444455556666         |                | no      |
    |                |                      |                | unknown |
    """
    r = role_trusts
    is_one_too_many = (r["service_number"] == max_services + 1).fillna(value=False)
    return (~r["is_made_by_aws"] & is_one_too_many).where(r["principal_kind"].notna())
