"""PRV041."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV041",
    severity=Severity.LOW,
    title="Policy element without entries",
    message="{place} has elements without entries: {empty_lists}",
    evidence=(
        *("policy", "version", "document", "attached_to", "attached_names", "boundary_of"),
        "empty_lists",
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
def policy_empty_list(policies: pd.DataFrame) -> pd.Series:
    """An element of a policy, such as `Action` or the values of a condition, is an empty list.

    ## Why
    The statement is about nothing, so that an `Allow` gives nothing and a `Deny` forbids nothing;
    in `NotAction` or `NotResource` it is about everything. Programs leave such lists behind.

    ## Fix
    Fill the list or remove the statement.

    ## Not covered
    Trust policies.

    ## Cases

    | is_own | empty_lists           | finding |
    | ------ | --------------------- | ------- |
    | true   | Action of statement 2 | yes     |
    | true   | ""                    | no      |
    | true   |                       | unknown |
    | false  | Statement             | no      |
    """
    r = policies
    return r["is_own"] & (r["empty_lists"] != "")
