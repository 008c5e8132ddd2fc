"""Where output goes: back to the caller as text, or into files, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from iam_report.errors import IamReportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PathLike: TypeAlias = str | os.PathLike[str]


def deliver(chunks: Iterable[bytes], path: PathLike | None, *, overwrite: bool) -> str | None:
    """Return UTF-8 text, or save it if there is a path.

    Raises:
        IamReportError: The file exists and `overwrite` is false, or it cannot be written.
    """
    if path is None:
        return b"".join(chunks).decode("utf-8")
    save({Path(path): chunks}, overwrite=overwrite)
    return None


def save(contents: Mapping[Path, Iterable[bytes]], *, overwrite: bool) -> None:
    """Save files, which only their owner may read.

    Each is written beside its place under another name, and moved when all are complete.

    Raises:
        IamReportError: A file exists and `overwrite` is false, or it cannot be written. No file
            has been replaced by a part of one.
    """
    for target in contents:
        _check(target, overwrite=overwrite)
    with ExitStack() as drafts:
        staged = {target: _stage(target, chunks, drafts) for target, chunks in contents.items()}
        for target, draft in staged.items():
            _place(draft, target, overwrite=overwrite)


def _check(target: Path, *, overwrite: bool) -> None:
    if not os.path.lexists(target):
        return
    if not target.is_file() and not target.is_symlink():
        what = "a folder" if target.is_dir() else "no regular file"
        raise IamReportError(f"`{target}` cannot be written: it is {what}")
    if not overwrite:
        raise IamReportError(
            f"`{target}` exists",
            hint="give another name, or overwrite=True (on the command line --overwrite)",
        )


def _stage(target: Path, chunks: Iterable[bytes], drafts: ExitStack) -> Path:
    """Write a draft beside `target`; it is removed at the end if it is still there."""
    try:
        handle, name = tempfile.mkstemp(prefix=".iam_report-", dir=target.parent)
        draft = Path(name)
        drafts.callback(draft.unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
    except OSError as exc:
        raise _not_written(target, exc) from exc
    return draft


def _place(draft: Path, target: Path, *, overwrite: bool) -> None:
    try:
        if not overwrite:
            _check(target, overwrite=False)
        draft.replace(target)
    except OSError as exc:
        raise _not_written(target, exc) from exc


def _not_written(target: Path, exc: OSError) -> IamReportError:
    reason = (exc.strerror or str(exc)).lower()
    missing = isinstance(exc, FileNotFoundError)
    return IamReportError(
        f"`{target}` cannot be written: {reason}",
        hint=f"make the folder `{target.parent}` first" if missing else None,
    )
