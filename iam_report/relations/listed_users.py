"""Listed users: one row per IAM user in either of two exports."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.authorization_details import NAME as DETAILS
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.listed_users import LISTED_USERS
from iam_report.relations._coverage import is_listed, whole
from iam_report.relations._joins import positions
from iam_report.relations._since import days_since
from iam_report.schema import BOOL, as_arrow

_OF_USER: Final = ["account_id", "as_of", "user", "arn", "create_date"]
_NONE: Final = pa.scalar(None, BOOL)


def listed_users(
    credential_report: pd.DataFrame, users: pd.DataFrame, exports: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the `listed_users` frame: users in the order of the report, then all others."""
    of_report = credential_report[~credential_report["is_root"].to_numpy(dtype=bool)]
    of_report = of_report.rename(columns={"user_creation_time": "create_date"})[_OF_USER]
    of_report = of_report.reset_index(drop=True)
    of_details = users[_OF_USER].reset_index(drop=True)
    others = of_details[positions(of_details, "arn", of_report, "arn") < 0]
    rows = pd.concat([of_report, others], ignore_index=True)
    columns = {
        **{name: as_arrow(rows[name]) for name in _OF_USER},
        "age_days": days_since(as_arrow(rows["create_date"]), as_arrow(rows["as_of"])),
        "in_report": _answers(
            rows, of_report, credential_report, exports, export=CREDENTIAL_REPORT.name
        ),
        "in_details": _answers(rows, of_details, users, exports, export=DETAILS),
    }
    return LISTED_USERS.from_arrays({name: columns[name] for name in LISTED_USERS.by_name})


def _answers(
    rows: pd.DataFrame,
    listed: pd.DataFrame,
    frame: pd.DataFrame,
    exports: pd.DataFrame | None,
    *,
    export: str,
) -> Any:
    """Tell which rows are listed; null where not and the export is not there, or not whole."""
    is_there = positions(rows, "arn", listed, "arn") >= 0
    has_export = positions(rows, "account_id", frame, "account_id") >= 0
    if exports is not None:
        has_export |= is_listed(rows, exports, export=export)
    is_whole = whole(rows, exports, export=export, sections=("users",))
    is_sure = pc.and_(pc.fill_null(is_whole, fill_value=False), pa.array(has_export))
    missing = pc.if_else(is_sure, pa.scalar(value=False), _NONE)
    return pc.if_else(pa.array(np.asarray(is_there)), pa.scalar(value=True), missing)
