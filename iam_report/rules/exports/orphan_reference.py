"""EXP013."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="EXP013",
    severity=Severity.LOW,
    title="Policy or group that is named and not in the export",
    message="{kind} {name}, named by {named_by_names}, is not in the export, or without its text",
    evidence=("kind", "target", "named_by", "named_by_names", "in_export", "has_text"),
    fix="aws iam get-account-authorization-details > {account_id}.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html",
    ),
)
def orphan_reference(references: pd.DataFrame) -> pd.Series:
    """A user, group or role names a policy or group that the export does not hold.

    ## Why
    What it grants is not known, and so is what all those may do who name it.

    ## Fix
    Export again, without `--filter`. If the policy is still missing, as AWS managed policies can be
    that are a permissions boundary and nothing else, add its text by `aws iam get-policy-version`.

    ## Not covered
    Exports that say themselves that they are not whole (EXP009, EXP010).

    ## Cases

    | kind                 | name           | in_export | has_text | finding |
    | -------------------- | -------------- | --------- | -------- | ------- |
    | managed policy       | Lost           | false     |          | yes     |
    | managed policy       | Textless       | true      | false    | yes     |
    | managed policy       | ReadOnlyAccess | true      | true     | no      |
    | group                | gone           | false     |          | yes     |
    | group                | staff          | true      |          | no      |
    | permissions boundary | Perhaps        |           |          | unknown |
    """
    r = references
    lacks_text = r["in_export"] & ~r["has_text"].fillna(value=True)
    return ~r["in_export"] | lacks_text
