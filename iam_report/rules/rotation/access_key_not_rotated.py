"""ROT001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp, trusted_advisor
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT001",
    severity=Severity.MEDIUM,
    title="Old active access key",
    message="access key {slot} of {user} is {age_days} days old",
    evidence=("user", "slot", "last_rotated", "age_days", "last_used_date"),
    severity_above={"age_days": {365: Severity.HIGH, 730: Severity.CRITICAL}},
    fix="aws iam create-access-key --user-name {user}",
    controls=(
        *cis(v1_2="1.4", v1_3="1.14", v1_4="1.14", v5="1.13", v6="2.13", v7="2.12"),
        *fsbp("IAM.3"),
        *aws_config("access-keys-rotated"),
        *trusted_advisor("DqdJqYeRm5"),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
    ),
)
def access_key_not_rotated(access_keys: pd.DataFrame, *, max_age_days: int = 90) -> pd.Series:
    """An active access key is older than `max_age_days`.

    ## Why
    The longer a key lives, the more copies of it there are: on laptops, in build systems, in
    backups. The severity rises with the age: over 365 days high, over 730 days critical.

    ## Fix
    Create a second key, move its users over, deactivate the old one, watch, then delete it. Better
    still, let the workload assume a role.

    ## Not covered
    Whether somebody needs the key at all (ROT002). Deactivating and activating a key again does
    not change the date that the report gives.

    ## Cases

    | user  | active | age_days | finding |
    | ----- | ------ | -------- | ------- |
    | old   | true   | 91       | yes     |
    | edge  | true   | 90       | no      |
    | off   | false  | 4000     | no      |
    | blank | true   |          | unknown |
    | odd   |        | 91       | unknown |
    """
    r = access_keys
    return r["active"] & (r["age_days"] > max_age_days)
