"""What holds for every rule: found by walking iam_report.rules, so nothing to register."""

from __future__ import annotations

import inspect
import pickle
import re
from typing import TYPE_CHECKING

import pytest

from iam_report.catalog.controls import FRAMEWORKS
from iam_report.frames import schemas
from iam_report.frames.findings import SEVERITIES
from iam_report.rules import builtin_rules, practices
from iam_report.testing import assert_rule

if TYPE_CHECKING:
    from iam_report.rule import Rule

every_rule = pytest.mark.parametrize("rule", builtin_rules(), ids=lambda rule: rule.name)


@every_rule
def test_named_as_its_module(rule: Rule) -> None:
    module = inspect.getmodule(rule.function)

    assert module is not None
    assert module.__name__ == f"iam_report.rules.{rule.practice}.{rule.name}"
    assert module.__doc__ == f"{rule.info.code}."


@every_rule
def test_code_begins_as_its_practice_says(rule: Rule) -> None:
    assert re.fullmatch(practices()[rule.practice].code + r"\d{3}", rule.info.code)


@every_rule
def test_message_evidence_and_fix_name_columns(rule: Rule) -> None:
    columns = schemas()[rule.frames[0]].by_name
    info = rule.info
    used = {*re.findall(r"{(\w+)", info.message + info.fix), *info.evidence, *info.severity_above}

    assert used <= columns.keys(), f"no such columns: {used - columns.keys()}"


@every_rule
def test_style_of_title_and_message(rule: Rule) -> None:
    info = rule.info

    assert info.title[0].isupper()
    assert info.title[-1] != "."
    assert info.message[-1] != "."
    assert "should" not in info.title + info.message


@every_rule
def test_page_has_its_sections(rule: Rule) -> None:
    sections = re.findall(r"^## (.+)$", rule.doc, re.MULTILINE)

    assert sections == ["Why", "Fix", "Not covered", "Cases"]
    assert rule.summary.endswith(".")


@every_rule
def test_cases_in_the_page(rule: Rule) -> None:
    table = rule.doc.partition("## Cases")[2]

    assert "| yes " in table or "unknown" in table
    assert "| no " in table
    assert_rule(rule, table)


@every_rule
def test_empty_frames_give_no_findings(rule: Rule) -> None:
    frames = {name: schemas()[name].empty() for name in (*rule.frames, *rule.sharpening_frames)}

    assert rule.mask(frames).empty


@every_rule
def test_controls_name_known_frameworks(rule: Rule) -> None:
    controls = [(c.framework, c.control) for c in rule.info.controls]

    assert {framework for framework, _ in controls} <= FRAMEWORKS.keys()
    assert len(set(controls)) == len(controls)
    assert all(c.options.keys() <= rule.options.keys() for c in rule.info.controls)


@every_rule
def test_references_are_pages_of_aws(rule: Rule) -> None:
    assert rule.info.references
    assert all(url.startswith("https://docs.aws.amazon.com/") for url in rule.info.references)


@every_rule
def test_pickles_by_reference(rule: Rule) -> None:
    assert pickle.loads(pickle.dumps(rule)) is rule  # noqa: S301  (our own bytes)


@every_rule
def test_severity_only_rises(rule: Rule) -> None:
    for steps in rule.info.severity_above.values():
        worse = [SEVERITIES.index(s) for _, s in sorted(steps.items())]
        assert [SEVERITIES.index(rule.info.severity), *worse] == sorted(
            {SEVERITIES.index(rule.info.severity), *worse}
        )


def test_codes_and_names_are_unique() -> None:
    rules = builtin_rules()

    assert len({r.info.code for r in rules}) == len({r.name for r in rules}) == len(rules)
