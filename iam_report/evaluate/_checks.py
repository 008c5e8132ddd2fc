"""Checks: a row for each rule and account, also where the rule passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.evaluate._columns import category_of, severities
from iam_report.evaluate._render import fill
from iam_report.evaluate._rows import schema_of
from iam_report.frames.checks import CHECKS, STATUSES
from iam_report.frames.findings import SEVERITIES
from iam_report.graph import sources
from iam_report.schema import as_arrow, category, repeated, stacked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.evaluate._ask import Answer, Judge

#: Numbers of the statuses that need a reason.
_TO_BE_EXPLAINED: Final = [STATUSES.index(status) for status in ("unknown", "not_applicable")]


def checks(judge_of: Judge, answers: list[Answer]) -> pd.DataFrame:
    """Return the `checks` frame."""
    if not answers:
        return CHECKS.empty()
    count = len(judge_of.accounts)
    parts = [_check(judge_of, answer) for answer in answers]
    numbers = np.repeat(np.arange(len(answers)), count)
    rules = [answer.rule for answer in answers]
    return CHECKS.from_arrays(
        {
            "account_id": stacked([as_arrow(judge_of.accounts["account_id"])] * len(answers)),
            "as_of": stacked([as_arrow(judge_of.accounts["as_of"])] * len(answers)),
            "code": category_of(numbers, [r.info.code for r in rules]),
            "rule": category_of(numbers, [r.name for r in rules]),
            "practice": category_of(numbers, [r.practice for r in rules]),
            "severity": category(
                np.concatenate([p["severity"] for p in parts]), SEVERITIES, ordered=True
            ),
            "status": category(np.concatenate([p["status"] for p in parts]), STATUSES),
            **{
                name: pa.array(np.concatenate([p[name] for p in parts]).astype(np.int64))
                for name in ("assessed", "failed", "unknown")
            },
            "reason": stacked([p["reason"] for p in parts]),
        }
    )


def _check(judge_of: Judge, answer: Answer) -> dict[str, Any]:
    """Return the columns of one rule's checks."""
    count = len(judge_of.accounts)
    rule, rows = answer.rule, answer.rows
    nothing = np.zeros(count, dtype=np.int64)
    severity = np.full(count, SEVERITIES.index(rule.info.severity), dtype=np.int8)
    if rows is None:
        assessed, failed, unknown = nothing, nothing, nothing
    else:
        assessed = np.where(answer.given, rows.assessed, 0)
        failed, unknown = rows.count(answer.failed), rows.count(answer.unknown)
        if rule.info.severity_above and answer.failed.any():
            columns = rows.take(set(rule.info.severity_above), answer.failed)
            levels = severities(rule, columns, int(answer.failed.sum()))
            np.maximum.at(severity, rows.group[answer.failed], levels)
    incomplete = (judge_of.dropped(rule) > 0) | judge_of.truncated(rule)
    conditions = {
        "fail": failed > 0,
        "unknown": ~answer.answered | (unknown > 0) | incomplete,
        "not_applicable": assessed == 0,
    }
    default = STATUSES.index("pass")
    status = np.select(list(conditions.values()), [STATUSES.index(s) for s in conditions], default)
    return {
        "severity": severity,
        "status": status,
        "assessed": assessed,
        "failed": failed,
        "unknown": unknown,
        "reason": _reasons(judge_of, answer, status, unknown, assessed),
    }


def _reasons(
    judge_of: Judge,
    answer: Answer,
    status: np.ndarray,
    unknown: np.ndarray,
    assessed: np.ndarray,
) -> pa.ChunkedArray:
    """Say why each check is unknown or not applicable."""
    count = len(judge_of.accounts)
    if not np.isin(status, _TO_BE_EXPLAINED).any():
        return repeated("", count)
    lacks = pa.array(judge_of.lacks, pa.string())
    counts = {"unknown": pa.array(unknown), "assessed": pa.array(assessed), "lacks": lacks}
    start = "{unknown} of {assessed} not known"
    partly = pc.if_else(
        pc.and_(pc.not_equal(lacks, ""), not answer.lacking),
        fill(start + ": the export lacks {lacks}", counts, count),
        fill(start + _what_would_tell(judge_of, answer), counts, count),
    )
    rows_dropped = pa.array(judge_of.dropped(answer.rule))
    dropped = pc.if_else(
        pc.greater(rows_dropped, 0),
        fill("{n} rows could not be read", {"n": rows_dropped}, count),
        "pages of the export are missing",
    )
    missing = pc.if_else(
        pa.array(answer.given),
        fill("the export lacks {lacks}", counts, count),
        repeated(_what_is_missing(judge_of, answer), count),
    )
    is_unknown = pa.array(status == STATUSES.index("unknown"))
    reason = pc.if_else(
        pa.array(~answer.answered), missing, pc.if_else(pa.array(unknown > 0), partly, dropped)
    )
    nothing = repeated("nothing to judge", count)
    not_applicable = pa.array(status == STATUSES.index("not_applicable"))
    return pc.if_else(is_unknown, reason, pc.if_else(not_applicable, nothing, ""))


def _what_is_missing(judge_of: Judge, answer: Answer) -> str:
    commands = _commands(judge_of, answer.rule.frames, answer)
    return f"export missing: {', '.join(commands)}" if commands else ""


def _what_would_tell(judge_of: Judge, answer: Answer) -> str:
    commands = _commands(judge_of, answer.rule.sharpening_frames, answer)
    if commands:
        return f"; {', '.join(commands)} would tell"
    return ": the export does not say"


def _commands(judge_of: Judge, names: Iterable[str], answer: Answer) -> list[str]:
    """Return the AWS CLI commands that give the exports that are lacking."""
    wanted = [s for n in names if n in answer.lacking for s in sorted(sources(n))]
    lacking = [name for name in wanted if not judge_of.available(name).all()] or wanted
    return list(dict.fromkeys(f"`{schema_of(name).export}`" for name in lacking))
