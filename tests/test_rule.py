"""Rules and how they are asked."""

from __future__ import annotations

import pickle
import sys
from importlib.metadata import EntryPoint
from typing import Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report import rules as catalogue
from iam_report.errors import RuleError
from iam_report.frames.console_users import CONSOLE_USERS
from iam_report.rules import all_rules, builtin_rules
from iam_report.testing import assert_rule, frame


def make(**changes: Any) -> ir.rule:
    about = {
        "code": "OWN001",
        "severity": ir.Severity.LOW,
        "title": "Short name",
        "message": "{user} has a short name",
        "practice": "individual_users",
    }
    return ir.rule(**{**about, **changes})


@make(evidence=("user",))
def short_name(console_users: pd.DataFrame, *, most: int = 3) -> pd.Series:
    """A user name has at most `most` letters."""
    return console_users["user"].str.len() <= most


TABLE = """
| user  | finding |
| ----- | ------- |
| bob   | yes     |
| alice | no      |
"""


def test_what_a_rule_says_of_itself() -> None:
    assert short_name.name == "short_name"
    assert short_name.practice == "individual_users"
    assert short_name.frames == ("console_users",)
    assert short_name.sharpening_frames == ()
    assert dict(short_name.options) == {"most": 3}
    assert short_name.summary == "A user name has at most `most` letters."


def test_mask() -> None:
    assert_rule(short_name, TABLE)
    assert_rule(short_name, TABLE.replace("alice | no ", "alice | yes"), most=5)


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"msot": 1}, "rule `short_name` has no option `msot`", "did you mean `most`?"),
        ({"xyz": 1}, "rule `short_name` has no option `xyz`", "its options: most"),
        (
            {"most": "3"},
            "option `most` of rule `short_name` is a str, expected a int such as `3`",
            None,
        ),
        (
            {"most": True},
            "option `most` of rule `short_name` is a bool, expected a int such as `3`",
            None,
        ),
    ],
)
def test_wrong_options(options: dict[str, Any], message: str, hint: str | None) -> None:
    with pytest.raises(RuleError) as info:
        short_name.mask({"console_users": CONSOLE_USERS.empty()}, **options)

    assert (info.value.message, info.value.hint) == (message, hint)


def test_a_mask_of_numpy_is_refused_because_it_knows_no_null() -> None:
    @make()
    def numpy_mask(console_users: pd.DataFrame) -> pd.Series:
        return pd.Series([True] * len(console_users))

    with pytest.raises(
        RuleError, match="rule `numpy_mask` returned bool of 1, expected bool"
    ) as info:
        numpy_mask.mask({"console_users": frame(CONSOLE_USERS, "| user |\n| - |\n| a |")})

    assert info.value.hint == "compare Arrow-backed columns of its first frame; they keep nulls"


def test_a_rule_needs_a_frame_and_a_practice() -> None:
    with pytest.raises(RuleError, match="rule `nothing` reads no frame"):

        @make()
        def nothing(*, option: int = 1) -> pd.Series:
            raise NotImplementedError(option)

    with pytest.raises(RuleError, match="rule `homeless` belongs to no best practice"):

        @make(practice="")
        def homeless(console_users: pd.DataFrame) -> pd.Series:
            raise NotImplementedError(console_users)


def test_a_wrong_table_shows_the_row() -> None:
    with pytest.raises(AssertionError, match=r"row 1 \{'user': 'bob'\}: expected no, got yes"):
        assert_rule(short_name, TABLE.replace("bob   | yes", "bob   | no "))


def test_a_table_that_does_not_fit_is_told() -> None:
    with pytest.raises(ValueError, match="frame `console_users` has no column `usr`"):
        assert_rule(short_name, "| usr | finding |\n| - | - |\n| a | yes |")
    with pytest.raises(ValueError, match="a row of the table has 1 cells, expected 2"):
        assert_rule(short_name, "| user | finding |\n| - | - |\n| a |")


def test_an_empty_text_can_be_written() -> None:
    made = frame(CONSOLE_USERS, '| user |\n| - |\n| "" |')

    assert made["user"].tolist() == [""]


def test_own_rules_are_evaluated_like_those_of_the_package() -> None:
    snapshot = {"console_users": frame(CONSOLE_USERS, "| user  |\n| ----- |\n| bob   |\n| alice |")}

    report = ir.evaluate(snapshot, [short_name])

    assert report.findings["message"].tolist() == ["bob has a short name"]
    assert report.findings["evidence"].tolist() == ['{"user": "bob"}']
    assert report.checks["status"].tolist() == ["fail"]


def test_rules_pickle_by_reference() -> None:
    rule = builtin_rules()[0]

    assert pickle.loads(pickle.dumps(rule)) is rule  # noqa: S301  (our own bytes)


def test_the_catalogue_as_a_frame() -> None:
    table = ir.rules()

    assert table.index.name == "rule"
    assert table.loc["console_user_without_mfa", "code"] == "MFA001"
    assert table.loc["user_without_mfa", "on"] is False or not table.loc["user_without_mfa", "on"]
    assert table.loc["user_without_mfa", "off"]
    assert (
        "CIS AWS Foundations Benchmark v7.0: 2.10"
        in table.loc["console_user_without_mfa", "controls"]
    )


class Point(EntryPoint):
    """An entry point that loads what it is told to."""

    found: Any = None

    def load(self) -> Any:
        """Return or raise it."""
        if isinstance(type(self).found, Exception):
            raise type(self).found
        return type(self).found


def install(monkeypatch: pytest.MonkeyPatch, found: Any) -> None:
    monkeypatch.setattr(Point, "found", found)
    point = Point("mine", "mine:rules", "iam_report.rules")
    monkeypatch.setattr(sys.modules["iam_report.rules"], "entry_points", lambda **_: [point])


@pytest.mark.parametrize("found", [short_name, [short_name], type(pytest)("mine")])
def test_installed_rules_are_found(monkeypatch: pytest.MonkeyPatch, found: Any) -> None:
    if isinstance(found, type(pytest)):
        found.short_name = short_name
    install(monkeypatch, found)

    assert short_name in all_rules()
    assert "short_name" in ir.rules().index


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (["no rule"], "entry point `mine` names 'no rule', which is no rule"),
        (ImportError("gone"), "rules of entry point `mine` do not load: gone"),
        ([builtin_rules()[0]], f"two rules have the code `{builtin_rules()[0].info.code}`"),
    ],
)
def test_installed_rules_that_are_wrong(
    monkeypatch: pytest.MonkeyPatch, found: Any, message: str
) -> None:
    install(monkeypatch, found)

    with pytest.raises(RuleError) as info:
        all_rules()

    assert info.value.message == message


def test_public_name_is_the_function_not_the_module() -> None:
    assert callable(catalogue)
    assert ir.rules is catalogue
