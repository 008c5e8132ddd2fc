"""Policy conditions: one row per policy, statement, condition operator and key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from iam_report.frames.policy_conditions import POLICY_CONDITIONS
from iam_report.relations._condition_facts import statement_conditions
from iam_report.relations._own_policies import own_policies, with_statements

if TYPE_CHECKING:
    import pandas as pd


def policy_conditions(
    managed_policies: pd.DataFrame,
    inline_policies: pd.DataFrame,
    roles: pd.DataFrame,
    documents: pd.DataFrame,
    statements: pd.DataFrame,
) -> pd.DataFrame:
    """Return the `policy_conditions` frame; policies without a known text come last."""
    policies = own_policies(managed_policies, inline_policies, roles)
    columns = with_statements(policies, documents, partial(statement_conditions, statements))
    denies = pc.equal(columns["effect"], "Deny")
    columns["spares_listed"] = pc.equal(denies, columns["is_negated"])
    return POLICY_CONDITIONS.from_arrays({n: columns[n] for n in POLICY_CONDITIONS.by_name})
