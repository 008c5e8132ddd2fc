"""GRP013."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule
from iam_report.rules._names import is_named

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="GRP013",
    severity=Severity.LOW,
    title="No permissions boundary",
    message="{principal_type} {principal} has no permissions boundary",
    evidence=("principal_type", "principal", "path_and_name", "is_admin"),
    fix=(
        "aws iam put-{principal_type}-permissions-boundary --{principal_type}-name {principal}"
        " --permissions-boundary POLICY_ARN"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
    off="it needs to be told which users and roles are to have a boundary",
)
def permission_boundary_missing(
    permissions_boundaries: pd.DataFrame, *, names: str = ""
) -> pd.Series:
    """A user or role has no permissions boundary.

    Those are looked at whose path and name, such as `/delegated/app`, match the regular expression
    `names`; if it is empty, all.

    ## Why
    Who may make roles and users can give them more than they have themselves, unless a boundary
    caps what they make.

    ## Fix
    Set a boundary that allows what the users and roles of that kind may ever be given, and allow
    their makers to make only such that have it (`iam:PermissionsBoundary`).

    ## Not covered
    Groups, which can have no boundary, and roles that AWS made.

    ## Cases

    | principal_type | principal | has_boundary | finding |
    | -------------- | --------- | ------------ | ------- |
    | user           | alice     | false        | yes     |
    | role           | app       | true         | no      |
    """
    r = permissions_boundaries
    is_asked = is_named(r["path_and_name"], names or "^")
    return is_asked & ~r["has_boundary"]
