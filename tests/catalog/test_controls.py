"""The catalogue of controls: what rules name is in it, and its numbers are in order."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pytest

from iam_report.catalog.controls import FRAMEWORKS, Control, titles
from iam_report.rules import builtin_rules

if TYPE_CHECKING:
    from iam_report.rule import Rule

TABLE: Final[dict[str, Any]] = tomllib.loads(
    files("iam_report.catalog").joinpath("controls.toml").read_text("utf-8")
)
TOPICS: Final[list[dict[str, Any]]] = TABLE["topics"]
CIS: Final = [name for name in FRAMEWORKS if name.startswith("cis_")]

every_framework = pytest.mark.parametrize("framework", FRAMEWORKS)


@pytest.mark.parametrize("rule", builtin_rules(), ids=lambda rule: rule.name)
def test_controls_of_rules_are_in_the_catalogue(rule: Rule) -> None:
    unknown = [str(c) for c in rule.info.controls if c.control not in titles(c.framework)]

    assert not unknown


@every_framework
def test_a_number_stands_in_one_topic(framework: str) -> None:
    listed = [number for topic in TOPICS for number in _numbers(topic, framework)]

    assert [n for n, count in Counter(listed).items() if count > 1] == []
    assert set(listed) == set(titles(framework))


def _numbers(topic: dict[str, Any], framework: str) -> list[str]:
    """Return the numbers of a topic, by its text alone."""
    if framework not in CIS:
        return list(topic.get(framework, []))
    known = [f"cis_{version}" for version in topic.get("cis", {})]
    until_now = [name for name in CIS[: CIS.index(framework) + 1] if name in known]
    number = topic["cis"][until_now[-1].removeprefix("cis_")] if until_now else ""
    return [number] if number else []


@every_framework
def test_every_framework_has_controls(framework: str) -> None:
    assert len(titles(framework)) > 5


def test_an_unknown_framework_has_none() -> None:
    assert titles("pci_4.0") == {}


@pytest.mark.parametrize(
    ("framework", "first", "last"),
    [
        ("cis_1.2", ["1.1", "1.2", "1.3", "1.4"], ["3.4", "3.5", "3.6"]),
        ("cis_1.3", ["1.1", "1.2", "1.3", "1.4"], ["4.5", "4.6", "4.15"]),
        ("cis_7.0", ["2.1.1", "2.1.2", "2.1.3", "2.1.4"], ["5.6", "5.15", "6.7"]),
        ("fsbp", ["Account.1", "CloudTrail.1", "CloudTrail.2"], ["IAM.28", "KMS.1", "KMS.2"]),
    ],
)
def test_numbers_rise_as_people_count(framework: str, first: list[str], last: list[str]) -> None:
    numbers = list(titles(framework))

    assert numbers[: len(first)] == first
    assert numbers[-len(last) :] == last


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        (
            "No active access key is older than 90 days",
            "1.4 1.14 1.14 1.14 1.14 1.14 1.14 1.13 2.13 2.12",
        ),
        (
            "No access key was made together with a console user",
            "1.21 1.11 1.11 1.11 1.11 1.11 1.11 1.10 2.10 -",
        ),
        (
            "No password or key is unused for 90 days",
            "1.3 1.12 - - - - - - - -",
        ),
        (
            "No password or key is unused for 45 days",
            "- - 1.12 1.12 1.12 1.12 1.12 1.11 2.11 2.11",
        ),
        (
            "AWSCloudShellFullAccess is attached to nothing",
            "- - - - 1.22 1.22 1.22 1.21 2.21 2.20",
        ),
        (
            "Logs of CloudTrail are encrypted with a KMS key",
            "2.7 3.7 3.7 3.7 3.7 3.5 3.5 3.5 4.5 4.5",
        ),
        ("Root credentials of member accounts are managed centrally", "- - - - - - - - - 2.1.1"),
    ],
)
def test_numbers_of_a_topic_in_every_version(title: str, numbers: str) -> None:
    by_title = [{t: n for n, t in titles(name).items()} for name in CIS]

    assert [of_version.get(title, "-") for of_version in by_title] == numbers.split()


@pytest.mark.parametrize(
    ("framework", "section", "last", "elsewhere"),
    [
        ("cis_1.2", 1, 22, set()),
        ("cis_1.3", 1, 22, {"1.20"}),
        ("cis_1.4", 1, 21, set()),
        ("cis_2.0", 1, 22, set()),
        ("cis_4.0.1", 1, 22, set()),
        ("cis_5.0", 1, 21, set()),
        ("cis_6.0", 2, 21, set()),
        ("cis_7.0", 2, 21, {"2.1"}),
    ],
)
def test_the_section_about_iam_is_complete(
    framework: str, section: int, last: int, elsewhere: set[str]
) -> None:
    """Number 1.20 of version 1.3 is about Amazon S3; 2.1 of version 7.0 has parts."""
    expected = {f"{section}.{n}" for n in range(1, last + 1)} - elsewhere
    numbers = {n for n in titles(framework) if n.startswith(f"{section}.") and n.count(".") == 1}

    assert numbers == expected


def test_topics_have_known_keys() -> None:
    keys = {key for topic in TOPICS for key in topic}
    versions = {f"cis_{version}" for topic in TOPICS for version in topic.get("cis", {})}

    assert keys == {"title", "cis", "fsbp", "aws_config", "trusted_advisor"}
    assert versions <= set(CIS)
    assert all(len(topic) > 1 for topic in TOPICS)


def test_style_of_titles() -> None:
    """A title says what is true where the control is met."""
    found = [topic["title"] for topic in TOPICS]

    assert len(set(found)) == len(found)
    assert all(title[0].isupper() and title[-1] != "." for title in found)
    assert not [t for t in found if "should" in t or t.startswith(("Ensure", "Eliminate"))]


def test_metadata() -> None:
    metadata = TABLE["metadata"]

    assert datetime.strptime(metadata["date"], "%Y-%m")  # noqa: DTZ007  (a month)
    assert all("https://" in source for source in metadata["sources"])
    assert metadata["licence"]


def test_titles_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        titles("fsbp")["IAM.1"] = "mine"  # type: ignore[index]


def test_text_of_a_control() -> None:
    control = Control("cis_1.2", "1.10", {"max_unused_days": 90})

    assert str(control) == "CIS AWS Foundations Benchmark v1.2: 1.10, max_unused_days=90"
