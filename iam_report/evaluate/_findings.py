"""Findings: a row for each resource that fails a rule, or of which it cannot tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.evaluate._columns import category_of, severities
from iam_report.evaluate._late import Late, LateText
from iam_report.evaluate._render import evidence, fill, finding_ids
from iam_report.evaluate._rows import Rows, schema_of
from iam_report.frames.findings import FINDINGS, SEVERITIES
from iam_report.schema import TIMESTAMP, as_arrow, category, nulls, repeated, stacked

if TYPE_CHECKING:
    from iam_report.evaluate._ask import Answer, Judge
    from iam_report.rule import Rule

_COLUMN: Final = re.compile(r"{(\w+)")
_FINDING_STATUSES: Final = ("fail", "unknown")


def findings(judge_of: Judge, answers: list[Answer]) -> pd.DataFrame:
    """Return the `findings` frame: worst rules first, rows of a rule as in its frame."""
    worst_first = sorted(
        answers, key=lambda a: (-SEVERITIES.index(a.rule.info.severity), a.rule.info.code)
    )
    parts = [
        _part(judge_of, answer, rows, number, status)
        for number, answer in enumerate(worst_first)
        for status, rows in enumerate((answer.failed, answer.unknown))
        if rows.any()
    ]
    if not parts:
        return FINDINGS.empty()
    rules = [answer.rule for answer in worst_first]
    numbers = np.repeat([p.number for p in parts], [p.count for p in parts])
    words = {
        "code": [r.info.code for r in rules],
        "rule": [r.name for r in rules],
        "practice": [r.practice for r in rules],
        "resource_type": [
            r.info.resource_type or schema_of(r.frames[0]).resource_type for r in rules
        ],
    }
    counts = [p.count for p in parts]
    statuses = np.repeat([p.status for p in parts], counts)
    texts = {
        name: LateText(Late(len(numbers), partial(_written, parts, name))) for name in _Part.TEXTS
    }
    return FINDINGS.from_arrays(
        {
            **_account_columns(judge_of.accounts, parts),
            **{name: category_of(numbers, values) for name, values in words.items()},
            **texts,
            "severity": category(
                np.concatenate([p.severities for p in parts]), SEVERITIES, ordered=True
            ),
            "status": category(statuses, _FINDING_STATUSES),
            "suppressed_by": nulls(len(numbers)),
        }
    )


def _account_columns(accounts: pd.DataFrame, parts: list[_Part]) -> dict[str, Any]:
    """Return the snapshot key of each finding."""
    if len(accounts) == 1:
        count = sum(p.count for p in parts)
        return {
            "account_id": repeated(accounts["account_id"].iloc[0], count),
            "as_of": repeated(accounts["as_of"].iloc[0], count, TIMESTAMP),
        }
    groups = pa.array(np.concatenate([p.rows.group[p.at] for p in parts]))
    return {name: pc.take(as_arrow(accounts[name]), groups) for name in ("account_id", "as_of")}


@dataclass(frozen=True)
class _Part:
    """The findings of one rule with one status.

    Attributes:
        rule: The rule.
        rows: The rows of its first frame.
        at: Which of them are found.
        account_hashes: Hash of each account.
        number: Number of the rule.
        status: Number of the status.
        count: How many findings there are.
        severities: Number of the severity of each.
    """

    TEXTS: ClassVar = ("finding_id", "resource", "message", "evidence")

    rule: Rule
    rows: Rows
    at: np.ndarray
    account_hashes: np.ndarray
    number: int
    status: int
    count: int
    severities: np.ndarray

    def finding_id(self) -> Any:
        """Write the IDs."""
        accounts = self.account_hashes[self.rows.group[self.at]]
        return finding_ids(self.rows.subjects.of(self.at), accounts, self.rule.info.code)

    def resource(self) -> Any:
        """Copy the ARNs."""
        name = self.rows.schema.resource
        return self.rows.take({name}, self.at)[name]

    def message(self) -> Any:
        """Write the messages."""
        doubt = "" if _FINDING_STATUSES[self.status] == "fail" else "not known whether "
        template = doubt + self.rule.info.message
        columns = self.rows.take(set(_COLUMN.findall(template)), self.at)
        return fill(template, columns, self.count)

    def evidence(self) -> Any:
        """Write the evidence."""
        names = self.rule.info.evidence
        columns = self.rows.take(set(names), self.at)
        return evidence({name: columns[name] for name in names}, self.count)


def _written(parts: list[_Part], name: str) -> pa.ChunkedArray:
    """Write one text of all findings."""
    return stacked([getattr(part, name)() for part in parts])


def _part(judge_of: Judge, answer: Answer, at: np.ndarray, number: int, status: int) -> _Part:
    rule, rows = answer.rule, answer.rows
    assert rows is not None  # noqa: S101  (there are rows)
    columns = rows.take(set(rule.info.severity_above), at)
    count = int(at.sum())
    return _Part(
        rule,
        rows,
        at,
        judge_of.account_hashes,
        number,
        status,
        count,
        severities(rule, columns, count),
    )
