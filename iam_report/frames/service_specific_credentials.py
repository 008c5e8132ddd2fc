"""Service-specific credentials: one row per credential."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import STRING, TIMESTAMP, Column, Schema

SERVICE_SPECIFIC_CREDENTIALS: Final = Schema(
    name="service_specific_credentials",
    doc="Credentials for CodeCommit, Keyspaces, Bedrock and CloudWatch Logs. A credential report "
    "does not show them.",
    key=("account_id", "as_of", "service_specific_credential_id"),
    export="aws iam list-service-specific-credentials --all-users",
    resource="service_specific_credential_id",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("service_specific_credential_id", STRING, "ID of the credential.", nullable=False),
        Column("user", STRING, "Name of the user it belongs to.", nullable=False),
        Column("service_name", STRING, "Service, such as `codecommit.amazonaws.com`."),
        Column("status", STRING, "`Active`, `Inactive` or `Expired`."),
        Column("create_date", TIMESTAMP, "When it was created."),
        Column("expiration_date", TIMESTAMP, "When it expires; null if never."),
    ),
)
