"""PRV035."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV035",
    severity=Severity.INFORMATIONAL,
    title="Many versions of a policy",
    message="{place} has {versions} versions",
    evidence=("policy", "version", "versions", "arn"),
    fix="aws iam delete-policy-version --policy-arn {arn} --version-id VERSION",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html",
    ),
)
def old_policy_versions(policies: pd.DataFrame, *, min_versions: int = 4) -> pd.Series:
    """A customer managed policy has `min_versions` versions or more, of the five that AWS keeps.

    ## Why
    Whoever may set the default version can bring back what an old one grants. At five, the next
    change fails until one is deleted.

    ## Fix
    Delete the versions that nobody will go back to.

    ## Not covered
    What the old versions grant: see `set_default_policy_version_exposure`. AWS's own policies.

    ## Cases

    | kind             | versions | finding |
    | ---------------- | -------- | ------- |
    | customer managed | 5        | yes     |
    | customer managed | 4        | yes     |
    | customer managed | 3        | no      |
    | AWS managed      | 40       | no      |
    | inline           |          | no      |
    """
    r = policies
    many = r["versions"] >= min_versions
    return (r["kind"] == "customer managed").astype(many.dtype) & many
