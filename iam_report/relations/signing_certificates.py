"""Signing certificates: the credential report's two slots a user, one row per slot in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from iam_report.frames.signing_certificates import SIGNING_CERTIFICATES
from iam_report.relations._ages import days_between
from iam_report.relations._report import is_not_false, slot_in_use
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.relations._ages import Values


def signing_certificates(credential_report: pd.DataFrame) -> pd.DataFrame:
    """Return the `signing_certificates` frame: the first slots of all users, then the second ones.

    A slot of which the report does not say whether it is in use has a row, with nulls.
    """
    slots: Values = pa.concat_tables([_slot(credential_report, slot) for slot in (1, 2)])
    columns = dict(zip(slots.column_names, slots.columns, strict=True)) | {
        "age_days": days_between(slots["last_rotated"], slots["as_of"])
    }
    return SIGNING_CERTIFICATES.from_arrays(columns)


def _slot(report: pd.DataFrame, slot: int) -> Values:
    of_the_user = ("account_id", "as_of", "user", "is_root", "arn")
    columns: Values = {
        **{name: as_arrow(report[name]) for name in of_the_user},
        "active": as_arrow(report[f"cert_{slot}_active"]),
        "last_rotated": as_arrow(report[f"cert_{slot}_last_rotated"]),
    }
    rows = pa.table(columns).filter(is_not_false(slot_in_use(report, f"cert_{slot}")))
    return rows.append_column("slot", pa.repeat(slot, len(rows)))
