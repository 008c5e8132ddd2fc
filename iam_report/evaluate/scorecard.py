"""The scorecard: the best practices, and how far checks say that they are followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from iam_report.frames import schemas
from iam_report.frames.checks import STATUSES
from iam_report.frames.exports import EXPORTS
from iam_report.frames.findings import SEVERITIES
from iam_report.frames.scorecard import SCORECARD
from iam_report.rules import builtin_rules, practices
from iam_report.schema import category

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.rule import Practice, Rule
    from iam_report.snapshot import Snapshot

_ACCOUNT: Final = ["account_id", "as_of"]


def scorecard(
    checks: pd.DataFrame, snapshot: Snapshot, rules: Iterable[Rule], *, per_account: bool
) -> pd.DataFrame:
    """Return the `scorecard` frame.

    Args:
        checks: The checks.
        snapshot: The snapshot they are of.
        rules: The rules they are of.
        per_account: Whether to have a row for each account and practice.
    """
    groups = [*_ACCOUNT, "practice"] if per_account else ["practice"]
    counted = checks.assign(
        practice=checks["practice"].astype("str"),
        worst=checks["severity"].cat.codes.where(checks["failed"] > 0, -1),
        passes=checks["status"] == "pass",
        fails=checks["status"] == "fail",
        unknowns=checks["status"] == "unknown",
    )
    counts = counted.groupby(groups, as_index=False).agg(
        passed=("passes", "sum"),
        failed=("fails", "sum"),
        unknown=("unknowns", "sum"),
        findings=("failed", "sum"),
        worst=("worst", "max"),
    )
    rows = _every_practice(snapshot, per_account=per_account)
    rows = rows.merge(counts, on=groups, how="left")
    rows = rows.merge(_first_steps(counted, rules, groups), on=groups, how="left")
    rows = rows.merge(_first_reasons(counted, groups), on=groups, how="left")
    rows["asked"] = rows["passed"].notna()
    numbers = ["passed", "failed", "unknown", "findings"]
    rows[numbers] = rows[numbers].fillna(0).astype("int64")
    worst = rows["worst"].fillna(-1).to_numpy(dtype=np.int64)
    rows["worst"] = np.array([*SEVERITIES, None], dtype=object)[worst]
    lacking = rows.pop("lacking")
    conditions = {
        "fail": rows["failed"] > 0,
        "unknown": (rows["unknown"] > 0) | (lacking != "") | ~rows["asked"],
        "pass": rows["passed"] > 0,
    }
    codes = [STATUSES.index(status) for status in conditions]
    status = np.select(list(conditions.values()), codes, STATUSES.index("not_applicable"))
    rows["status"] = category(status, STATUSES)
    has_rules = rows["practice"].isin({r.practice for r in builtin_rules()})
    get = ("get " + lacking).where(lacking != "", rows["why"].fillna(""))
    get = get.mask(has_rules & ~rows["asked"], "its rules were not asked")
    rows["next_step"] = rows["step"].fillna(get)
    return SCORECARD.from_columns(rows.drop(columns=["step", "why", "asked"]))


def _every_practice(snapshot: Snapshot, *, per_account: bool) -> pd.DataFrame:
    """Return a row for each practice (and account), with the exports it lacks."""
    accounts = snapshot.accounts[_ACCOUNT]
    parts = [
        accounts.assign(
            number=practice.number,
            practice=practice.name,
            title=practice.title,
            lacking=_lacking(snapshot, practice),
        )
        for practice in practices().values()
    ]
    rows = pd.concat(parts, ignore_index=True)
    if per_account:
        return rows.sort_values([*_ACCOUNT, "number"], ignore_index=True)
    worst_first = rows.sort_values(["number", "lacking"], ascending=[True, False])
    rows = worst_first.drop_duplicates("number", ignore_index=True)
    return rows.drop(columns=_ACCOUNT)


def _lacking(snapshot: Snapshot, practice: Practice) -> pd.Series:
    """Return for each account the commands that give the exports the practice lacks."""
    accounts = snapshot.accounts[_ACCOUNT]
    lacking = pd.Series("", index=accounts.index, dtype="str")
    exports = snapshot.read.get(EXPORTS.name, EXPORTS.empty())
    for frame, command in practice.needs.items():
        schema = schemas().get(frame)
        names = [frame, schema.part_of] if schema is not None else [frame]
        read = exports.loc[exports["export"].isin(names), _ACCOUNT]
        if frame in snapshot.read:
            read = pd.concat([read, snapshot.read[frame][_ACCOUNT]])
        has = accounts.merge(read.drop_duplicates(), on=_ACCOUNT, how="left", indicator="has")
        missing = (has["has"] == "left_only").to_numpy()
        joined = lacking.where(lacking == "", lacking + ", ") + f"`{command}`"
        lacking = lacking.mask(missing, joined)
    return lacking


def _first_steps(checks: pd.DataFrame, rules: Iterable[Rule], groups: list[str]) -> pd.DataFrame:
    """Return for each group what to do first: the worst rule, and how much it found."""
    failing = checks[checks["failed"] > 0]
    totals = failing.groupby([*groups, "code"], observed=True, as_index=False).agg(
        failed=("failed", "sum"), worst=("worst", "max")
    )
    totals["code"] = totals["code"].astype("str")
    order = totals.sort_values(["worst", "failed", "code"], ascending=[False, False, True])
    first = order.drop_duplicates(groups)
    titles = {r.info.code: r.info.title for r in rules}
    count = first["failed"].astype("str")
    step = first["code"] + " " + first["code"].map(titles) + ": " + count
    return first[groups].assign(step=step.astype("str"))


def _first_reasons(checks: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Return for each group why its worst check of unknown result is unknown."""
    unknown = checks[checks["unknowns"]]
    order = unknown.assign(code=unknown["code"].astype("str"))
    order = order.sort_values(["severity", "code"], ascending=[False, True])
    first = order.drop_duplicates(groups)
    why = first["code"] + ": " + first["reason"].astype("str")
    return first[groups].assign(why=why.astype("str"))
