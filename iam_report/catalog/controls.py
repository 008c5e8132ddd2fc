"""Controls of other catalogues: how rules name them, and what they ask for.

Control numbers are strings: `1.10` is not `1.1`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Versions of the CIS AWS Foundations Benchmark that count alike, under the first of them.
_CIS_VERSIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "v1_2": ("1.2",),
        "v1_3": ("1.3",),
        "v1_4": ("1.4", "1.5", "2.0", "3.0", "4.0.1"),
        "v5": ("5.0",),
        "v6": ("6.0",),
        "v7": ("7.0",),
    }
)

#: Frameworks by the name that `Report.compliance` takes.
FRAMEWORKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"cis_{version}": f"CIS AWS Foundations Benchmark v{version}"
        for versions in _CIS_VERSIONS.values()
        for version in versions
    }
    | {
        "fsbp": "AWS Foundational Security Best Practices",
        "aws_config": "AWS Config managed rules",
        "trusted_advisor": "AWS Trusted Advisor checks",
    }
)


@dataclass(frozen=True)
class Control:
    """A control that a rule judges.

    Args:
        framework: Name in FRAMEWORKS.
        control: Number or name of the control, as its framework writes it.
        options: Options of the rule under which it judges the control, where they are not the
            rule's defaults.
    """

    framework: str
    control: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the reference as the rule's page writes it."""
        with_options = "".join(f", {k}={v}" for k, v in self.options.items())
        return f"{FRAMEWORKS[self.framework]}: {self.control}{with_options}"


def cis(
    *,
    v1_2: str = "",
    v1_3: str = "",
    v1_4: str = "",
    v5: str = "",
    v6: str = "",
    v7: str = "",
    options: Mapping[str, Any] | None = None,
) -> tuple[Control, ...]:
    """Return a control's references in the CIS AWS Foundations Benchmark.

    `v1_4` stands for v1.4 to v4.0.1, which count alike; a version left out has no such control.
    """
    numbers = {"v1_2": v1_2, "v1_3": v1_3, "v1_4": v1_4, "v5": v5, "v6": v6, "v7": v7}
    return tuple(
        Control(f"cis_{version}", number, options or {})
        for key, number in numbers.items()
        if number
        for version in _CIS_VERSIONS[key]
    )


def fsbp(control: str, **options: Any) -> tuple[Control, ...]:
    """Return a reference to an AWS Foundational Security Best Practices control."""
    return (Control("fsbp", control, options),)


def aws_config(name: str, **options: Any) -> tuple[Control, ...]:
    """Return a reference to an AWS Config managed rule."""
    return (Control("aws_config", name, options),)


def trusted_advisor(check: str, **options: Any) -> tuple[Control, ...]:
    """Return a reference to a Trusted Advisor check, by its ID."""
    return (Control("trusted_advisor", check, options),)


@cache
def titles(framework: str) -> Mapping[str, str]:
    """Return the controls of a framework that are about IAM and its audit: number to title.

    The titles are ours, not those of the framework. Numbers rise as people count: `1.2` comes
    before `1.10`. A framework that is not known has no controls.
    """
    found = {
        control: topic["title"]
        for topic in _topics()
        for control in _numbers(topic).get(framework, ())
    }
    return MappingProxyType({number: found[number] for number in sorted(found, key=_count)})


@cache
def _topics() -> tuple[Mapping[str, Any], ...]:
    """Return what controls are about, as `controls.toml` says; its head explains the keys."""
    text = files(__package__).joinpath("controls.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["topics"])


def _numbers(topic: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the controls of a topic by framework."""
    numbers = {
        name: tuple(topic.get(name, ())) for name in ("fsbp", "aws_config", "trusted_advisor")
    }
    changes, number = topic.get("cis", {}), ""
    for version in (version for versions in _CIS_VERSIONS.values() for version in versions):
        number = changes.get(version, number)
        numbers[f"cis_{version}"] = (number,) if number else ()
    return numbers


def _count(control: str) -> list[str | int]:
    """Return what to sort a control by: its digits as numbers, in their places."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", control)]
