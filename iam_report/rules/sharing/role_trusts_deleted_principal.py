"""SHR007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR007",
    severity=Severity.LOW,
    title="Role that trusts a deleted principal",
    message="the trust policy of {role} names {principal}, the ID of a principal that is gone",
    evidence=("principal", "effect", "statement", "sid"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
)
def role_trusts_deleted_principal(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy names the unique ID of a user or role, as it does once that is deleted.

    ## Why
    The entry lets nobody in. A new user or role of the same name is not let in either, which
    surprises who makes one; and entries that do nothing hide those that do something.

    ## Fix
    Remove the entry, or write the ARN of the new principal.

    ## Not covered
    Entries that name an ARN: whether a principal of another account exists, the export does not
    say.

    ## Cases

    | principal_kind | finding |
    | -------------- | ------- |
    | deleted        | yes     |
    | role           | no      |
    |                | unknown |
    """
    r = role_trusts
    return ~r["is_made_by_aws"] & (r["principal_kind"] == "deleted")
