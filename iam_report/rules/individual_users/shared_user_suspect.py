"""USR002."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd

#: Words in the names of users that several people share, as RE2 writes them. A word may end in a
#: number and is not part of a longer one: `test-2` and `QA_Team`, but not `latest` or `steam`.
SHARED_NAMES: Final = (
    "(?i)(?:^|[^a-z])(?:admin|administrator|generic|shared|team|test)s?(?:[^a-z]|$)"
)


#: Markers for "never", and for "in no region" of global services.
NONE: Final = ("N/A", "no_information")


@rule(
    code="USR002",
    severity=Severity.INFORMATIONAL,
    title="User that several people may share",
    message="{user} looks like a user that several people or programs share",
    evidence=(
        "user",
        "access_key_1_last_used_date",
        "access_key_1_last_used_region",
        "access_key_2_last_used_date",
        "access_key_2_last_used_region",
        "password_last_used",
    ),
    fix="aws iam create-user --user-name NAME_OF_ONE_PERSON",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",),
    off="names and regions are only signs; most users found this way are not shared",
)
def shared_user_suspect(
    credential_report: pd.DataFrame, *, name_pattern: str = SHARED_NAMES
) -> pd.Series:
    """A user's name, or the use of its two keys, looks as if several people shared it.

    The name matches `name_pattern` (a regular expression of RE2), or two active keys were last used
    on the same day (UTC) in different regions.

    ## Why
    With a shared user nobody can say who did what, and nobody can leave without all others getting
    new credentials.

    ## Fix
    Give each person an identity of their own, best in IAM Identity Center, and each program a role.
    Then delete the shared user.

    ## Not covered
    The root user. Only the last use of each key is on record, and its region is not known where the
    key called a global service, such as IAM or S3; such a key is no sign.

    ## Cases

    | user           | access_key_1_active | access_key_2_active | access_key_1_last_used_date | access_key_2_last_used_date | access_key_1_last_used_region | access_key_2_last_used_region | finding |
    | -------------- | ------------------- | ------------------- | --------------------------- | --------------------------- | ----------------------------- | ----------------------------- | ------- |
    | apart          | true                | true                | 2026-01-10T00:00:00Z        | 2026-01-10T23:59:59Z        | eu-west-1                     | us-east-1                     | yes     |
    | midnight       | true                | true                | 2026-01-10T23:59:59Z        | 2026-01-11T00:00:00Z        | eu-west-1                     | us-east-1                     | no      |
    | same-place     | true                | true                | 2026-01-10T00:00:00Z        | 2026-01-10T23:59:59Z        | eu-west-1                     | eu-west-1                     | no      |
    | one-used       | true                | true                | 2026-01-10T00:00:00Z        | N/A                         | eu-west-1                     | N/A                           | no      |
    | global         | true                | true                | 2026-01-10T00:00:00Z        | 2026-01-10T23:59:59Z        | eu-west-1                     | N/A                           | no      |
    | one-active     | true                | false               | 2026-01-10T00:00:00Z        | 2026-01-10T23:59:59Z        | eu-west-1                     | us-east-1                     | no      |
    | carol          | true                | true                | 2026-01-10T00:00:00Z        | 2026-01-10T23:59:59Z        | eu-west-1                     |                               | unknown |
    | dave           | true                | true                |                             | 2026-01-10T23:59:59Z        | eu-west-1                     | us-east-1                     | unknown |
    | erin           |                     | true                | 2026-01-10T00:00:00Z        | 2026-01-10T23:59:59Z        | eu-west-1                     | us-east-1                     | unknown |
    | Admin          |                     |                     |                             |                             |                               |                               | yes     |
    | qa_team2       | false               | false               | N/A                         | N/A                         | N/A                           | N/A                           | yes     |
    | latest-steam   | false               | false               | N/A                         | N/A                         | N/A                           | N/A                           | no      |
    | <root_account> | true                | true                | 2026-01-10T00:00:00Z        | 2026-01-10T23:59:59Z        | eu-west-1                     | us-east-1                     | no      |
    """  # noqa: E501 (a wide table)
    r = credential_report
    named = r["user"].str.contains(name_pattern)
    return named | _keys_used_apart(r)


def _keys_used_apart(report: pd.DataFrame) -> pd.Series:
    """Tell where both keys are active and were last used on one day in different regions."""
    first, second = "access_key_1_last_used_", "access_key_2_last_used_"
    days = [report[key + "date"].dt.floor("D") for key in (first, second)]
    same_day: pd.Series = days[0] == days[1]
    differ = report[first + "region"] != report[second + "region"]
    active = report["access_key_1_active"] & report["access_key_2_active"]
    return active & _has_last_use(report, first) & _has_last_use(report, second) & same_day & differ


def _has_last_use(report: pd.DataFrame, last_used: str) -> pd.Series:
    """Tell where the report does not deny that a key was used, and in a region."""
    date, region = report[last_used + "date_state"], report[last_used + "region_state"]
    return ~date.isin(NONE) & ~region.isin(NONE)
