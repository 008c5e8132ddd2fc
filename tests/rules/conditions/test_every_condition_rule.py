"""What holds for every rule about conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iam_report.frames.mfa_statements import MFA_STATEMENTS
from iam_report.frames.policy_conditions import POLICY_CONDITIONS
from iam_report.rules import builtin_rules
from iam_report.testing import frame
from iam_report.writers.commands import fill

if TYPE_CHECKING:
    from iam_report.rule import Rule

FRAMES = {
    schema.name: frame(
        schema,
        """
        | arn                                | policy | place    | update_command        | update_target | update_detail |
        | ---------------------------------- | ------ | -------- | --------------------- | ------------- | ------------- |
        | arn:aws:iam::111122223333:role/app | p      | policy p | put-role-policy       | role-name=app | policy-name=p; |
        """,
    )
    for schema in (POLICY_CONDITIONS, MFA_STATEMENTS)
}
every_rule = pytest.mark.parametrize(
    "rule", [r for r in builtin_rules() if r.frames[0] in FRAMES], ids=lambda rule: rule.name
)


@every_rule
def test_nothing_is_known_of_a_policy_without_its_text(rule: Rule) -> None:
    assert rule.mask(FRAMES).isna().all()


@every_rule
def test_says_where_and_how_to_mend(rule: Rule) -> None:
    row = FRAMES[rule.frames[0]].iloc[0]

    assert {"policy", "version", "statement", "sid"} <= {*rule.info.evidence}
    assert fill(rule.info.fix, {name: row[name] for name in rule.info.evidence}).words == (
        *("aws", "iam", "put-role-policy", "--role-name=app"),
        *("'--policy-name=p;'", "--policy-document", "file://POLICY.json"),
    )
