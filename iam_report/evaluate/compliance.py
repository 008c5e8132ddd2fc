"""Compliance: the controls of a framework, answered by the rules that map to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from iam_report.catalog.controls import FRAMEWORKS, titles
from iam_report.errors import RuleError, did_you_mean
from iam_report.evaluate import check
from iam_report.frames.compliance import COMPLIANCE, CONTROL_STATUSES
from iam_report.rules import builtin_rules
from iam_report.schema import category

if TYPE_CHECKING:
    from iam_report.snapshot import Snapshot

_ACCOUNT: Final = ["account_id", "as_of"]


def compliance(framework: str, snapshot: Snapshot) -> pd.DataFrame:
    """Return the `compliance` frame of a framework.

    Raises:
        RuleError: There is no such framework.
    """
    if framework not in FRAMEWORKS:
        raise RuleError(
            f"no framework `{framework}`",
            hint=did_you_mean(framework, FRAMEWORKS) or f"there are {', '.join(FRAMEWORKS)}",
        )
    asked = titles(framework)
    checks = _checks(framework, snapshot)
    grouped = checks.groupby([*_ACCOUNT, "control"], as_index=False).agg(
        code=("code_of_status", "min"),
        rules=("rule", lambda names: ", ".join(sorted(set(names)))),
        failed=("failed", "sum"),
        unknown=("unknown", "sum"),
    )
    accounts = snapshot.accounts[_ACCOUNT]
    numbers = list(dict.fromkeys([*asked, *checks["control"]]))
    controls = pd.DataFrame(
        {
            "control": numbers,
            "title": [asked.get(n, "") for n in numbers],
            "place": range(len(numbers)),
        }
    )
    rows = accounts.merge(controls, how="cross").merge(
        grouped, on=[*_ACCOUNT, "control"], how="left"
    )
    rows = rows.sort_values([*_ACCOUNT, "place"], ignore_index=True)
    not_covered = CONTROL_STATUSES.index("not_covered")
    codes = rows["code"].fillna(not_covered).astype("int8")
    return COMPLIANCE.from_columns(
        {
            **{name: rows[name] for name in (*_ACCOUNT, "control", "title")},
            "framework": framework,
            "status": category(codes, CONTROL_STATUSES),
            "rules": rows["rules"].fillna(""),
            "failed": rows["failed"].fillna(0),
            "unknown": rows["unknown"].fillna(0),
        }
    )


def _checks(framework: str, snapshot: Snapshot) -> pd.DataFrame:
    """Return the checks of each rule that maps to the framework, once for each control."""
    parts: list[pd.DataFrame] = []
    known: dict[tuple[str, str], pd.DataFrame] = {}
    for rule in builtin_rules():
        for control in rule.info.controls:
            if control.framework != framework:
                continue
            options: dict[str, Any] = dict(control.options)
            key = (rule.name, repr(options))
            if key not in known:
                known[key] = check(snapshot, rule, options)
            parts.append(known[key].assign(control=control.control))
    if not parts:
        parts = [check(snapshot, builtin_rules()[0], {}).head(0).assign(control="")]
    checks = pd.concat(parts, ignore_index=True)
    order = {status: code for code, status in enumerate(CONTROL_STATUSES)}
    return checks.assign(code_of_status=checks["status"].astype("str").map(order).astype("int8"))
