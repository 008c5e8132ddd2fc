"""Console users: the IAM users that have, or may have, a console password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow.compute as pc

from iam_report.frames.console_users import CONSOLE_USERS
from iam_report.relations._ages import PASSWORDS_TRACKED, days_between, not_before
from iam_report.relations._report import any_true, count_true, is_none, is_not_false, is_true
from iam_report.schema import STATE_SUFFIX, as_arrow

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.relations._ages import Values

_KEYS: Final = ("access_key_1_active", "access_key_2_active")
_OF_THE_REPORT: Final = (
    "account_id",
    "as_of",
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "mfa_active",
    "password_last_used",
    "password_last_used" + STATE_SUFFIX,
    "password_last_changed",
    "password_next_rotation",
    "password_next_rotation" + STATE_SUFFIX,
    *_KEYS,
)


def console_users(credential_report: pd.DataFrame) -> pd.DataFrame:
    """Return the `console_users` frame."""
    rows = credential_report.loc[_may_have_password(credential_report), list(_OF_THE_REPORT)]
    rows = rows.reset_index(drop=True)
    as_of = as_arrow(rows["as_of"])
    changed = as_arrow(rows["password_last_changed"])
    without_use = days_between(not_before(changed, PASSWORDS_TRACKED), as_of)
    unused_days = days_between(as_arrow(rows["password_last_used"]), as_of)
    never_used = is_none(rows, "password_last_used")
    keys = [as_arrow(rows[key]) for key in _KEYS]
    columns = {
        **rows,
        "never_used": never_used,
        "password_age_days": days_between(changed, as_of),
        "unused_days": pc.if_else(is_true(never_used), without_use, unused_days),
        "active_access_keys": count_true(keys),
        "has_active_access_keys": any_true(keys),
    }
    return CONSOLE_USERS.from_arrays({name: columns[name] for name in CONSOLE_USERS.by_name})


def _may_have_password(report: pd.DataFrame) -> Values:
    has_password: Values = is_not_false(as_arrow(report["password_enabled"]))
    users: Values = pc.and_not(has_password, as_arrow(report["is_root"]))
    return users.to_numpy()
