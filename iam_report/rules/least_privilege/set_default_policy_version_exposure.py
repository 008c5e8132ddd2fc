"""PRV042."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV042",
    severity=Severity.HIGH,
    title="Old version of a policy that allows everything",
    message="{place} allows everything in versions that are not in force: {admin_versions}",
    evidence=(
        *("policy", "version", "document", "attached_to", "attached_names", "boundary_of"),
        *("admin_versions", "arn"),
    ),
    fix="aws iam delete-policy-version --policy-arn {arn} --version-id VERSION",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html",
    ),
)
def set_default_policy_version_exposure(policies: pd.DataFrame) -> pd.Series:
    """An attached policy does not allow everything, but an older version of it does.

    ## Why
    With `iam:SetDefaultPolicyVersion` alone, a holder can put the old version in force and become
    an administrator. That action looks harmless, and is often allowed with others.

    ## Fix
    Delete the versions.

    ## Not covered
    Whether anybody may set the default version. AWS's own policies. Old versions that allow much,
    but not everything.

    ## Cases

    | kind             | is_admin | admin_versions | attached_to | finding |
    | ---------------- | -------- | -------------- | ----------- | ------- |
    | customer managed | false    | v1, v2         | 3           | yes     |
    | customer managed | true     | v1             | 3           | no      |
    | customer managed | false    | v1             | 0           | no      |
    | customer managed | false    | ""             | 3           | no      |
    | customer managed | false    |                | 3           | unknown |
    | AWS managed      | false    | ""             | 3           | no      |
    """
    r = policies
    return (r["admin_versions"] != "") & ~r["is_admin"] & (r["attached_to"] > 0)
