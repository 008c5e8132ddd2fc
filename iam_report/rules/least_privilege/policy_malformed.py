"""PRV026."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV026",
    severity=Severity.MEDIUM,
    title="Policy that AWS would refuse",
    message="{place} is malformed: {problem}",
    evidence=(
        *("policy", "version", "document", "attached_to", "attached_names", "boundary_of"),
        "problem",
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    ),
)
def policy_malformed(policies: pd.DataFrame) -> pd.Series:
    """The text of a policy breaks the grammar of policies.

    ## Why
    AWS refuses such a text, so the export was changed on its way, or AWS reads it in a way that is
    not documented. What the policy grants is not known, and the rules about its statements say so.

    ## Fix
    Get the export again. If the policy is still malformed, write it anew.

    ## Not covered
    Names of actions, keys and operators that do not exist: the grammar does not know names. Trust
    policies.

    ## Cases

    | is_own | is_malformed | finding |
    | ------ | ------------ | ------- |
    | true   | true         | yes     |
    | true   | false        | no      |
    | true   |              | unknown |
    | false  | true         | no      |
    """
    r = policies
    return r["is_own"] & r["is_malformed"]
