"""ROT002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT002",
    severity=Severity.MEDIUM,
    title="Unused active access key",
    message="access key {slot} of {user} has not been used for {unused_days} days",
    evidence=("user", "slot", "last_used_date", "last_rotated", "unused_days"),
    fix="aws iam update-access-key --user-name {user} --access-key-id ACCESS_KEY_ID "
    "--status Inactive",
    controls=(
        *cis(v1_4="1.12", v5="1.11", v6="2.11", v7="2.11"),
        *cis(v1_2="1.3", v1_3="1.12", options={"max_unused_days": 90}),
        *fsbp("IAM.22"),
        *fsbp("IAM.8", max_unused_days=90),
        *aws_config("iam-user-unused-credentials-check", max_unused_days=90),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
    ),
)
def access_key_unused(access_keys: pd.DataFrame, *, max_unused_days: int = 45) -> pd.Series:
    """An active access key has not been used for `max_unused_days` days or longer.

    A key that was never used counts from the day it was created.

    ## Why
    Nobody misses a key that nobody uses, and nobody notices when somebody else uses it.

    ## Fix
    Deactivate the key. If nothing breaks for some weeks, delete it.

    ## Not covered
    The root user's keys (ROOT001). AWS has recorded the use of keys since 2015-04-22: a key that
    was last used before counts as never used. Keys beyond the two that the report shows.

    ## Cases

    | user   | active | never_used | unused_days | finding |
    | ------ | ------ | ---------- | ----------- | ------- |
    | edge   | true   | false      | 45          | yes     |
    | busy   | true   | false      | 44          | no      |
    | never  | true   | true       | 400         | yes     |
    | fresh  | true   | true       | 3           | no      |
    | off    | false  | false      | 4000        | no      |
    | absent | true   |            |             | unknown |
    | odd    |        | false      | 45          | unknown |
    """
    r = access_keys
    return r["active"] & (r["unused_days"] >= max_unused_days)
