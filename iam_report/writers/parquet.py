"""Parquet: a folder with a file for each table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from iam_report.errors import IamReportError
from iam_report.frames import schemas
from iam_report.writers.files import PathLike, save
from iam_report.writers.tables import ORDERS, documented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.writers.tables import Tables


def to_parquet(tables: Tables, folder: PathLike, *, overwrite: bool) -> None:
    """Write findings.parquet, checks.parquet, scorecard.parquet and problems.parquet.

    The files are compressed with zstd and say in their field metadata what each column means;
    categoricals are dictionaries. The folder is made if it does not exist.

    Raises:
        IamReportError: A file exists or cannot be written.
    """
    where = Path(folder)
    try:
        where.mkdir(mode=0o700, exist_ok=True)
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        missing = isinstance(exc, FileNotFoundError)
        raise IamReportError(
            f"`{where}` cannot be made a folder: {reason}",
            hint=f"make the folder `{where.parent}` first" if missing else None,
        ) from exc
    files = {where / f"{name}.parquet": _chunks(tables, name) for name in ORDERS}
    save(files, overwrite=overwrite)


def _chunks(tables: Tables, name: str) -> Iterator[bytes]:
    rows = documented(tables.ordered(name), getattr(tables, name), schemas()[name])
    sink = pa.BufferOutputStream()
    parquet.write_table(rows, sink, compression="zstd")
    yield sink.getvalue()
