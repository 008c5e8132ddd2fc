"""Documents: one row per distinct policy document."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, Column, Schema

DOCUMENTS: Final = Schema(
    name="documents",
    doc="The distinct policy documents of an account: those of managed and inline policies, of "
    "all versions, and trust policies. A document that is used twice stands here once.",
    key=("account_id", "as_of", "document"),
    export=COMMAND,
    part_of=NAME,
    resource="document",
    resource_type="policy document",
    declared=(
        *SNAPSHOT_KEY,
        Column("document", STRING, "Hash of the content: 32 hexadecimal digits.", nullable=False),
        Column(
            "language_version",
            STRING,
            "The `Version` element; null where there is none, which means `2008-10-17`.",
        ),
        Column("statements", INT, "Statements.", nullable=False),
        Column("size", INT, "Characters without whitespace, as AWS counts them.", nullable=False),
        Column(
            "is_malformed",
            BOOL,
            "AWS would refuse the document; what it grants is not known.",
            nullable=False,
        ),
        Column("problem", STRING, "What is wrong with a malformed document; else null."),
        Column("text", STRING, "The document as JSON, without whitespace.", nullable=False),
    ),
)
