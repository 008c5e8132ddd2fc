"""Role trusts: one row per role, statement of its trust policy, and principal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.catalog.facts import known_accounts, service_principal
from iam_report.frames.role_trusts import ROLE_TRUSTS
from iam_report.policy.trust_limits import OWN_ACCOUNT
from iam_report.policy.trusts import OF_ACCOUNTS, SERVICE
from iam_report.relations._joins import pairs, positions, taken
from iam_report.relations._trust_entries import entries_of
from iam_report.schema import BOOL, INT, STRING, as_arrow, nulls

if TYPE_CHECKING:
    from collections.abc import Mapping

#: AWS managed policies that read the whole account, or most of what is in it.
READS_WIDELY: Final = (
    "AdministratorAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "ViewOnlyAccess",
)

_OF_ROLE: Final = ("account_id", "as_of", "arn", "role", "is_service_linked", "is_aws_reserved")
_AWS_POLICY: Final = r"^arn:aws[a-z0-9-]*:iam::aws:policy/(?:job-function/)?"

_NO: Final = False
_NOT_IN_EXPORT: Final = "the export does not hold the trust policy"


def role_trusts(
    roles: pd.DataFrame,
    documents: pd.DataFrame,
    statements: pd.DataFrame,
    principals: pd.DataFrame | None = None,
    policy_attachments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `role_trusts` frame: roles in their order, then statements, then principals."""
    missing = _missing(roles, documents)
    is_known = missing.is_null().to_numpy(zero_copy_only=False)
    known, lost = np.flatnonzero(is_known), np.flatnonzero(~is_known)
    entries = entries_of(roles.take(known), statements)
    role = np.concatenate([known[entries.role], lost])
    at = np.concatenate([entries.row, np.full(len(lost), -1)])
    order = np.argsort(role, kind="stable")
    role, at = role[order], at[order]
    places = pa.array(at, mask=at < 0)
    columns: dict[str, Any] = {
        **{name: taken(roles[name], role) for name in _OF_ROLE},
        "missing": pc.take(missing, pa.array(role)),
        "document": taken(roles["trust_document"], role),
        **{name: pc.take(values, places) for name, values in entries.columns.items()},
    }
    columns |= _of_accounts(columns) | _of_services(columns, role)
    columns |= _power(roles, role, principals, policy_attachments)
    return ROLE_TRUSTS.from_arrays({name: columns[name] for name in ROLE_TRUSTS.by_name})


def _missing(roles: pd.DataFrame, documents: pd.DataFrame) -> pa.Array:
    """Return why the trust policy of each role is not known; null where it is."""
    at = positions(roles, "trust_document", documents, "document")
    is_malformed = taken(documents["is_malformed"], at)
    problem = pc.fill_null(taken(documents["problem"], at), "the reason is not known")
    why = pc.binary_join_element_wise("the trust policy is malformed", problem, ": ")
    reasons = pc.if_else(is_malformed, why, pa.scalar(None, pa.string()))
    found = pc.if_else(pc.is_null(is_malformed), _NOT_IN_EXPORT, reasons)
    return found.combine_chunks()


def _of_accounts(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from whose account the role is in."""
    kind, account = columns["principal_kind"], columns["principal_account"]
    is_self = pc.fill_null(pc.equal(account, columns["account_id"]), _NO)
    is_caller = pc.is_in(kind, pa.array(OF_ACCOUNTS))
    is_external = pc.and_(is_caller, pc.invert(is_self))
    limited_to = pc.if_else(
        pc.equal(columns["only_account"], OWN_ACCOUNT),
        columns["account_id"],
        columns["only_account"],
    )
    is_limited = pc.fill_null(pc.equal(limited_to, columns["account_id"]), _NO)
    is_made_by_aws = pc.or_(columns["is_service_linked"], columns["is_aws_reserved"])
    return {
        "account_class": _classes(columns),
        "is_external": pc.if_else(pc.is_null(kind), pa.scalar(None, BOOL), is_external),
        "limits_to_self": pc.if_else(
            pc.is_null(columns["limits_principals"]), pa.scalar(None, BOOL), is_limited
        ),
        "is_made_by_aws": is_made_by_aws,
    }


def _classes(columns: Mapping[str, Any]) -> Any:
    """Return whose account each entry names."""
    account = columns["principal_account"]
    own = pc.equal(account, columns["account_id"])
    is_known = pc.is_in(account, pa.array(list(known_accounts()), STRING), skip_nulls=True)
    found = pc.if_else(own, "self", pc.if_else(is_known, "vendor", "other"))
    is_none = pc.and_(pc.is_null(account), pc.is_valid(columns["principal_kind"]))
    return pc.if_else(is_none, "none", found)


def _of_services(columns: Mapping[str, Any], role: np.ndarray) -> dict[str, Any]:
    """Return what is known of the services that roles let in."""
    none = pa.scalar(None, pa.string())
    written = pc.if_else(pc.equal(columns["principal_kind"], SERVICE), columns["principal"], none)
    distinct = pc.drop_null(pc.unique(written))
    found = [service_principal(name) for name in distinct.to_pylist()]
    answers = {
        "service": pa.array([s.name if s else None for s in found], STRING),
        "service_sends_source": pa.array([s.sends_source if s else None for s in found], BOOL),
        "is_compute": pa.array([s.is_compute if s else None for s in found], BOOL),
    }
    at = pc.index_in(written, distinct, skip_nulls=True)
    known = {column: pc.take(values, at) for column, values in answers.items()}
    name = pc.coalesce(known.pop("service"), written)
    lets_in = pc.fill_null(columns["lets_in"], _NO)
    return known | {"service_number": _numbers(pc.if_else(lets_in, name, none), role)}


def _numbers(names: Any, role: np.ndarray) -> pa.Array:
    """Number the different services of each role, from 1; null where a service stands again."""
    frame = pd.DataFrame({"role": role, "name": names.to_pandas()})
    is_first = frame["name"].notna() & ~frame.duplicated(["role", "name"])
    number = is_first.groupby(frame["role"]).cumsum()
    return pa.array(number.to_numpy(dtype=np.int64), INT, mask=~is_first.to_numpy(dtype=bool))


def _power(
    roles: pd.DataFrame,
    role: np.ndarray,
    principals: pd.DataFrame | None,
    policy_attachments: pd.DataFrame | None,
) -> dict[str, Any]:
    """Return what roles may do, as far as other frames say so."""
    columns: dict[str, Any] = {"is_admin": nulls(len(role), BOOL)}
    columns["reads_widely"] = columns["is_admin"]
    if principals is not None:
        at = positions(roles, "arn", principals, "arn")
        columns["is_admin"] = taken(principals["is_admin"], at[role])
    if policy_attachments is not None:
        found = pairs(roles, "arn", policy_attachments, "principal_arn")
        name = pc.replace_substring_regex(
            as_arrow(policy_attachments["policy_arn"]), _AWS_POLICY, "aws/"
        )
        wide = pc.is_in(name, pa.array([f"aws/{policy}" for policy in READS_WIDELY]))
        is_wide = np.zeros(len(roles), dtype=bool)
        is_wide[found.left[wide.to_numpy()[found.right]]] = True
        columns["reads_widely"] = pa.array(is_wide[role])
    return columns
