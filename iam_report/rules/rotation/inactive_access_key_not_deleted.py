"""ROT004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT004",
    severity=Severity.LOW,
    title="Inactive access key that was not deleted",
    message="access key {slot} of {user} is inactive but still there",
    evidence=("user", "slot", "last_rotated", "last_used_date"),
    fix="aws iam delete-access-key --user-name {user} --access-key-id ACCESS_KEY_ID",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
    ),
)
def inactive_access_key_not_deleted(access_keys: pd.DataFrame) -> pd.Series:
    """A slot holds an access key that is not active.

    The report keeps the date of an inactive key; a slot that is free has none.

    ## Why
    Whoever may call `iam:UpdateAccessKey` can activate the key again, and its secret may still be
    on old disks and in old code.

    ## Fix
    Delete the key once it is sure that nothing needs it.

    ## Not covered
    How long the key has been inactive: the report does not say when it was deactivated. A key that
    was deactivated yesterday, in the middle of a rotation, is a finding too.

    ## Cases

    | user   | active | last_rotated | last_used_date | finding |
    | ------ | ------ | ------------ | -------------- | ------- |
    | used   | false  | 2024-05-01   | 2024-12-01     | yes     |
    | never  | false  | 2024-05-01   |                | yes     |
    | active | true   | 2024-05-01   |                | no      |
    | undated | true  |              |                | no      |
    | absent | false  |              |                | unknown |
    | odd    |        | 2024-05-01   |                | unknown |
    """
    r = access_keys
    has_key = r["last_rotated"].eq(r["last_rotated"])  # true, else null
    return ~r["active"] & has_key
