"""Signing certificates: one row per certificate slot in use."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, TIMESTAMP, Column, Schema

SIGNING_CERTIFICATES: Final = Schema(
    name="signing_certificates",
    doc="The X.509 signing certificates that the credential report knows: one row per slot in "
    "use. They sign SOAP requests to old services.",
    key=("account_id", "as_of", "user", "slot"),
    resource="arn",
    resource_type="AWS::IAM::User",
    declared=(
        *SNAPSHOT_KEY,
        Column("user", STRING, "User name.", nullable=False),
        Column("is_root", BOOL, "The certificate is the root user's.", nullable=False),
        Column("arn", STRING, "ARN of the user.", nullable=False),
        Column("slot", INT, "1 or 2: the certificate's place in the report.", nullable=False),
        Column("active", BOOL, "The certificate is active."),
        Column("last_rotated", TIMESTAMP, "When the certificate was uploaded."),
        Column("age_days", INT, "Whole days from `last_rotated` to `as_of`."),
    ),
)
