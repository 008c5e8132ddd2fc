"""PRV029."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV029",
    severity=Severity.LOW,
    title="Statement ID that stands twice",
    message="{place} has several statements of one Sid: {duplicate_sids}",
    evidence=(
        *("policy", "version", "document", "attached_to", "attached_names", "boundary_of"),
        "duplicate_sids",
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
    ),
)
def policy_duplicate_sid(policies: pd.DataFrame) -> pd.Series:
    """Two statements of a policy have the same `Sid`.

    ## Why
    AWS wants them to be unique. Who changes or removes a statement by its ID may get the wrong one,
    and so may a program.

    ## Fix
    Give each statement a `Sid` of its own.

    ## Not covered
    Statements without a `Sid`. Trust policies.

    ## Cases

    | is_own | duplicate_sids | finding |
    | ------ | -------------- | ------- |
    | true   | Read           | yes     |
    | true   | ""             | no      |
    | true   |                | unknown |
    | false  | Read           | no      |
    """
    r = policies
    return r["is_own"] & (r["duplicate_sids"] != "")
