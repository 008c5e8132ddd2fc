"""ROT005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import cis
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT005",
    severity=Severity.LOW,
    title="Two active access keys of one user",
    message="{user} has two active access keys, the newer one {newest_access_key_days} days old",
    evidence=("user", "has_two_active_access_keys", "newest_access_key_days"),
    fix="aws iam update-access-key --user-name {user} --access-key-id ACCESS_KEY_ID "
    "--status Inactive",
    controls=cis(v1_3="1.13", v1_4="1.13", v5="1.12", v6="2.12", options={"rotation_days": -1}),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
    ),
)
def multiple_active_access_keys(
    user_activity: pd.DataFrame, *, rotation_days: int = 14
) -> pd.Series:
    """A user has two active access keys, and the newer is older than `rotation_days`.

    Two keys are right for the days of a rotation. With -1 as `rotation_days` they never are, which
    is how CIS has it.

    ## Why
    Two keys are twice as much to leak, and the older one is usually forgotten.

    ## Fix
    Find out which key is in use (ROT006 and ROT007 say it), move everything to the newer one,
    deactivate the other, watch, then delete it.

    ## Not covered
    The root user's keys (ROOT001). Keys beyond the two that the report shows (ROT016).

    ## Cases

    | user     | has_two_active_access_keys | newest_access_key_days | finding |
    | -------- | -------------------------- | ---------------------- | ------- |
    | two      | true                       | 15                     | yes     |
    | rotating | true                       | 14                     | no      |
    | one      | false                      | 400                    | no      |
    | none     | false                      |                        | no      |
    | undated  | true                       |                        | unknown |
    | absent   |                            | 400                    | unknown |
    """
    r = user_activity
    too_long = (r["newest_access_key_days"] > rotation_days) | (rotation_days < 0)
    return r["has_two_active_access_keys"] & too_long
