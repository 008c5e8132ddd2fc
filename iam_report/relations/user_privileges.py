"""User privileges: one row per IAM user in the credential report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow.compute as pc

from iam_report.frames.user_privileges import USER_PRIVILEGES
from iam_report.relations._iam_writes import writes_by_key
from iam_report.relations._joins import positions, taken
from iam_report.relations._report import any_true, count_true, is_true
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

_KEYS: Final = ("access_key_1_active", "access_key_2_active")
_OF_REPORT: Final = ("account_id", "as_of", "user", "arn", "mfa_active", "password_enabled")


def user_privileges(
    credential_report: pd.DataFrame,
    principals: pd.DataFrame,
    principal_policies: pd.DataFrame,
    documents: pd.DataFrame,
    statements: pd.DataFrame,
) -> pd.DataFrame:
    """Return the `user_privileges` frame, in the order of the report."""
    is_root = credential_report["is_root"].to_numpy(dtype=bool)
    rows = credential_report[~is_root].reset_index(drop=True)
    at = positions(rows, "arn", principals, "arn")
    keys = [as_arrow(rows[name]) for name in _KEYS]
    has_keys, password = any_true(keys), as_arrow(rows["password_enabled"])
    by_key = taken(principals["is_admin_by_key_without_mfa"], at)
    by_password = taken(principals["is_admin_by_password_without_mfa"], at)
    columns = {
        **{name: as_arrow(rows[name]) for name in _OF_REPORT},
        "active_access_keys": count_true(keys),
        "has_active_access_keys": has_keys,
        "is_admin": taken(principals["is_admin"], at),
        "admin_via": taken(principals["admin_via"], at),
        "admin_by_key": pc.and_kleene(has_keys, by_key),
        "admin_by_password": pc.and_kleene(password, by_password),
        **writes_by_key(rows, principals, principal_policies, documents, statements),
    }
    columns["writes_by_key"] = pc.and_kleene(has_keys, columns["writes_by_key"])
    columns["admin_by"] = _ways(columns["admin_by_key"], columns["admin_by_password"])
    return USER_PRIVILEGES.from_arrays({name: columns[name] for name in USER_PRIVILEGES.by_name})


def _ways(by_key: Any, by_password: Any) -> Any:
    """Return in words with what users are administrators without MFA."""
    key = pc.if_else(is_true(by_key), "access key", "")
    password = pc.if_else(is_true(by_password), "password", "")
    both = pc.and_(is_true(by_key), is_true(by_password))
    return pc.if_else(
        both, "access key or password", pc.binary_join_element_wise(key, password, "")
    )
