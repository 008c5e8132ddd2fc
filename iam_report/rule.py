"""Rules: what a rule says about itself, and how it is asked."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pandas as pd
import pyarrow as pa

from iam_report.errors import RuleError, did_you_mean

if TYPE_CHECKING:
    from iam_report.catalog.controls import Control

#: The dtype of a rule's answer: true a finding, false none, null not known.
MASK: Final = pd.ArrowDtype(pa.bool_())

#: Frames in, by name; one answer per row of the first frame out.
RuleFunction: TypeAlias = Callable[..., pd.Series]


class Severity(StrEnum):
    """How bad a finding is.

    critical: an account take-over with what is on file; high: one missing control away; medium:
    hygiene with exposed credentials; low: hygiene; informational: inventory.
    """

    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, kw_only=True)
class Practice:
    """A best practice; each folder of `iam_report.rules` holds one as `PRACTICE`.

    Args:
        number: Number of the best practice; 12 for what is about the exports themselves.
        name: Name of the folder.
        title: The practice, as advice.
        code: What the codes of its rules begin with.
        needs: Frames without which the practice cannot be called followed, and the AWS CLI
            command that gives the export of each.
    """

    number: int
    name: str
    title: str
    code: str
    needs: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class RuleInfo:
    """What a rule says about itself. Used as a decorator it makes the rule.

    Args:
        code: Stable ID, as written in findings. Never reused.
        severity: How bad a finding is.
        title: What is wrong, as a noun phrase.
        message: One sentence per finding; may name columns of the first frame in braces, with a
            date format after a colon (`{last_rotated:%Y-%m-%d}`).
        evidence: Columns of the first frame that a reader needs to see.
        severity_above: Higher severities for findings whose column exceeds a number:
            `{"age_days": {365: Severity.HIGH}}`.
        fix: AWS CLI command that mends a finding. May name columns as `message` does, and hold
            words in capitals for what the exports do not know.
        controls: Controls of other catalogues that ask for the same.
        references: Pages that say why.
        off: Why the rule is off by default; empty for a rule that is on.
        practice: Name of the best practice. Rules of the package have that of their folder.
        resource_type: CloudFormation type of the resource, where it is not that of the frame.
    """

    code: str
    severity: Severity
    title: str
    message: str
    evidence: tuple[str, ...] = ()
    severity_above: Mapping[str, Mapping[int, Severity]] = field(default_factory=dict)
    fix: str = ""
    controls: tuple[Control, ...] = ()
    references: tuple[str, ...] = ()
    off: str = ""
    practice: str = ""
    resource_type: str = ""

    def __call__(self, function: RuleFunction) -> Rule:
        """Make a rule of `function`."""
        return Rule(self, function)


rule = RuleInfo


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule: its info and its function.

    The function's parameters before `*` are the frames it reads, by name; the first is the one
    that findings are about. A frame with the default None sharpens the rule and may be missing.
    Keyword-only parameters are options.
    """

    info: RuleInfo
    function: RuleFunction

    def __post_init__(self) -> None:
        if not self.frames:
            raise RuleError(f"rule `{self.name}` reads no frame")
        if not self.practice:
            raise RuleError(
                f"rule `{self.name}` belongs to no best practice",
                hint='say which, for example `practice="mfa"`',
            )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by reference, so that rules can be sent to workers."""
        return _import_rule, (self.function.__module__, self.name)

    @property
    def name(self) -> str:
        """The name of the rule: that of its function, its module and its page."""
        return self.function.__name__

    @property
    def practice(self) -> str:
        """The name of the best practice the rule belongs to."""
        folder = re.match(r"iam_report\.rules\.(\w+)\.", self.function.__module__ or "")
        return self.info.practice or (folder[1] if folder else "")

    @cached_property
    def doc(self) -> str:
        """The page of the rule."""
        return inspect.getdoc(self.function) or ""

    @cached_property
    def summary(self) -> str:
        """The first sentence of the page."""
        return self.doc.partition("\n\n")[0].replace("\n", " ")

    @cached_property
    def frames(self) -> tuple[str, ...]:
        """The frames that the rule needs; it gives findings on the first."""
        return tuple(p.name for p in self._frame_parameters if p.default is p.empty)

    @cached_property
    def sharpening_frames(self) -> tuple[str, ...]:
        """The frames that the rule uses where they are there."""
        return tuple(p.name for p in self._frame_parameters if p.default is not p.empty)

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """The options of the rule, with their defaults."""
        parameters = inspect.signature(self.function).parameters.values()
        return MappingProxyType({p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY})

    @cached_property
    def _frame_parameters(self) -> tuple[inspect.Parameter, ...]:
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD)

    def mask(self, frames: Mapping[str, pd.DataFrame], **options: Any) -> pd.Series:
        """Answer for each row of the first frame: true, false or null.

        Rules of a frame that also holds the root user are about the other users: the answer for
        a row with `is_root` is always false.

        Raises:
            RuleError: An option is unknown or of the wrong type, or the function returned
                something else than a mask over its first frame.
        """
        self.check_options(options)
        first = frames[self.frames[0]]
        sharpening = {name: frames[name] for name in self.sharpening_frames if name in frames}
        mask = self.function(*(frames[name] for name in self.frames), **sharpening, **options)
        if not isinstance(mask, pd.Series) or mask.dtype != MASK or len(mask) != len(first):
            got = f"{mask.dtype} of {len(mask)}" if isinstance(mask, pd.Series) else type(mask)
            raise RuleError(
                f"rule `{self.name}` returned {got}, expected {MASK} of {len(first)}",
                hint="compare Arrow-backed columns of its first frame; they keep nulls",
            )
        return mask & ~first["is_root"] if "is_root" in first else mask

    def check_options(self, options: Mapping[str, Any]) -> None:
        """Raise RuleError for an option that the rule does not have, or of another type."""
        for name, value in options.items():
            if name not in self.options:
                raise RuleError(
                    f"rule `{self.name}` has no option `{name}`",
                    hint=did_you_mean(name, self.options)
                    or f"its options: {', '.join(self.options) or 'none'}",
                )
            default = self.options[name]
            if type(value) is not type(default):
                raise RuleError(
                    f"option `{name}` of rule `{self.name}` is a {type(value).__name__}, "
                    f"expected a {type(default).__name__} such as `{default!r}`"
                )


def _import_rule(module: str, name: str) -> Rule:
    """Undo `Rule.__reduce__`."""
    found = getattr(importlib.import_module(module), name)
    assert isinstance(found, Rule)  # noqa: S101  (a module that was changed under a pickle)
    return found
