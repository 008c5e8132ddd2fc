"""What a reader makes of one file, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from iam_report.errors import ExportError
from iam_report.frames.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

#: Codes of files that nobody misses when they are found in a folder: what is no export at all,
#: and exports that are not read.
_NOT_MISSED: Final = frozenset({"not_an_export", "export_not_read"})


@dataclass(frozen=True)
class Parsed:
    """The frames read from one file, by name, and what is to be said of it.

    Attributes:
        frames: The frame that the export is read into, and `exports`.
        problems: What was read with a doubt, or not at all.
    """

    frames: dict[str, pd.DataFrame]
    problems: list[Problem] = field(default_factory=list)


def problem_of(error: ExportError, name: str) -> Problem:
    """Return the row of `problems` for a file that was found and could not be read."""
    level = "info" if error.code in _NOT_MISSED else "error"
    file, hint = error.file or name, error.hint or ""
    return Problem(level, error.code, file, error.message, error.place, hint)


def error_of(problem: Problem) -> ExportError:
    """Return the error for a part of a file that could not be read."""
    at = f" {problem.place}:" if problem.place else ""
    return ExportError(
        f"`{problem.file}`:{at} {problem.message}",
        hint=problem.hint or None,
        file=problem.file,
        code=problem.code,
        place=problem.place,
    )
