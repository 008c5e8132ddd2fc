"""PRV027."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV027",
    severity=Severity.LOW,
    title="Policy in the old policy language",
    message="{place} has no Version of 2012-10-17",
    evidence=(
        *("policy", "version", "document", "attached_to", "attached_names", "boundary_of"),
        "language_version",
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    ),
)
def policy_old_language_version(policies: pd.DataFrame) -> pd.Series:
    """`Version` is `2008-10-17`, or is missing, which means the same.

    ## Why
    In the old language policy variables such as `${aws:username}` are plain text. Who adds one
    later gets a policy that does something else than it says.

    ## Fix
    Write `"Version": "2012-10-17"` at the top of the policy. Look at variables in it first: they
    begin to work.

    ## Not covered
    Policies that hold a variable in a resource already (`resource_variable_without_version_2012`),
    and variables in conditions (`variable_without_version_2012`). Trust policies.

    ## Cases

    | is_own | is_malformed | language_version | uses_variables | finding |
    | ------ | ------------ | ---------------- | -------------- | ------- |
    | true   | false        | 2008-10-17       | false          | yes     |
    | true   | false        |                  | false          | yes     |
    | true   | false        | 2012-10-17       | false          | no      |
    | true   | false        | 2008-10-17       | true           | no      |
    | false  | false        | 2008-10-17       | false          | no      |
    | true   | true         |                  |                | no      |
    | true   |              |                  |                | unknown |
    """
    r = policies
    is_new = r["language_version"].eq("2012-10-17").fillna(value=False)
    return r["is_own"] & ~r["is_malformed"] & ~is_new & ~r["uses_variables"]
