"""ROT003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT003",
    severity=Severity.LOW,
    title="Active access key that was never used",
    message="access key {slot} of {user} was made {age_days} days ago, and no use is recorded",
    evidence=("user", "slot", "last_rotated", "age_days", "user_creation_time"),
    fix="aws iam delete-access-key --user-name {user} --access-key-id ACCESS_KEY_ID",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
    ),
)
def access_key_never_used(access_keys: pd.DataFrame, *, grace_days: int = 14) -> pd.Series:
    """An active access key is older than `grace_days` and was never used.

    ## Why
    Such a key was made in advance or by mistake. It works all the same, for whoever finds it.

    ## Fix
    Delete the key. Deactivate it first, and wait, if it is older than AWS's records of uses.

    ## Not covered
    The root user's keys (ROOT001). AWS has recorded the use of keys since 2015-04-22: of an older
    key, "never used" means "not since then".

    ## Cases

    | user   | active | never_used | age_days | finding |
    | ------ | ------ | ---------- | -------- | ------- |
    | spare  | true   | true       | 15       | yes     |
    | fresh  | true   | true       | 14       | no      |
    | used   | true   | false      | 400      | no      |
    | off    | false  | true       | 400      | no      |
    | absent | true   |            | 400      | unknown |
    | young  | true   |            | 3        | no      |
    | blank  | true   | true       |          | unknown |
    """
    r = access_keys
    return r["active"] & r["never_used"] & (r["age_days"] > grace_days)
