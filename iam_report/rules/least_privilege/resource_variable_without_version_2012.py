"""PRV028."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV028",
    severity=Severity.MEDIUM,
    title="Policy variable that is plain text",
    message=(
        "a resource of {place} holds a policy variable, which is plain text without "
        "Version 2012-10-17"
    ),
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
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
    ),
)
def resource_variable_without_version_2012(policies: pd.DataFrame) -> pd.Series:
    """A resource holds `${...}`, and `Version` is not `2012-10-17`.

    ## Why
    The variable is taken as it stands and matches no real resource: an `Allow` gives less than it
    says, and a `Deny` forbids nothing.

    ## Fix
    Write `"Version": "2012-10-17"` at the top of the policy.

    ## Not covered
    Variables in conditions (`variable_without_version_2012`). Trust policies, which have no
    resources.

    ## Cases

    | is_own | is_malformed | language_version | uses_variables | finding |
    | ------ | ------------ | ---------------- | -------------- | ------- |
    | true   | false        | 2008-10-17       | true           | yes     |
    | true   | false        |                  | true           | yes     |
    | true   | false        | 2012-10-17       | true           | no      |
    | true   | false        | 2008-10-17       | false          | no      |
    | false  | false        | 2008-10-17       | true           | no      |
    | true   | true         |                  |                | no      |
    | true   |              |                  |                | unknown |
    """
    r = policies
    is_new = r["language_version"].eq("2012-10-17").fillna(value=False)
    return r["is_own"] & ~r["is_malformed"] & ~is_new & r["uses_variables"]
