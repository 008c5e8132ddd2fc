"""GRP014."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP014",
    severity=Severity.MEDIUM,
    title="Permissions boundary that is not in the export",
    message="the boundary of {principal_type} {principal}, {boundary}, is not among the policies",
    evidence=("principal_type", "principal", "permissions_boundary"),
    fix="aws iam get-policy --policy-arn {permissions_boundary}",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
)
def boundary_dangling(permissions_boundaries: pd.DataFrame) -> pd.Series:
    """The permissions boundary of a user or role is a policy that the export does not hold.

    ## Why
    What the user or role may do is not known: nothing that it does not share with the boundary. If
    the policy is gone, that is nothing at all; if somebody makes a policy of that name again, it
    is what that one allows.

    ## Fix
    See whether the policy exists. If it does not, make it, or set another boundary.

    ## Not covered
    Boundaries that are AWS managed policies: these exist, but exports can lack them (EXP013).

    ## Cases
    `in_export` is empty where the export is not whole.

    | principal | has_boundary | is_aws_managed | in_export | finding |
    | --------- | ------------ | -------------- | --------- | ------- |
    | alice     | true         | false          | false     | yes     |
    | bob       | true         | false          | true      | no      |
    | carol     | true         | true           | false     | no      |
    | dave      | false        |                |           | no      |
    | erin      | true         | false          |           | unknown |
    """
    r = permissions_boundaries
    return r["has_boundary"] & ~r["is_aws_managed"] & ~r["in_export"]
