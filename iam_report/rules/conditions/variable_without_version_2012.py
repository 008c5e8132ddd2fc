"""CND012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.policy.documents import VERSIONS
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND012",
    severity=Severity.MEDIUM,
    title="Policy variable that the policy's version takes as text",
    message=(
        "statement {statement} of {place} compares {key} with {values}, but the policy's "
        "version knows no variables"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "language_version"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    ),
)
def variable_without_version_2012(policy_conditions: pd.DataFrame) -> pd.Series:
    """A condition holds a policy variable, and the policy has not the version `2012-10-17`.

    ## Why
    Policies of version `2008-10-17`, or without one, take `${aws:username}` for plain text. The
    condition then looks for a dollar sign and braces: an `Allow` grants nothing, and a `Deny` by a
    negated operator hits everybody.

    ## Fix
    Set `"Version": "2012-10-17"`. This switches on all variables of the policy, so read the others
    too.

    ## Not covered
    Variables in `Resource` and `NotResource`, which the rules about policies judge.

    ## Cases
    A policy without a version has that of 2008.

    | values          | uses_variable | language_version | finding |
    | --------------- | ------------- | ---------------- | ------- |
    | ${aws:username} | true          | 2008-10-17       | yes     |
    | ${aws:username} | true          |                  | yes     |
    | ${aws:username} | true          | 2012-10-17       | no      |
    | home            | false         | 2008-10-17       | no      |
    | ${aws:username} |               |                  | unknown |
    """
    r = policy_conditions
    language = r["language_version"].fillna(VERSIONS[-1])
    return r["uses_variable"] & (language != VERSIONS[0])
