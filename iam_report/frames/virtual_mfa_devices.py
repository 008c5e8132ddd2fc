"""Virtual MFA devices: one row per device, assigned or not."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import STRING, TIMESTAMP, Column, Schema

VIRTUAL_MFA_DEVICES: Final = Schema(
    name="virtual_mfa_devices",
    doc="The virtual MFA devices of an account. A hardware device is not listed here.",
    key=("account_id", "as_of", "serial_number"),
    export="aws iam list-virtual-mfa-devices",
    resource="serial_number",
    resource_type="AWS::IAM::VirtualMFADevice",
    declared=(
        *SNAPSHOT_KEY,
        Column("serial_number", STRING, "ARN of the device.", nullable=False),
        Column("user_arn", STRING, "ARN of the user it is assigned to; null if to none."),
        Column("enable_date", TIMESTAMP, "When it was enabled; null if not assigned."),
    ),
)
