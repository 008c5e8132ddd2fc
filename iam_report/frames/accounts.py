"""Accounts: one row per account and moment."""

from __future__ import annotations

from typing import Final

from iam_report.frames.exports import AS_OF_SOURCES
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import CATEGORY, INT, STRING, Column, Schema

ACCOUNTS: Final = Schema(
    name="accounts",
    doc="The accounts of a snapshot; an account exported twice has a row for each moment.",
    key=("account_id", "as_of"),
    declared=(
        *SNAPSHOT_KEY,
        Column("partition", STRING, "AWS partition, such as `aws`."),
        Column(
            "as_of_source",
            CATEGORY,
            "Where `as_of` comes from.",
            nullable=False,
            one_of=AS_OF_SOURCES,
        ),
        Column("exports", STRING, "The exports read, in alphabetical order.", nullable=False),
        Column("users", INT, "IAM users, without the root user; null if no export lists them."),
    ),
)
