"""ROT017."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import MASK, Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROT017",
    severity=Severity.INFORMATIONAL,
    title="Access key last used in an unusual region",
    message="access key {slot} of {user} was last used in {last_used_region}",
    evidence=("user", "slot", "last_used_region", "last_used_service", "last_used_date"),
    fix="aws cloudtrail lookup-events --region {last_used_region} --lookup-attributes "
    "AttributeKey=AccessKeyId,AttributeValue=ACCESS_KEY_ID",
    references=("https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html",),
    off="in an account with few keys each region is seen once; it needs the account's `regions`",
)
def key_last_used_unusual_region(
    access_keys: pd.DataFrame, *, regions: tuple[str, ...] = ()
) -> pd.Series:
    """An active access key was last used in a region outside `regions`.

    Without `regions`, a region is unusual if no other key of the account was last used there.

    ## Why
    Who uses a stolen key often starts in a region that its owner never looks at.

    ## Fix
    Look up in CloudTrail what the key did in that region. If its owner cannot explain it,
    deactivate the key. A service control policy can close the regions that nobody needs.

    ## Not covered
    Uses before the last one. Services without a region, such as S3 and IAM: AWS gives no region
    for them.

    ## Cases

    | user   | active | never_used | last_used_region | no_region | finding |
    | ------ | ------ | ---------- | ---------------- | --------- | ------- |
    | alice  | true   | false      | eu-west-1        | false     | no      |
    | bob    | true   | false      | eu-west-1        | false     | no      |
    | carol  | true   | false      | ap-east-1        | false     | yes     |
    | dave   | false  | false      | sa-east-1        | false     | no      |
    | global | true   | false      |                  | true      | no      |
    | never  | true   | true       |                  |           | no      |
    | absent | true   | false      |                  |           | unknown |
    | older  | true   |            |                  |           | unknown |
    | odd    |        | false      | me-south-1       | false     | unknown |
    """
    r = access_keys
    region = r["last_used_region"]
    if regions:
        usual = region.isin(regions)
    else:
        usual = r.duplicated(["account_id", "as_of", "last_used_region"], keep=False)
    unusual = (region.notna() & ~usual).astype(MASK)
    told = region.eq(region) | r["no_region"] | r["never_used"]  # true where it is known
    return r["active"] & (unusual | ~told)
