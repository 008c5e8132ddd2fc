"""The snapshot key: the two columns with which every row of every frame begins."""

from __future__ import annotations

from typing import Final

from iam_report.schema import STRING, TIMESTAMP, Column

ACCOUNT_ID: Final = Column("account_id", STRING, "12-digit account ID.", nullable=False)
AS_OF: Final = Column("as_of", TIMESTAMP, "When the export was true.", nullable=False)
SNAPSHOT_KEY: Final = (ACCOUNT_ID, AS_OF)
