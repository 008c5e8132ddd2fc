"""Account access: one row per account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.catalog.facts import policies_for
from iam_report.frames.account_access import ACCOUNT_ACCESS
from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.relations._coverage import whole
from iam_report.relations._gathered import any_of, joined
from iam_report.relations._joins import positions, taken
from iam_report.schema import BOOL, as_arrow, as_series

if TYPE_CHECKING:
    from iam_report.relations._principal_facts import Columns

_KEY: Final = ["account_id", "as_of"]
_AWS_POLICY: Final = r"^arn:aws[a-z0-9-]*:iam::aws:policy/(?:[\w+=,.@/-]*/)?"
_SECTIONS: Final = ("users", "groups", "roles")
_NULL: Final = pa.scalar(None, BOOL)


def account_access(
    roles: pd.DataFrame,
    users: pd.DataFrame,
    policy_attachments: pd.DataFrame,
    group_memberships: pd.DataFrame,
    role_trusts: pd.DataFrame,
    exports: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `account_access` frame: accounts in the order of their roles, then users."""
    accounts = _accounts(roles, users)
    can_use = _can_use(policy_attachments, group_memberships, role_trusts, roles)
    is_role = pa.array((policy_attachments["principal_type"] == "role").to_numpy(dtype=bool))
    is_whole = whole(accounts, exports, sections=_SECTIONS)
    at_account = positions(policy_attachments, "account_id", accounts, "account_id")
    columns: Columns = {name: as_arrow(accounts[name]) for name in (*_KEY, "arn")}
    for purpose in ("support", "audit"):
        is_it = _is_policy(policy_attachments, purpose)
        at = np.where(is_it, at_account, -1)
        holders = _texts(policy_attachments)
        columns[f"{purpose}_holders"] = joined(at, holders, len(accounts))
        by_role = any_of(at, pc.and_kleene(is_role, can_use), len(accounts))
        columns[f"has_{purpose}_role"] = _unless_partial(by_role, is_whole)
        by_any = any_of(at, can_use, len(accounts))
        columns[f"has_{purpose}_holder"] = _unless_partial(by_any, is_whole)
    return ACCOUNT_ACCESS.from_arrays({name: columns[name] for name in ACCOUNT_ACCESS.by_name})


def _accounts(roles: pd.DataFrame, users: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts and moments, and the ARN of each account."""
    listed = pd.concat([frame[[*_KEY, "arn"]] for frame in (roles, users)], ignore_index=True)
    first = listed[~listed.duplicated(_KEY).to_numpy()].reset_index(drop=True)
    head = pc.replace_substring_regex(as_arrow(first["arn"]), r"^((?:[^:]*:){5}).*$", r"\1root")
    return first.assign(arn=as_series(head))


def _is_policy(attachments: pd.DataFrame, purpose: str) -> np.ndarray:
    """Tell which attachments are of an AWS managed policy for a purpose."""
    names = "|".join(policies_for(purpose))
    pattern = f"{_AWS_POLICY}(?:{names})$"
    return np.asarray(pc.match_substring_regex(as_arrow(attachments["policy_arn"]), pattern))


def _can_use(
    attachments: pd.DataFrame,
    memberships: pd.DataFrame,
    trusts: pd.DataFrame,
    roles: pd.DataFrame,
) -> Any:
    """Tell for each attachment whether somebody can work with what it gives."""
    at_role = positions(trusts, "arn", roles, "arn")
    lets_in = any_of(at_role, as_arrow(trusts["lets_in"]), len(roles))
    by_service = as_arrow(roles["is_service_linked"])
    of_roles = as_series(pc.and_kleene(lets_in, pc.invert(by_service)))
    role = taken(of_roles, positions(attachments, "principal_arn", roles, "arn"))
    has_members = positions(attachments, "principal_arn", memberships, "group_arn") >= 0
    kind = as_arrow(attachments["principal_type"].astype(pd.ArrowDtype(pa.string())))
    user, group, _ = PRINCIPAL_TYPES
    of_others = pc.or_(pc.equal(kind, user), pc.and_(pc.equal(kind, group), pa.array(has_members)))
    return pc.if_else(pc.equal(kind, "role"), role, of_others)


def _texts(attachments: pd.DataFrame) -> Any:
    kind = as_arrow(attachments["principal_type"].astype(pd.ArrowDtype(pa.string())))
    return pc.binary_join_element_wise(kind, as_arrow(attachments["principal"]), " ")


def _unless_partial(answers: Any, is_whole: Any) -> Any:
    """Return the answers; null in place of false where the export is not whole."""
    return pc.if_else(pc.or_kleene(answers, is_whole), answers, _NULL)
