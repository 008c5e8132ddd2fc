"""Access keys: the credential report's two key slots a user, one row per slot in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.access_keys import ACCESS_KEYS
from iam_report.relations._ages import KEYS_TRACKED, days_between, not_before
from iam_report.relations._report import is_none, is_not_false, is_true, slot_in_use
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.relations._ages import Values

_OF_THE_USER: Final = (
    "account_id",
    "as_of",
    "user",
    "is_root",
    "arn",
    "user_creation_time",
    "password_enabled",
)
_OF_THE_KEY: Final = (
    "active",
    "last_rotated",
    "last_used_date",
    "last_used_region",
    "last_used_service",
)


def access_keys(credential_report: pd.DataFrame) -> pd.DataFrame:
    """Return the `access_keys` frame: the first slots of all users, then the second ones.

    A slot of which the report does not say whether it is in use has a row, with nulls.
    """
    keys: Values = pa.concat_tables([_slot(credential_report, slot) for slot in (1, 2)])
    age_days = days_between(keys["last_rotated"], keys["as_of"])
    unused_days = days_between(keys["last_used_date"], keys["as_of"])
    without_use = days_between(not_before(keys["last_rotated"], KEYS_TRACKED), keys["as_of"])
    columns = dict(zip(keys.column_names, keys.columns, strict=True)) | {
        "age_days": age_days,
        "unused_days": pc.if_else(is_true(keys["never_used"]), without_use, unused_days),
        "other_age_days": days_between(keys["other_last_rotated"], keys["as_of"]),
    }
    return ACCESS_KEYS.from_arrays({name: columns[name] for name in ACCESS_KEYS.by_name})


def _slot(report: pd.DataFrame, slot: int) -> Values:
    key, other = f"access_key_{slot}", f"access_key_{3 - slot}"
    columns: Values = {
        **{name: as_arrow(report[name]) for name in _OF_THE_USER},
        **{name: as_arrow(report[f"{key}_{name}"]) for name in _OF_THE_KEY},
        "never_used": is_none(report, f"{key}_last_used_date"),
        "no_region": is_none(report, f"{key}_last_used_region"),
        "other_active": as_arrow(report[f"{other}_active"]),
        "other_last_rotated": as_arrow(report[f"{other}_last_rotated"]),
    }
    rows = pa.table(columns).filter(is_not_false(slot_in_use(report, key)))
    return rows.append_column("slot", pa.repeat(slot, len(rows)))
