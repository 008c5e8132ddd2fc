"""Where exports come from: a path, bytes, an open file, or what json.load gave."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from iam_report.errors import ExportError, MissingExtraError, shown

#: A path (or, with the extra `remote`, a URL that fsspec knows), bytes, an open binary file, or an
#: object that json.load or boto3 gave.
Source: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO | Mapping[str, Any] | list[Any]

#: No input is larger; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
#: allows 5,000 users an account, some 1.3 MB of credential report.
MAX_BYTES: Final = 2 * 1024**3

_CHUNK: Final = 16 * 1024**2
_LONGEST_PATH: Final = 4096


@dataclass(frozen=True)
class Blob:
    """The content of one export: bytes, or a value decoded already; and its name in messages."""

    name: str
    data: bytes | None = None
    value: Any = None


def open_source(source: Source) -> Blob:
    """Return the content of `source`.

    Raises:
        ExportError: There is no such file, or it cannot be read, or is too large.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return Blob("<bytes>", bytes(source))
    if isinstance(source, Mapping | list):
        return Blob("<object>", value=source)
    if source == "-":
        return Blob("<stdin>", read_stream(sys.stdin.buffer, "<stdin>"))
    if isinstance(source, str | os.PathLike):
        path = path_of(source)
        if isinstance(source, str) and "://" in path:
            return Blob(shown(path), _read_url(path))
        return read_file(Path(path))
    if hasattr(source, "read"):
        name = shown(getattr(source, "name", "<stream>"), _LONGEST_PATH)
        return Blob(name, read_stream(source, name))
    raise TypeError(f"cannot read a {type(source).__name__}: give a path, bytes or an open file")


def path_of(source: str | os.PathLike[str]) -> str:
    """Return a path as text.

    Raises:
        ExportError: It cannot be a path.
    """
    path = os.fspath(source)
    is_text = path.lstrip()[:1] in ("{", "[", "%") or "\n" in path.strip() or "\0" in path
    if is_text or len(path) > _LONGEST_PATH:
        raise ExportError(
            f"`{shown(path)}` is no path",
            hint="if it is the text of an export, give it as bytes: text.encode()",
            code="unreadable_file",
        )
    return path


def read_file(path: Path) -> Blob:
    """Return the content of a file, which may also be a pipe."""
    name = shown(path, _LONGEST_PATH)
    try:
        status = path.stat()
        if status.st_size > MAX_BYTES:
            raise too_large(name)
        if stat.S_ISREG(status.st_mode):
            return Blob(name, path.read_bytes())
        with path.open("rb") as stream:
            return Blob(name, read_stream(stream, name))
    except OSError as exc:
        raise unreadable(name, exc) from exc


def read_stream(stream: BinaryIO, name: str) -> bytes:
    """Return the rest of a binary stream, which may give less at a time than it is asked for."""
    if isinstance(stream, io.TextIOBase):
        raise _open_as_text(name)
    parts: list[bytes] = []
    size = 0
    try:
        while part := stream.read(_CHUNK):
            if isinstance(part, str):
                raise _open_as_text(name)
            parts.append(part)
            size += len(part)
            if size > MAX_BYTES:
                raise too_large(name)
    except ExportError:
        raise
    except (OSError, ValueError) as exc:
        raise unreadable(name, exc) from exc
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _open_as_text(name: str) -> ExportError:
    return ExportError(
        f"`{name}` is open as text",
        hint="open it in binary mode, so that its encoding can be told",
        file=name,
        code="unreadable_file",
    )


def unreadable(name: str, error: Exception) -> ExportError:
    """Return the error for a source that cannot be read."""
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    return ExportError(
        f"`{name}` cannot be read: {shown(reason.lower())}", file=name, code="unreadable_file"
    )


def too_large(name: str, limit: int = MAX_BYTES) -> ExportError:
    """Return the error for content over a limit."""
    return ExportError(
        f"`{name}` holds more than {limit // 1024**2} MiB", file=name, code="too_large"
    )


def _read_url(url: str) -> bytes:
    try:
        import fsspec  # noqa: PLC0415  (an extra)
    except ImportError as exc:
        raise MissingExtraError(
            f"`{url}` is a URL: fsspec is needed to read it",
            hint="pip install 'iam_report[remote]'",
        ) from exc
    try:
        with fsspec.open(url, "rb", compression=None) as stream:
            return read_stream(stream, shown(url))
    except ExportError:
        raise
    except Exception as exc:  # each file system raises what its client raises
        raise unreadable(shown(url), exc) from exc
