"""Errors and warnings of iam_report.

* IamReportError (a ValueError)
  x ExportError        the input is not the AWS export it was read as
  x FrameError         a frame does not fit its schema
  x RuleError          a rule was declared, chosen or called wrongly
  x MissingExtraError  an optional dependency is not installed (also an ImportError)
* ExportWarning        the export was read, but something about it needs a look
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class IamReportError(ValueError):
    """Base class of every error raised on purpose by iam_report.

    Attributes:
        message: What is wrong: one line, input in backticks.
        hint: How to mend it, or None.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if hint:
            self.add_note(f"help: {hint}")

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the attributes, not the arguments, so that a worker's error arrives whole."""
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(
    kind: type[IamReportError], args: tuple[object, ...], state: dict[str, object]
) -> IamReportError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class ExportError(IamReportError):
    """The input is not the AWS export it was read as, or is broken.

    Attributes:
        file: Name of the file, archive member or stream.
        code: Short stable name of what is wrong; the same as in `snapshot.problems`.
        place: Where in the file, e.g. ``line 7``; empty when the whole file is meant.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        file: str = "",
        code: str = "not_an_export",
        place: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.file = file
        self.code = code
        self.place = place


class FrameError(IamReportError):
    """A frame does not fit its schema.

    Attributes:
        problems: Every mismatch found.
    """

    def __init__(self, frame: str, problems: Iterable[str], *, hint: str | None = None) -> None:
        self.frame = frame
        self.problems = tuple(problems)
        super().__init__(f"frame `{frame}`: {'; '.join(self.problems)}", hint=hint)


class RuleError(IamReportError):
    """A rule was declared, chosen or called wrongly."""


class MissingExtraError(IamReportError, ImportError):
    """An optional dependency is not installed; the hint says what to install."""


class ExportWarning(UserWarning):
    """An export was read, but something about it needs a look."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return a help text naming the closest known name, if one is close."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.7)
    return f"did you mean `{close[0]}`?" if close else None


def shown(value: Any, limit: int = 80) -> str:
    """Return what stands in an input as it may stand in a message: one line, printable, cut."""
    try:
        text = str(value)
    except (ValueError, RecursionError):  # an integer of 5,000 digits; a very deep list
        text = f"<{type(value).__name__}>"
    if len(text) > limit:
        text = f"{text[: limit - 3]}..."
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
