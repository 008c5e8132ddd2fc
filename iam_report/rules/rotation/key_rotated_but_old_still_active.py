"""ROT007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT007",
    severity=Severity.MEDIUM,
    title="Rotated access key that is still in use",
    message="{user} got a new access key {other_age_days} days ago, and the old key {slot} was "
    "used {unused_days} days ago",
    evidence=(
        "user",
        "slot",
        "last_rotated",
        "other_last_rotated",
        "last_used_date",
        "last_used_service",
    ),
    fix="aws iam get-access-key-last-used --access-key-id ACCESS_KEY_ID",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
    ),
)
def key_rotated_but_old_still_active(
    access_keys: pd.DataFrame, *, rotation_days: int = 14
) -> pd.Series:
    """An active access key was used since the user got another, more than `rotation_days` ago.

    Both keys are active; the finding is about the older one.

    ## Why
    Somebody began to rotate the key and did not finish: a place that still has the old key was
    overlooked. The old key goes on ageing, and its copies go on working.

    ## Fix
    Find what uses the old key, by its last service and region and in CloudTrail, give it the new
    key, then deactivate the old one.

    ## Not covered
    An old key that was not used since (ROT006 after some time). The root user's keys (ROOT001).

    ## Cases

    | user     | active | other_active | last_rotated | other_last_rotated | other_age_days | last_used_date       | never_used | finding |
    | -------- | ------ | ------------ | ------------ | ------------------ | -------------- | -------------------- | ---------- | ------- |
    | half     | true   | true         | 2025-01-01   | 2025-12-01         | 15             | 2025-12-14           | false      | yes     |
    | that-day | true   | true         | 2025-01-01   | 2025-12-01         | 15             | 2025-12-01T00:00:00Z | false      | yes     |
    | rotating | true   | true         | 2025-01-01   | 2025-12-01         | 14             | 2025-12-14           | false      | no      |
    | done     | true   | true         | 2025-01-01   | 2025-12-01         | 15             | 2025-11-30T23:59:59Z | false      | no      |
    | newer    | true   | true         | 2025-12-01   | 2025-01-01         | 349            | 2025-12-14           | false      | no      |
    | twins    | true   | true         | 2025-01-01   | 2025-01-01         | 349            | 2025-12-14           | false      | no      |
    | off      | false  | true         | 2025-01-01   | 2025-12-01         | 15             | 2025-12-14           | false      | no      |
    | single   | true   | false        | 2025-01-01   | 2025-12-01         | 15             | 2025-12-14           | false      | no      |
    | never    | true   | true         | 2025-01-01   | 2025-12-01         | 15             |                      | true       | no      |
    | absent   | true   | true         | 2025-01-01   | 2025-12-01         | 15             |                      |            | unknown |
    | undated  | true   | true         | 2025-01-01   |                    |                | 2025-12-14           | false      | unknown |
    """  # noqa: E501  (a wide table)
    r = access_keys
    is_old = r["last_rotated"] < r["other_last_rotated"]
    used_since = ~r["never_used"] & (r["last_used_date"] >= r["other_last_rotated"])
    is_late = r["other_age_days"] > rotation_days
    return r["active"] & r["other_active"] & is_old & is_late & used_since
