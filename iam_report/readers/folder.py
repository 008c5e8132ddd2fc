"""What stands in a folder, an archive or a list: the blobs, one after the other.

Nothing is extracted to disk, no path from inside an archive is used, and no link is followed out of
the tree.
"""

from __future__ import annotations

import glob
import io
import os
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple, TypeAlias

from iam_report.errors import ExportError, shown
from iam_report.frames.problems import Problem
from iam_report.readers.parsed import problem_of
from iam_report.readers.source import (
    MAX_BYTES,
    Blob,
    Source,
    open_source,
    path_of,
    read_file,
    too_large,
    unreadable,
)
from iam_report.readers.text import check_ratio, check_unpacked
from iam_report.readers.traces import NOT_AN_EXPORT

#: A file, a folder, a zip file, a glob pattern, `-` for standard input, an open file, bytes, a
#: decoded export, or a list of those.
Sources: TypeAlias = Source | Iterable[Source]

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
#: What operating systems and version control leave in folders; nobody misses it.
_CLUTTER: Final = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git"})
_KINDS: Final = (str, bytes, bytearray, memoryview, os.PathLike, Mapping)
_OFFICE: Final = frozenset({"[Content_Types].xml", "mimetype"})
_READ: Final = 1024**2
_LONGEST_NAME: Final = 4096


class NamedBlob(NamedTuple):
    """A blob, and whether the caller named it; what is found in a folder or archive was not."""

    blob: Blob
    named: bool


#: One thing that was found, or why it was passed over.
Found: TypeAlias = NamedBlob | Problem


def find(sources: Sources) -> Iterator[Found]:
    """Yield everything that the sources hold, files of a folder in the order of their names.

    Raises:
        ExportError: A source that was named does not exist or cannot be read.
    """
    for source in _each(sources):
        if isinstance(source, str | os.PathLike) and source != "-":
            yield from _find_path(path_of(source))
        else:
            yield from _unpacked(open_source(source), named=True)


def _each(sources: Any) -> Iterable[Source]:
    """Tell a list of sources from one source, which may be a decoded export that is a list."""
    if _is_one(sources) or not isinstance(sources, Iterable):
        return [sources]
    if isinstance(sources, list) and not all(map(_is_one, sources)):
        return [sources]
    return sources


def _is_one(source: Any) -> bool:
    return isinstance(source, _KINDS) or hasattr(source, "read")


def _find_path(path: str) -> Iterator[Found]:
    where = Path(path)
    if where.is_dir():
        yield from _find_folder(where)
    elif "://" not in path and glob.has_magic(path) and not where.exists():
        yield from _find_pattern(path)
    else:
        yield from _unpacked(open_source(path), named=True)


def _find_pattern(pattern: str) -> Iterator[Found]:
    """Yield what matches; no link is followed out of the folder that the pattern starts from."""
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  (patterns may be absolute)
    if not matches:
        raise ExportError(
            f"no file matches `{shown(pattern)}`", file=shown(pattern), code="unreadable_file"
        )
    plain = takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts)
    root = os.path.realpath(Path(*plain))
    for match in map(Path, matches):
        if reason := _why_not(match, root, folders=True):
            yield _skipped(match, reason)
        elif match.is_dir():
            yield from _find_folder(match)
        else:
            yield from _found_file(match)


def _find_folder(top: Path) -> Iterator[Found]:
    root = os.path.realpath(top)
    failed: list[OSError] = []
    for folder, names, files in os.walk(top, onerror=failed.append):
        names[:] = sorted(n for n in names if n not in _CLUTTER)
        for path in (Path(folder, name) for name in names):
            if path.is_symlink():
                yield _skipped(path, "it is a link to a folder")
        for path in (Path(folder, name) for name in sorted(set(files) - _CLUTTER)):
            if reason := _why_not(path, root):
                yield _skipped(path, reason)
            else:
                yield from _found_file(path)
    for error in failed:
        name = shown(error.filename, _LONGEST_NAME)
        yield problem_of(unreadable(name, error), name)


def _why_not(path: Path, root: str, *, folders: bool = False) -> str:
    """Return why a file of a folder is not to be read, or nothing."""
    try:
        real = os.path.realpath(path, strict=True) if folders or path.is_symlink() else ""
        mode = path.stat().st_mode
    except OSError as exc:
        return (exc.strerror or str(exc)).lower()
    if real and not Path(real).is_relative_to(root):
        return "it is a link out of the folder"
    if not (stat.S_ISREG(mode) or (folders and stat.S_ISDIR(mode))):
        return "it is no regular file"
    return ""


def _found_file(path: Path) -> Iterator[Found]:
    try:
        blob = read_file(path)
    except ExportError as exc:
        yield problem_of(exc, str(path))
        return
    yield from _unpacked(blob, named=False)


def _unpacked(blob: Blob, *, named: bool) -> Iterator[Found]:
    """Yield the blob or, if it is a zip file, its members."""
    if blob.data is None or not blob.data.startswith(_ZIP):
        yield NamedBlob(blob, named=named)
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(blob.data))
    except Exception as exc:  # zipfile raises what its parts raise
        error = ExportError(
            f"`{blob.name}` is a broken zip file: {shown(exc).lower()}",
            hint="copy the file again; it was probably cut",
            file=blob.name,
            code="broken_archive",
        )
        if named:
            raise error from exc
        yield problem_of(error, blob.name)
        return
    with archive:
        yield from _members(archive, blob.name, len(blob.data))


def _members(archive: zipfile.ZipFile, zip_name: str, packed: int) -> Iterator[Found]:
    """Yield the members of an archive of `packed` bytes, in the order of their names."""
    members = sorted(archive.infolist(), key=lambda m: m.filename)
    names = Counter(m.filename for m in members)
    if not names or names.keys() & _OFFICE:
        yield _no_exports(zip_name, "an Office document" if names else "empty")
        return
    total = 0
    for member in members:
        name = f"{zip_name}!{shown(member.filename, _LONGEST_NAME)}"
        if member.is_dir() or _CLUTTER & set(PurePosixPath(member.filename).parts):
            continue
        if reason := _why_not_member(member):
            yield _skipped(name, reason)
            continue
        try:
            _check_member(member, names, name)
            data = _read_member(archive, member, name)
        except ExportError as exc:
            yield problem_of(exc, name)
            continue
        total += len(data)
        if error := _over_limit(total, packed, zip_name):
            yield problem_of(error, zip_name)
            return
        if data.startswith(_ZIP):
            yield _skipped(name, "it is an archive within an archive")
        else:
            yield NamedBlob(Blob(name, data), named=False)


def _no_exports(name: str, what: str) -> Problem:
    hint = "save a spreadsheet as CSV" if what != "empty" else ""
    return Problem("info", NOT_AN_EXPORT, name, f"the archive is {what}", hint=hint)


def _over_limit(total: int, packed: int, name: str) -> ExportError | None:
    """Return what is wrong with an archive whose members hold so much together."""
    try:
        check_ratio(total, packed, name)
    except ExportError as exc:
        return exc
    return too_large(name) if total > MAX_BYTES else None


def _why_not_member(member: zipfile.ZipInfo) -> str:
    parts = PurePosixPath(member.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in member.filename[:2]:
        return "its path leads out of the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a link"
    return ""


def _check_member(member: zipfile.ZipInfo, names: Counter[str], name: str) -> None:
    """Raise ExportError for a member whose content is not there for all to read."""
    if names[member.filename] > 1:
        raise ExportError(
            f"`{name}` stands in the archive twice",
            hint="pack the archive again; programs differ in which of the two they take",
            file=name,
            code="duplicate_member",
        )
    if member.flag_bits & 0x1:
        raise ExportError(
            f"`{name}` is encrypted",
            hint="unpack the archive, and give the folder",
            file=name,
            code="encrypted_member",
        )


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as stream:
            while part := stream.read(_READ):
                size += len(part)
                check_unpacked(size, max(member.compress_size, 1), name)
                parts.append(part)
    except ExportError:
        raise
    except Exception as exc:  # zipfile raises what its decompressors raise
        raise ExportError(
            f"`{name}` cannot be unpacked: {shown(exc).lower() or type(exc).__name__}",
            hint="the archive is damaged; copy it again",
            file=name,
            code="broken_archive",
        ) from exc
    return b"".join(parts)


def _skipped(path: Path | str, reason: str) -> Problem:
    name = shown(path, _LONGEST_NAME)
    return Problem("warning", "skipped_file", name, f"passed over: {reason}")
