"""Names that options of rules are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import RuleError
from iam_report.schema import BOOL, as_arrow, as_series, repeated

if TYPE_CHECKING:
    import pandas as pd

#: Path and name of the roles that AWS Organizations, AWS Control Tower, Account Factory for
#: Terraform and CloudFormation StackSets make by themselves, as RE2 writes them.
PLATFORM_ROLES: Final = (
    "^/(?:OrganizationAccountAccessRole|AWSControlTowerExecution|AWSAFT(?:Admin|Execution|Service)"
    "|AWSCloudFormationStackSet(?:Administration|Execution)Role|stacksets-exec-[0-9a-f]{32}"
    "|(?:service-role/)?AWSControlTower(?:Admin|StackSetRole|CloudTrailRole"
    "|ConfigAggregatorRoleForOrganizations)|aws-controltower-[A-Za-z0-9-]+)$"
)


def is_named(names: pd.Series, pattern: str) -> pd.Series:
    """Tell which names match a regular expression of RE2; none do where it is empty.

    Raises:
        RuleError: The pattern is no regular expression.
    """
    if not pattern:
        none = repeated(value=False, count=len(names), kind=BOOL)
        return as_series(none).set_axis(names.index)
    try:
        found = pc.match_substring_regex(as_arrow(names), pattern)
    except pa.ArrowInvalid as exc:
        reason = str(exc).removeprefix("Invalid regular expression: ")
        raise RuleError(
            f"`{pattern}` is no regular expression: {reason}",
            hint="write it as RE2 does, without look-around and back-references",
        ) from exc
    return as_series(found).set_axis(names.index)
