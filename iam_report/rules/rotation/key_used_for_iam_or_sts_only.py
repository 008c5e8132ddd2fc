"""ROT018."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT018",
    severity=Severity.INFORMATIONAL,
    title="Access key that last called IAM or STS",
    message="access key {slot} of {user} last called {last_used_service}",
    evidence=("user", "slot", "last_used_service", "last_used_date", "last_used_region"),
    fix="aws cloudtrail lookup-events --lookup-attributes "
    "AttributeKey=AccessKeyId,AttributeValue=ACCESS_KEY_ID",
    references=("https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html",),
    off="a key that only assumes roles calls STS, and that is how keys are best used",
)
def key_used_for_iam_or_sts_only(access_keys: pd.DataFrame) -> pd.Series:
    """The last call of an active access key was to IAM or to STS.

    ## Why
    A key that calls STS alone only assumes roles: its user can do without any other permission,
    and without the key where another way to sign in exists. A key that calls IAM changes who may
    do what, and deserves a look.

    ## Fix
    Look up in CloudTrail what else the key calls. If it only assumes roles, take the other
    permissions from its user. If it changes IAM, move that work to a role.

    ## Not covered
    Calls before the last one: the report names only the service called last.

    ## Cases

    | user   | active | never_used | last_used_service | finding |
    | ------ | ------ | ---------- | ----------------- | ------- |
    | jump   | true   | false      | sts               | yes     |
    | admin  | true   | false      | iam               | yes     |
    | robot  | true   | false      | s3                | no      |
    | never  | true   | true       |                   | no      |
    | off    | false  | false      | iam               | no      |
    | absent | true   | false      |                   | unknown |
    | older  | true   |            |                   | unknown |
    | dateless | true |            | iam               | yes     |
    """
    r = access_keys
    service = r["last_used_service"]
    unused = r["never_used"] & service.isna()
    return r["active"] & ~unused & ((service == "iam") | (service == "sts"))
