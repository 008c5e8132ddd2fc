"""The credential report: one row per IAM user, plus one for the root user."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, STRING, TIMESTAMP, Column, Schema

#: What the column `user` holds in the row of the root user.
ROOT_USER: Final = "<root_account>"


def _access_key(slot: int) -> tuple[Column, ...]:
    key, name = f"access key {slot}", f"access_key_{slot}"
    return (
        Column(f"{name}_active", BOOL, f"The user has {key} and it is active.", marked=True),
        Column(
            f"{name}_last_rotated",
            TIMESTAMP,
            f"When {key} was created or last changed; AWS keeps it for an inactive key.",
            marked=True,
        ),
        Column(
            f"{name}_last_used_date",
            TIMESTAMP,
            f"When {key} last signed a request, to 15 minutes; `N/A` if never since 2015-04-22.",
            marked=True,
        ),
        Column(
            f"{name}_last_used_region",
            STRING,
            f"Region in which {key} was last used; `N/A` also for global services such as S3.",
            marked=True,
        ),
        Column(
            f"{name}_last_used_service",
            STRING,
            f"Namespace of the service that {key} last called.",
            marked=True,
        ),
    )


def _certificate(slot: int) -> tuple[Column, ...]:
    text, name = f"X.509 signing certificate {slot}", f"cert_{slot}"
    return (
        Column(f"{name}_active", BOOL, f"The user has {text} and it is active.", marked=True),
        Column(f"{name}_last_rotated", TIMESTAMP, f"When {text} was uploaded.", marked=True),
    )


#: The columns as AWS writes them, in its order.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html#id_credentials_understanding_the_report_format
REPORT_COLUMNS: Final = (
    Column("user", STRING, f"User name; `{ROOT_USER}` for the root user.", nullable=False),
    Column("arn", STRING, "ARN of the user.", nullable=False),
    Column("user_creation_time", TIMESTAMP, "When the user was created.", marked=True),
    Column(
        "password_enabled",
        BOOL,
        "The user has a console password; reports of before 2024 say `not_supported` of root.",
        marked=True,
    ),
    Column(
        "password_last_used",
        TIMESTAMP,
        "Last sign-in to an AWS website, to 5 minutes; `no_information` if never since "
        "2014-10-20, `N/A` if there is no password.",
        marked=True,
    ),
    Column("password_last_changed", TIMESTAMP, "When the password was last set.", marked=True),
    Column(
        "password_next_rotation",
        TIMESTAMP,
        "When the password policy wants a new password; `N/A` if it does not expire.",
        marked=True,
    ),
    Column("mfa_active", BOOL, "An MFA device is enabled for the user.", marked=True),
    *_access_key(1),
    *_access_key(2),
    *_certificate(1),
    *_certificate(2),
)

ADDITIONAL_CREDENTIALS: Final = Column(
    "additional_credentials_info",
    STRING,
    "Keys and certificates beyond two, in AWS's words; a column that few reports have.",
    marked=True,
)

CREDENTIAL_REPORT: Final = Schema(
    name="credential_report",
    doc="State of the sign-in credentials of every IAM user and of the root user.",
    key=("account_id", "as_of", "user"),
    export="aws iam get-credential-report",
    resource="arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        REPORT_COLUMNS[0],
        Column("is_root", BOOL, "The row is that of the root user.", nullable=False),
        *REPORT_COLUMNS[1:],
        ADDITIONAL_CREDENTIALS,
        Column("partition", STRING, "AWS partition of `arn`, such as `aws`.", nullable=False),
        Column("generated_at", TIMESTAMP, "When AWS generated the report, where known."),
    ),
)
