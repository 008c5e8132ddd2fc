"""What people are told of a report: how it stands, what to fix first, what is not known.

Counts are of findings that fail and are not suppressed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from iam_report.frames.findings import SEVERITIES
from iam_report.writers.commands import Command, fill
from iam_report.writers.plain import count
from iam_report.writers.tables import ORDERS, as_table, first_rows, records, sort_keys

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from iam_report.rule import Rule
    from iam_report.writers.tables import Tables

#: Rules of which findings are shown, and how many of each.
RULES_SHOWN: Final = 10
FINDINGS_SHOWN: Final = 3
#: Problems that are shown in full.
PROBLEMS_SHOWN: Final = 20

_IN_BACKTICKS: Final = re.compile("`([^`]+)`")
_COUNTS: Final = r"^[0-9]+ (of [0-9]+ )?"


@dataclass(frozen=True)
class Broken:
    """A rule that fails.

    Attributes:
        rule: The rule.
        severity: Severity of its worst finding.
        findings: How many there are.
        worst: How many of them have that severity.
        accounts: In how many accounts.
        shown: The worst of them, with all columns.
        fix: The command that mends the first, or None.
    """

    rule: Rule
    severity: str
    findings: int
    worst: int
    accounts: int
    shown: tuple[dict[str, Any], ...]
    fix: Command | None


@dataclass(frozen=True)
class Unanswered:
    """Checks without an answer, for one reason.

    Attributes:
        reason: Why, without numbers.
        codes: Codes of the rules.
        checks: How many checks.
    """

    reason: str
    codes: tuple[str, ...]
    checks: int


class Digest:
    """What people are told of a report.

    Args:
        tables: The frames of the report.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    @cached_property
    def what(self) -> str:
        """How many accounts, users and files; and as of when."""
        accounts = self.tables.accounts
        ids = accounts["account_id"].drop_duplicates()
        who = f"account {ids.iloc[0]}" if len(ids) == 1 else count(len(ids), "account")
        users = accounts["users"].sum()
        parts = [who, count(int(users), "user"), f"{count(self.tables.files, 'file')} read"]
        if len(accounts):
            days = [f"{d:%Y-%m-%d}" for d in (accounts["as_of"].min(), accounts["as_of"].max())]
            parts.append("as of " + " to ".join(dict.fromkeys(days)))
        return ", ".join(parts)

    @cached_property
    def findings(self) -> str:
        """How many findings, by severity; and how many are not known or suppressed."""
        frame = self.tables.findings
        numbers = np.bincount(self._severities[self._failing], minlength=len(SEVERITIES))
        words = [
            f"{n:,} {word}" for n, word in zip(numbers[::-1], SEVERITIES[::-1], strict=True) if n
        ]
        text = count(int(numbers.sum()), "finding") + (f": {', '.join(words)}" if words else "")
        unknown = int(((frame["status"] == "unknown") & self._open).sum())
        suppressed = len(frame) - int(self._open.sum())
        more = [f"{unknown:,} not known"] * bool(unknown)
        more += [f"{suppressed:,} suppressed"] * bool(suppressed)
        return "; ".join([text, *more])

    @cached_property
    def broken(self) -> list[Broken]:
        """The rules that fail, worst first; findings are shown of the first of them."""
        codes = self.tables.findings["code"].cat
        numbers = codes.codes.to_numpy()[self._failing]
        words = codes.categories.tolist()
        found = np.bincount(numbers, minlength=len(words))
        worst = np.full(len(words), -1)
        np.maximum.at(worst, numbers, self._severities[self._failing])
        order = sorted(
            (i for i, n in enumerate(found) if n), key=lambda i: (-worst[i], -found[i], words[i])
        )
        rules = {r.info.code: r for r in self.tables.rules}
        return [
            self._broken(rules[words[i]], SEVERITIES[worst[i]], i, shown=place < RULES_SHOWN)
            for place, i in enumerate(order)
        ]

    def worst(self, number: int) -> list[dict[str, Any]]:
        """Return the worst findings that fail, with all columns."""
        return self._first(self._failing, number)

    @cached_property
    def missing(self) -> dict[str, list[int]]:
        """Commands that give the exports that best practices lack, and the practices' numbers."""
        rows = self.tables.scorecard
        rows = rows[(rows["status"] == "unknown") & rows["next_step"].str.startswith("get `")]
        found: dict[str, list[int]] = {}
        for number, step in zip(rows["number"], rows["next_step"], strict=True):
            for command in _IN_BACKTICKS.findall(step):
                found.setdefault(command, []).append(number)
        return found

    @cached_property
    def unanswered(self) -> list[Unanswered]:
        """The checks without an answer, by reason; the most first."""
        checks = self.tables.checks
        checks = checks[checks["status"] == "unknown"]
        reasons = checks["reason"].str.replace(_COUNTS, "", regex=True).fillna("")
        grouped = checks["code"].astype("str").groupby(reasons.to_numpy(dtype=object))
        found = [Unanswered(str(r), tuple(sorted(set(c))), len(c)) for r, c in grouped]
        return sorted(found, key=lambda u: (-u.checks, u.reason))

    @cached_property
    def problems(self) -> list[dict[str, Any]]:
        """The problems of level warning or error, the first of them."""
        return records(serious(self.tables.problems).head(PROBLEMS_SHOWN))

    @cached_property
    def more_problems(self) -> str:
        """How many problems are not among `problems`, or empty."""
        frame = self.tables.problems
        more = len(serious(frame)) - len(self.problems)
        infos = int((frame["level"] == "info").sum())
        parts = [count(more, "more problem")] * bool(more)
        if infos:
            codes = sorted(set(frame.loc[frame["level"] == "info", "code"]))
            parts.append(f"{count(infos, 'note')} of level info ({', '.join(codes)})")
        return " and ".join(parts)

    @cached_property
    def _open(self) -> pd.Series:
        return self.tables.findings["suppressed_by"].isna()

    @cached_property
    def _failing(self) -> np.ndarray:
        return failing(self.tables.findings)

    @cached_property
    def _severities(self) -> np.ndarray:
        return self.tables.findings["severity"].cat.codes.to_numpy()

    def _broken(self, rule: Rule, severity: str, code: int, *, shown: bool) -> Broken:
        frame = self.tables.findings
        rows = self._failing & (frame["code"].cat.codes == code).to_numpy()
        first = self._first(rows, FINDINGS_SHOWN) if shown else []
        values = {**_evidence_of(first[0]), **first[0]} if first else {}
        fix = fill(rule.info.fix, values) if first and rule.info.fix else None
        accounts = frame["account_id"][rows].nunique()
        worst = int((rows & (self._severities == SEVERITIES.index(severity))).sum())
        return Broken(rule, severity, int(rows.sum()), worst, accounts, tuple(first), fix)

    @cached_property
    def _table(self) -> pa.Table:
        return as_table(self.tables.findings)

    @cached_property
    def _keys(self) -> pa.Table:
        by = sorted(ORDERS["findings"], key=lambda name: name != "severity")
        return sort_keys(self.tables.findings, tuple(by))

    def _first(self, rows: np.ndarray, number: int) -> list[dict[str, Any]]:
        """Return the worst findings of those that are true."""
        first = first_rows(self._keys, rows, number)
        return [self._table.slice(at, 1).to_pylist()[0] for at in first]


def failing(findings: pd.DataFrame, at_least: str = SEVERITIES[0]) -> np.ndarray:
    """Tell which findings fail, are not suppressed, and have at least some severity."""
    rows = (findings["status"] == "fail") & (findings["severity"] >= at_least)
    found: np.ndarray = (rows & findings["suppressed_by"].isna()).to_numpy(dtype=bool)
    return found


def serious(problems: pd.DataFrame) -> pd.DataFrame:
    """Return the problems that make a report incomplete: those of level warning or error.

    They are in the order of their numbers.
    """
    return problems[problems["level"] != "info"].sort_values("number")


def _evidence_of(finding: dict[str, Any]) -> dict[str, Any]:
    try:
        evidence = json.loads(finding["evidence"])
    except ValueError:
        return {}
    return evidence if isinstance(evidence, dict) else {}
