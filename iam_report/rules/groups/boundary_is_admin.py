"""GRP015."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP015",
    severity=Severity.MEDIUM,
    title="Permissions boundary that limits nothing",
    message="the boundary of {principal_type} {principal}, {boundary}, limits nothing",
    evidence=("principal_type", "principal", "permissions_boundary", "is_admin"),
    fix=(
        "aws iam put-{principal_type}-permissions-boundary --{principal_type}-name {principal}"
        " --permissions-boundary POLICY_ARN"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
)
def boundary_is_admin(permissions_boundaries: pd.DataFrame) -> pd.Series:
    """The permissions boundary of a user or role allows everything, or all of IAM.

    ## Why
    It looks as if there were a limit. A boundary that allows all of IAM lets the user or role take
    the boundary away.

    ## Fix
    Set a boundary that allows only what the user or role may ever be given.

    ## Not covered
    Boundaries with a `Deny`: what it leaves is looked at in `principals`. Boundaries that allow
    more than is good, but not everything.

    ## Cases

    | principal | has_boundary | allows_all | finding |
    | --------- | ------------ | ---------- | ------- |
    | alice     | true         | true       | yes     |
    | bob       | true         | false      | no      |
    | carol     | false        |            | no      |
    | dave      | true         |            | unknown |
    """
    r = permissions_boundaries
    return r["has_boundary"] & r["allows_all"]
