"""The catalogue of rules, and the page of one."""

from __future__ import annotations

import pandas as pd
import pytest

from iam_report.errors import RuleError
from iam_report.rule import Rule, Severity, rule
from iam_report.rules import all_rules, practices
from iam_report.writers.plain import WIDTH
from iam_report.writers.rule_pages import catalogue, page


@rule(
    code="OWN001",
    severity=Severity.LOW,
    title="Robot \x1b[2J without an owner" + " and more" * 20,
    message="{user} has no owner",
    severity_above={"age_days": {365: Severity.HIGH}},
    off="names differ",
    practice="mfa",
)
def robot_without_owner(
    access_keys: pd.DataFrame,
    user_activity: pd.DataFrame | None = None,
    *,
    prefixes: tuple[str, ...] = ("svc-", "bot-"),
    strict: bool = False,
    max_days: int = 3,
) -> pd.Series:
    """A robot has no owner.

    ## Why
    Nobody answers for it.
    """
    _ = user_activity, prefixes, strict, max_days
    return access_keys["active"]


def test_every_rule_has_a_line() -> None:
    text = catalogue(all_rules())

    for r in all_rules():
        assert any(r.info.code in line and r.name[:29] in line for line in text.splitlines())
    for practice in practices().values():
        assert f"\n{practice.number}. {practice.title} ({practice.name})\n" in f"\n{text}"


def test_a_line() -> None:
    lines = catalogue(all_rules()).splitlines()

    assert (
        "  MFA001   high          console_user_without_mfa         Console user without MFA"
        in lines
    )
    assert " *MFA002   low           user_without_mfa                 User without MFA" in lines


def test_lines_hold_nothing_that_steers_a_terminal() -> None:
    lines = catalogue([robot_without_owner]).splitlines()

    assert all(len(line) <= WIDTH and line.isprintable() for line in lines)
    assert lines.count("  (no rules)") == len(practices()) - 1


@pytest.mark.parametrize("name", ["OWN001", "own001", "robot_without_owner", "Robot_Without_Owner"])
def test_page(name: str) -> None:
    text = page([robot_without_owner], name)

    first, *lines = text.splitlines()
    assert first.startswith("OWN001 robot_without_owner: Robot ")
    assert lines == [
        "",
        "severity  low, high where age_days exceeds 365",
        "practice  6. Enable MFA for privileged users",
        "reads     access_keys, user_activity (if there)",
        "off       names differ",
        "",
        "A robot has no owner.",
        "",
        "## Why",
        "Nobody answers for it.",
        "",
        "## Options",
        "robot_without_owner.prefixes=svc-,bot-",
        "robot_without_owner.strict=false",
        "robot_without_owner.max_days=3",
    ]


def test_page_of_a_rule_of_no_best_practice() -> None:
    info = rule(
        code="OWN002",
        severity=Severity.LOW,
        title="Odd",
        message="odd",
        practice="own",
    )

    assert "practice  own\n" in page([Rule(info, robot_without_owner.function)], "OWN002")


def test_every_page_says_why() -> None:
    for r in all_rules():
        text = page(all_rules(), r.info.code)
        assert text.startswith(f"{r.info.code} {r.name}: {r.info.title}\n")
        assert "\n## Why\n" in text
        assert all(reference in text for reference in r.info.references)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("MFA0001", "did you mean `MFA001`?"),
        ("console_user_without", "did you mean `console_user_without_mfa`?"),
        ("nonsense", "`iam-report rules` lists them"),
    ],
)
def test_no_such_rule(name: str, hint: str) -> None:
    with pytest.raises(RuleError) as caught:
        page(all_rules(), name)

    assert caught.value.message == f"no rule `{name}`"
    assert caught.value.hint == hint
