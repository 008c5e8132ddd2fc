"""PRV039."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV039",
    severity=Severity.INFORMATIONAL,
    title="Statement without effect of its own",
    message=(
        "statement {statement} of {place} says nothing that statement {covered_by} does not say"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "covered_by", "effect"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def statement_redundant(policy_statements: pd.DataFrame) -> pd.Series:
    """Another statement of the policy says all that this one does, or more.

    ## Why
    A reader takes such a statement for a limit: `s3:GetObject` on one bucket beside `s3:*` on all
    of them. Removing the wide one later leaves less than expected, or more.

    ## Fix
    Remove the statement, or the wide one if that was the mistake.

    ## Not covered
    Statements that two others cover together, and those that another policy covers. Patterns are
    compared exactly, conditions only where they are equal or the wide statement has none.

    ## Cases

    | covered_by | finding |
    | ---------- | ------- |
    | 0          | yes     |
    | ""         | no      |
    |            | unknown |
    """
    r = policy_statements
    return r["covered_by"] != ""
