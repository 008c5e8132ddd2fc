"""Rules x frames -> findings and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from iam_report.evaluate._ask import Judge
from iam_report.evaluate._checks import checks
from iam_report.evaluate._findings import findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iam_report.rule import Rule
    from iam_report.snapshot import Snapshot


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
    judge_of = Judge(snapshot)
    answers = [judge_of.ask(rule, options.get(rule.name, {})) for rule in asked]
    return Judgement(findings(judge_of, answers), checks(judge_of, answers))


def check(snapshot: Snapshot, rule: Rule, options: Mapping[str, Any]) -> pd.DataFrame:
    """Return the checks of one rule, without its findings."""
    judge_of = Judge(snapshot)
    return checks(judge_of, [judge_of.ask(rule, options)])
