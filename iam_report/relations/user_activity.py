"""User activity: when each user last used any of its credentials."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

import pyarrow.compute as pc

from iam_report.frames.user_activity import USER_ACTIVITY
from iam_report.relations._ages import KEYS_TRACKED, days_between, newest, not_before
from iam_report.relations._report import (
    any_true,
    count_true,
    is_not_false,
    is_true,
    last_use,
    slot_in_use,
    uses_known,
)
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.relations._ages import Values

_KEYS: Final = ("access_key_1", "access_key_2")
_CERTIFICATES: Final = ("cert_1", "cert_2")

#: Whether a credential is active, and when it was made.
_MAKINGS: Final = {
    "password_enabled": "password_last_changed",
    "access_key_1_active": "access_key_1_last_rotated",
    "access_key_2_active": "access_key_2_last_rotated",
}


def user_activity(credential_report: pd.DataFrame) -> pd.DataFrame:
    """Return the `user_activity` frame, in the order of the report."""
    report = credential_report.reset_index(drop=True)
    as_of = as_arrow(report["as_of"])
    password = as_arrow(report["password_enabled"])
    keys = [as_arrow(report[f"{slot}_active"]) for slot in _KEYS]
    certificates = [as_arrow(report[f"{slot}_active"]) for slot in _CERTIFICATES]
    slots = [slot_in_use(report, slot) for slot in (*_KEYS, *_CERTIFICATES)]
    known = uses_known(report)
    last_activity, basis = last_use(report, known)
    columns = {
        **report,
        "user_age_days": days_between(as_arrow(report["user_creation_time"]), as_of),
        "active_access_keys": count_true(keys),
        "has_active_access_keys": any_true(keys),
        "has_two_active_access_keys": pc.and_kleene(*keys),
        "newest_access_key_days": days_between(_newest_active_key(report), as_of),
        "active_certificates": count_true(certificates),
        "has_active_credentials": any_true([password, *keys, *certificates]),
        "has_credentials": any_true([password, *slots]),
        "last_activity": last_activity,
        "last_activity_basis": basis,
        "idle_days": days_between(_last_sign_of_life(report, last_activity), as_of),
        "least_idle_days": pc.if_else(
            pc.and_(known.is_valid(), _makings_known(report)),
            days_between(_last_sign_of_life(report, last_activity, perhaps=True), as_of),
            None,
        ),
        "uses_known": known,
    }
    return USER_ACTIVITY.from_arrays({name: columns[name] for name in USER_ACTIVITY.by_name})


def _newest_active_key(report: pd.DataFrame) -> Values:
    """Return when the newest active key was made; null without one.

    Null too where a key that is, or may be, active has no date: it may be the newest.
    """
    made = [_made_where(report, f"{slot}_active", f"{slot}_last_rotated") for slot in _KEYS]
    inactive = [pc.invert(as_arrow(report[f"{slot}_active"])) for slot in _KEYS]
    known = [pc.or_kleene(i, m.is_valid()) for i, m in zip(inactive, made, strict=True)]
    return pc.if_else(pc.and_kleene(*known), newest(*made), None)


def _made_where(report: pd.DataFrame, active: str, made: str, *, perhaps: bool = False) -> Values:
    """Return when a credential was made, null where it is not active or, `perhaps`, surely not."""
    is_active = as_arrow(report[active])
    wanted = is_not_false(is_active) if perhaps else is_active
    return pc.if_else(wanted, as_arrow(report[made]), None)


def _makings_known(report: pd.DataFrame) -> Values:
    """Tell where every credential that is, or may be, active has a date."""
    known = [
        pc.or_kleene(pc.invert(as_arrow(report[active])), as_arrow(report[made]).is_valid())
        for active, made in _MAKINGS.items()
    ]
    return is_true(reduce(pc.and_kleene, known))


def _last_sign_of_life(
    report: pd.DataFrame, last_activity: Values, *, perhaps: bool = False
) -> Values:
    makings = [_made_where(report, *names, perhaps=perhaps) for names in _MAKINGS.items()]
    signs = newest(last_activity, as_arrow(report["user_creation_time"]), *makings)
    return not_before(signs, KEYS_TRACKED)
