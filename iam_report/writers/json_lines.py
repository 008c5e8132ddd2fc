"""JSON Lines: one finding per line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.writers.files import PathLike, deliver
from iam_report.writers.json_text import joined, objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.writers.tables import Tables


def to_jsonl(tables: Tables, path: PathLike | None, *, overwrite: bool) -> str | None:
    """Write the findings as JSON Lines; moments are ISO 8601, `evidence` is an object.

    Raises:
        IamReportError: The file exists or cannot be written.
    """
    return deliver(_chunks(tables), path, overwrite=overwrite)


def _chunks(tables: Tables) -> Iterator[bytes]:
    for lines in objects(tables.ordered("findings")):
        yield joined(lines, "\n")
        yield b"\n"
