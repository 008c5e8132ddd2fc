"""ROT006."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT006",
    severity=Severity.MEDIUM,
    title="Unused one of two active access keys",
    message="{user} has two active access keys, and key {slot} has not been used for "
    "{unused_days} days",
    evidence=("user", "slot", "last_used_date", "unused_days", "other_age_days"),
    fix="aws iam update-access-key --user-name {user} --access-key-id ACCESS_KEY_ID "
    "--status Inactive",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
    ),
)
def two_keys_one_unused(access_keys: pd.DataFrame, *, max_unused_days: int = 45) -> pd.Series:
    """One of two active access keys has not been used for `max_unused_days` days or longer.

    ## Why
    The user works with one key. The other one serves only those who have found it.

    ## Fix
    Deactivate the unused key, which breaks nothing that worked in that time, then delete it. If
    both keys are unused, each of them is a finding: deactivate both.

    ## Not covered
    The only active key of a user (ROT002). The root user's keys (ROOT001).

    ## Cases

    | user   | active | other_active | unused_days | finding |
    | ------ | ------ | ------------ | ----------- | ------- |
    | spare  | true   | true         | 45          | yes     |
    | busy   | true   | true         | 44          | no      |
    | single | true   | false        | 400         | no      |
    | off    | false  | true         | 400         | no      |
    | absent | true   | true         |             | unknown |
    | odd    | true   |              | 400         | unknown |
    | either | true   |              | 3           | no      |
    """
    r = access_keys
    return r["active"] & r["other_active"] & (r["unused_days"] >= max_unused_days)
