"""Exports: one row per account and file that frames were read from."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, TIMESTAMP, Column, Schema

#: Where `as_of` comes from, best first.
AS_OF_SOURCES: Final = ("argument", "generated_time", "newest_timestamp")

EXPORTS: Final = Schema(
    name="exports",
    doc="What each account's frames were read from, and how good it is.",
    key=("account_id", "as_of", "export", "file"),
    resource="file",
    resource_type="export",
    declared=(
        *SNAPSHOT_KEY,
        Column(
            "export",
            STRING,
            "Name of the frame it was read into, or of the export.",
            nullable=False,
        ),
        Column("file", STRING, "File, archive member or stream.", nullable=False),
        Column("generated_at", TIMESTAMP, "When AWS generated it, where the file says so."),
        Column(
            "as_of_source",
            CATEGORY,
            "Where `as_of` comes from.",
            nullable=False,
            one_of=AS_OF_SOURCES,
        ),
        Column("rows", INT, "Rows of this account in the file.", nullable=False),
        Column("accounts", INT, "Accounts in the file.", nullable=False),
        Column("has_root", BOOL, "The file has a row for this account's root user."),
        Column(
            "dropped_rows",
            INT,
            "Rows that could not be read; with any, no check of the account passes.",
            nullable=False,
        ),
        Column("repeated_rows", INT, "Rows that stood in the file twice.", nullable=False),
        Column("future_dates", INT, "Dates later than `as_of`.", nullable=False),
        Column(
            "missing_columns",
            STRING,
            "Columns, or lists of authorization details, that AWS writes and the file lacks; or "
            "empty.",
        ),
        Column(
            "truncated",
            BOOL,
            "Pages are missing; null for an export that has no pages.",
        ),
        Column("unexpected_columns", STRING, "Columns that AWS is not known to write, or empty."),
    ),
)
