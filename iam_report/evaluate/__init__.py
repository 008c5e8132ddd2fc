"""Rules x frames -> findings and checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.evaluate._late import Late, LateText
from iam_report.evaluate._render import evidence, fill, finding_ids, hash_text
from iam_report.evaluate._rows import Rows, schema_of
from iam_report.frames.accounts import ACCOUNTS
from iam_report.frames.checks import CHECKS, STATUSES
from iam_report.frames.exports import EXPORTS
from iam_report.frames.findings import FINDINGS, SEVERITIES
from iam_report.relations import sources
from iam_report.schema import TIMESTAMP, as_arrow, category, nulls, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iam_report.rule import Rule
    from iam_report.snapshot import Snapshot

_COLUMN: Final = re.compile(r"{(\w+)")
_FINDING_STATUSES: Final = ("fail", "unknown")


class Judgement(NamedTuple):
    """What rules say of a snapshot: a `findings` and a `checks` frame."""

    findings: pd.DataFrame
    checks: pd.DataFrame


def judge(
    snapshot: Snapshot, rules: Iterable[Rule], options: Mapping[str, Mapping[str, Any]]
) -> Judgement:
    """Ask every rule about every account of a snapshot.

    Args:
        snapshot: The frames.
        rules: The rules, which have been checked to be distinct.
        options: Options by the name of the rule.

    Returns:
        The findings, worst rules first, rows of a rule in the order of its frame; and a check for
        each rule and account.
    """
    asked = list(rules)
    judge_of = _Judge(snapshot)
    answers = [judge_of.ask(rule, options.get(rule.name, {})) for rule in asked]
    return Judgement(_findings(judge_of, answers), _checks(judge_of, answers))


def check(snapshot: Snapshot, rule: Rule, options: Mapping[str, Any]) -> pd.DataFrame:
    """Return the checks of one rule, without its findings."""
    judge_of = _Judge(snapshot)
    return _checks(judge_of, [judge_of.ask(rule, options)])


@dataclass(frozen=True)
class _Answer:
    """What one rule says.

    Attributes:
        rule: The rule.
        rows: The rows of its first frame; None where the snapshot lacks a frame that it needs.
        failed: The rows that fail.
        unknown: The rows of which it cannot tell.
        answered: For each account whether it has the exports that the rule needs.
        lacking: The frames that the snapshot lacks, of those that the rule needs or uses.
    """

    rule: Rule
    rows: Rows | None
    failed: np.ndarray
    unknown: np.ndarray
    answered: np.ndarray
    lacking: tuple[str, ...]


class _Judge:
    """Asks rules about one snapshot, and keeps what several rules need."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.accounts = snapshot.accounts
        self._rows: dict[str, Rows] = {}
        self._available: dict[str, np.ndarray] = {}

    def rows(self, name: str) -> Rows:
        """Return the rows of a frame."""
        if name not in self._rows:
            self._rows[name] = Rows(self.snapshot[name], schema_of(name), self.accounts)
        return self._rows[name]

    def available(self, name: str) -> np.ndarray:
        """Tell for each account whether it has the exports that a frame is made from."""
        if name not in self._available:
            self._available[name] = self._find_available(name)
        return self._available[name]

    def _find_available(self, name: str) -> np.ndarray:
        everywhere = np.ones(len(self.accounts), dtype=bool)
        if name in (EXPORTS.name, ACCOUNTS.name):
            return everywhere
        if name not in self.snapshot:
            return ~everywhere
        for source in sources(name) if name not in self.snapshot.read else {name}:
            everywhere &= self._has_export(source)
        return everywhere

    def _has_export(self, name: str) -> np.ndarray:
        """Tell for each account whether the frame was read for it, if only to be found empty."""
        rows = self.rows(name)
        present = rows.count(np.ones(len(rows.frame), dtype=bool)) > 0
        if EXPORTS.name in self.snapshot.read:
            exports = self.rows(EXPORTS.name)
            is_it = (exports.frame["export"] == name).to_numpy(dtype=bool)
            present |= exports.count(is_it) > 0
        return present

    @cached_property
    def dropped(self) -> np.ndarray:
        """For each account how many rows of its exports could not be read."""
        if EXPORTS.name not in self.snapshot.read:
            return np.zeros(len(self.accounts), dtype=np.int64)
        exports = self.rows(EXPORTS.name)
        weights = exports.frame["dropped_rows"].to_numpy(dtype=np.int64)
        return np.bincount(exports.group, weights, minlength=len(self.accounts)).astype(np.int64)

    @cached_property
    def account_hashes(self) -> np.ndarray:
        """For each account the hash of its ID."""
        return np.array([hash_text(a) for a in self.accounts["account_id"]], dtype=np.uint64)

    def ask(self, rule: Rule, options: Mapping[str, Any]) -> _Answer:
        """Ask one rule."""
        answered = np.logical_and.reduce([self.available(name) for name in rule.frames])
        lacking = tuple(n for n in rule.frames if not self.available(n).all())
        lacking += tuple(n for n in rule.sharpening_frames if not self.available(n).all())
        if any(name not in self.snapshot for name in rule.frames):
            nothing = np.zeros(0, dtype=bool)
            return _Answer(rule, None, nothing, nothing, answered, lacking)
        rows = self.rows(rule.frames[0])
        mask = self._mask(rule, rows, options)
        failed = pc.fill_null(mask, fill_value=False).to_numpy()
        unknown = pc.is_null(mask).to_numpy()
        if "is_root" in rows.frame:
            unknown &= rows.in_scope
        if not answered.all():
            failed, unknown = (which & answered[rows.group] for which in (failed, unknown))
        return _Answer(rule, rows, failed, unknown, answered, lacking)

    def _mask(self, rule: Rule, rows: Rows, options: Mapping[str, Any]) -> Any:
        """Return the rule's answers.

        Rows of accounts without a sharpening frame get those of the rule without it.
        """
        needed = {name: self.snapshot[name] for name in rule.frames}
        usable = [name for name in rule.sharpening_frames if name in self.snapshot]
        mask = as_arrow(rule.mask(needed, **options))
        for name in usable:
            with_it = rule.mask({**needed, name: self.snapshot[name]}, **options)
            has = pa.array(self.available(name)[rows.group])
            mask = pc.if_else(has, as_arrow(with_it), mask)
        return mask


def _findings(judge_of: _Judge, answers: list[_Answer]) -> pd.DataFrame:
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
            **{name: _category(numbers, values) for name, values in words.items()},
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
        template = self.rule.info.message
        columns = self.rows.take(set(_COLUMN.findall(template)), self.at)
        return fill(template, columns, self.count)

    def evidence(self) -> Any:
        """Write the evidence."""
        names = self.rule.info.evidence
        columns = self.rows.take(set(names), self.at)
        return evidence({name: columns[name] for name in names}, self.count)


def _written(parts: list[_Part], name: str) -> pa.ChunkedArray:
    """Write one text of all findings."""
    return _chunked([getattr(part, name)() for part in parts])


def _part(judge_of: _Judge, answer: _Answer, at: np.ndarray, number: int, status: int) -> _Part:
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
        _severities(rule, columns, count),
    )


def _severities(rule: Rule, columns: Mapping[str, Any], count: int) -> np.ndarray:
    """Return the severity of each finding, which may rise with a column."""
    found = np.full(count, SEVERITIES.index(rule.info.severity), dtype=np.int8)
    for name, steps in rule.info.severity_above.items():
        values = pc.fill_null(columns[name], 0).to_numpy()
        for above, severity in steps.items():
            level = SEVERITIES.index(severity)
            found = np.where(values > above, np.maximum(found, level), found)
    return found


def _chunked(arrays: list[Any]) -> pa.ChunkedArray:
    chunks = [c for a in arrays for c in (a.chunks if isinstance(a, pa.ChunkedArray) else [a])]
    return pa.chunked_array(chunks, arrays[0].type)


def _category(numbers: np.ndarray, values: list[str]) -> pd.Categorical:
    """Return a categorical of `values[number]`, whatever of them is equal."""
    words = tuple(dict.fromkeys(values))
    codes = np.array([words.index(v) for v in values], dtype=np.int16)
    return category(codes[numbers], words)


def _checks(judge_of: _Judge, answers: list[_Answer]) -> pd.DataFrame:
    """Return a row for each rule and account."""
    if not answers:
        return CHECKS.empty()
    count = len(judge_of.accounts)
    parts = [_check(judge_of, answer) for answer in answers]
    numbers = np.repeat(np.arange(len(answers)), count)
    rules = [answer.rule for answer in answers]
    return CHECKS.from_arrays(
        {
            "account_id": _chunked([as_arrow(judge_of.accounts["account_id"])] * len(answers)),
            "as_of": _chunked([as_arrow(judge_of.accounts["as_of"])] * len(answers)),
            "code": _category(numbers, [r.info.code for r in rules]),
            "rule": _category(numbers, [r.name for r in rules]),
            "practice": _category(numbers, [r.practice for r in rules]),
            "severity": category(
                np.concatenate([p["severity"] for p in parts]), SEVERITIES, ordered=True
            ),
            "status": category(np.concatenate([p["status"] for p in parts]), STATUSES),
            **{
                name: pa.array(np.concatenate([p[name] for p in parts]).astype(np.int64))
                for name in ("assessed", "failed", "unknown")
            },
            "reason": _chunked([p["reason"] for p in parts]),
        }
    )


def _check(judge_of: _Judge, answer: _Answer) -> dict[str, Any]:
    """Return the columns of one rule's checks."""
    count = len(judge_of.accounts)
    rule, rows = answer.rule, answer.rows
    nothing = np.zeros(count, dtype=np.int64)
    severity = np.full(count, SEVERITIES.index(rule.info.severity), dtype=np.int8)
    if rows is None:
        assessed, failed, unknown = nothing, nothing, nothing
    else:
        assessed = np.where(answer.answered, rows.assessed, 0)
        failed, unknown = rows.count(answer.failed), rows.count(answer.unknown)
        if rule.info.severity_above and answer.failed.any():
            columns = rows.take(set(rule.info.severity_above), answer.failed)
            levels = _severities(rule, columns, int(answer.failed.sum()))
            np.maximum.at(severity, rows.group[answer.failed], levels)
    conditions = {
        "fail": failed > 0,
        "unknown": ~answer.answered | (unknown > 0) | (judge_of.dropped > 0),
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
    judge_of: _Judge,
    answer: _Answer,
    status: np.ndarray,
    unknown: np.ndarray,
    assessed: np.ndarray,
) -> pa.ChunkedArray:
    """Say why each check is unknown or not applicable."""
    count = len(judge_of.accounts)
    partly = fill(
        "{unknown} of {assessed} not known" + _what_would_tell(answer),
        {"unknown": pa.array(unknown), "assessed": pa.array(assessed)},
        count,
    )
    dropped = fill("{n} rows could not be read", {"n": pa.array(judge_of.dropped)}, count)
    missing = repeated(_what_is_missing(answer), count)
    is_unknown = pa.array(status == STATUSES.index("unknown"))
    reason = pc.if_else(
        pa.array(~answer.answered), missing, pc.if_else(pa.array(unknown > 0), partly, dropped)
    )
    nothing = repeated("nothing to judge", count)
    not_applicable = pa.array(status == STATUSES.index("not_applicable"))
    return pc.if_else(is_unknown, reason, pc.if_else(not_applicable, nothing, ""))


def _what_is_missing(answer: _Answer) -> str:
    commands = _commands(answer.rule.frames, answer)
    return f"export missing: {', '.join(commands)}" if commands else ""


def _what_would_tell(answer: _Answer) -> str:
    commands = _commands(answer.rule.sharpening_frames, answer)
    if commands:
        return f"; {', '.join(commands)} would tell"
    return ": the export does not say"


def _commands(names: Iterable[str], answer: _Answer) -> list[str]:
    """Return the AWS CLI commands that give the exports that are lacking."""
    wanted = [s for n in names if n in answer.lacking for s in sorted(sources(n))]
    return [f"`{schema_of(name).export}`" for name in dict.fromkeys(wanted)]
