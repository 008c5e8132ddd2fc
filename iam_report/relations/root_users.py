"""Root users: one row per account, whether the report has one for it or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.root_users import ROOT_USERS
from iam_report.relations._ages import days_between
from iam_report.relations._report import LAST_USES, any_true, last_use, uses_known
from iam_report.schema import ABSENT, STATE_SUFFIX, as_arrow

if TYPE_CHECKING:
    from iam_report.relations._ages import Values

_ACTIVE: Final = ("access_key_1_active", "access_key_2_active", "cert_1_active", "cert_2_active")
_MARKED: Final = ("password_enabled", "password_last_changed", *LAST_USES.values())
_OF_THE_REPORT: Final = (
    *("mfa_active", *_ACTIVE, *_MARKED),
    *(name + STATE_SUFFIX for name in _MARKED),
)

#: What reports of before 2024 say of the root user's password: there always was one.
_OLD_REPORT: Final = "not_supported"


def root_users(credential_report: pd.DataFrame) -> pd.DataFrame:
    """Return the `root_users` frame, in the order in which the report names the accounts.

    Of an account whose report has no row for the root user, every state is `absent`.
    """
    accounts = _accounts(credential_report)
    root_row: Values = accounts["root_row"]
    rows = pd.DataFrame({c: _take(credential_report[c], root_row) for c in _OF_THE_REPORT})
    known = uses_known(rows)
    last_used, basis = last_use(rows, known)
    changed = as_arrow(rows["password_last_changed"])
    columns = {
        **rows,
        "account_id": accounts["account_id"],
        "as_of": accounts["as_of"],
        "arn": _arn(accounts),
        "in_report": root_row.is_valid(),
        "has_credentials": _has_credentials(rows),
        "last_used": last_used,
        "last_used_with": basis,
        "last_used_days": days_between(last_used, accounts["as_of"]),
        "never_used": pc.and_kleene(last_used.is_null(), known),
        "uses_known": known,
        "password_age_days": days_between(changed, accounts["as_of"]),
    }
    return ROOT_USERS.from_arrays({name: columns[name] for name in ROOT_USERS.by_name})


def _accounts(report: pd.DataFrame) -> Values:
    """Return the accounts and moments of the report, each with the place of its root user's row."""
    key = ["account_id", "as_of"]
    place: Values = pc.if_else(as_arrow(report["is_root"]), np.arange(len(report)), None)
    columns: Values = {name: as_arrow(report[name]) for name in (*key, "partition")}
    users = pa.table(columns | {"root_row": place})
    accounts = users.group_by(key, use_threads=False)
    made: Values = accounts.aggregate([("partition", "first"), ("root_row", "max")])
    return made.rename_columns([*key, "partition", "root_row"])


def _take(values: pd.Series, places: Values) -> Any:
    """Return the values at `places`; null, or the state `absent`, where the place is null."""
    fill = ABSENT if isinstance(values.dtype, pd.CategoricalDtype) else None
    return values.array.take(places.fill_null(-1).to_numpy(), allow_fill=True, fill_value=fill)


def _arn(accounts: Values) -> Values:
    parts: Values = ("arn", accounts["partition"], "iam", "", accounts["account_id"], "root", ":")
    return pc.binary_join_element_wise(*parts)


def _has_credentials(rows: pd.DataFrame) -> Values:
    """Tell whether there is a password, an active key or an active certificate."""
    of_old_report = pa.array(rows["password_enabled_state"] == _OLD_REPORT)
    found = (as_arrow(rows[name]) for name in ("password_enabled", *_ACTIVE))
    return any_true([of_old_report, *found])
