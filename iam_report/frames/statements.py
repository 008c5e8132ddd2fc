"""Statements: one row per distinct policy document and statement."""

from __future__ import annotations

from typing import Final

from iam_report.frames.authorization_details import COMMAND, NAME
from iam_report.schema import (
    CONDITIONS,
    INT,
    PRINCIPALS,
    STRING,
    STRINGS,
    TIMESTAMP,
    Column,
    Schema,
)

STATEMENTS: Final = Schema(
    name="statements",
    doc="The statements of the distinct policy documents. Elements that may be one value or a "
    "list are lists here; an element that is not there is null.",
    key=("account_id", "as_of", "document", "statement"),
    export=COMMAND,
    part_of=NAME,
    resource="document",
    resource_type="policy document",
    declared=(
        Column("account_id", STRING, "12-digit account ID; null for a document read alone."),
        Column("as_of", TIMESTAMP, "When the export was true; null for a document read alone."),
        Column("document", STRING, "Key of `documents`.", nullable=False),
        Column("statement", INT, "Position in the document, from 0.", nullable=False),
        Column(
            "language_version",
            STRING,
            "`Version` of the document; null where it has none, which means `2008-10-17`. Only "
            "`2012-10-17` has policy variables.",
        ),
        Column("sid", STRING, "Statement ID; null without one."),
        Column("effect", STRING, "`Allow` or `Deny`; null where the statement has neither."),
        Column("actions", STRINGS, "`Action`."),
        Column("not_actions", STRINGS, "`NotAction`."),
        Column("resources", STRINGS, "`Resource`."),
        Column("not_resources", STRINGS, "`NotResource`."),
        Column(
            "principals",
            PRINCIPALS,
            "`Principal`: kind (`AWS`, `Service`, `Federated`, `CanonicalUser`) and value. A bare "
            "`*` is of kind `*`.",
        ),
        Column("not_principals", PRINCIPALS, "`NotPrincipal`, likewise."),
        Column(
            "conditions",
            CONDITIONS,
            "`Condition`: operator, key and values, in the order of the document; null without "
            "conditions.",
        ),
    ),
)
