"""PRV038."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV038",
    severity=Severity.INFORMATIONAL,
    title="Policy that stands twice",
    message="{place} has the same text as {duplicate_of}",
    evidence=(
        *("policy", "version", "document", "attached_to", "attached_names", "boundary_of"),
        "duplicate_of",
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    ),
)
def policy_duplicate(policies: pd.DataFrame) -> pd.Series:
    """Another policy of the account has the same text.

    ## Why
    A change to one of them leaves the other as it was, and nobody knows which of them counts.

    ## Fix
    Keep one managed policy, and attach it wherever the text is needed.

    ## Not covered
    Texts that say the same in another order. Of several policies with one text, all but the first
    are reported.

    ## Cases

    | is_own | duplicate_of | finding |
    | ------ | ------------ | ------- |
    | true   | policy Ops   | yes     |
    | true   | ""           | no      |
    | true   |              | unknown |
    | false  | ""           | no      |
    """
    r = policies
    return r["is_own"] & (r["duplicate_of"] != "")
