"""From the bytes of a file to UTF-8 text: compression, byte order marks, UTF-16."""

from __future__ import annotations

import codecs
import zlib
from typing import Final

from iam_report.errors import ExportError
from iam_report.readers.source import too_large
from iam_report.readers.traces import damage_code

#: No compressed file or archive member may unpack to more.
MAX_UNPACKED: Final = 512 * 1024**2

#: Beyond this size a compressed file may not be more than MAX_RATIO times smaller than its
#: content. Real exports reach 28; a file of zeros, 1,029.
FREE_UNPACKED: Final = 64 * 1024**2
MAX_RATIO: Final = 200

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_TAR: Final = b"ustar"
_TAR_AT: Final = 257
_CHUNK: Final = 1024**2
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def plain_text(data: bytes, name: str) -> bytes:
    """Return `data` as UTF-8 without a byte order mark, whatever it was packed and encoded as.

    Raises:
        ExportError: It is a broken or suspicious archive, or no text.
    """
    if data.startswith(_GZIP):
        data = gunzip(data, name)
    if data.startswith((_GZIP, _ZIP)) or data.startswith(_TAR, _TAR_AT):
        raise ExportError(
            f"`{name}` is an archive, not an export",
            hint="unpack it; `load` reads folders and zip files",
            file=name,
            code="archive_not_read",
        )
    data = data.removeprefix(codecs.BOM_UTF8)
    encoding = _UTF16.get(data[:2])
    if encoding:
        return _decode(data[2:], encoding, name).encode()
    if not data.isascii():
        _decode(data, "utf-8", name)
    return data


def gunzip(data: bytes, name: str) -> bytes:
    """Unpack gzip, all its members, within the limits.

    Raises:
        ExportError: It is broken, cut, or a decompression bomb.
    """
    parts: list[bytes] = []
    size, rest = 0, data
    while rest.startswith(_GZIP):
        unpack = zlib.decompressobj(wbits=31)
        while not unpack.eof:
            try:
                part = unpack.decompress(rest, _CHUNK)
            except zlib.error as exc:
                raise _broken(name, str(exc).lower()) from exc
            rest = unpack.unconsumed_tail
            size += len(part)
            check_unpacked(size, len(data), name)
            parts.append(part)
            if not part and not rest and not unpack.eof:
                raise _broken(name, "it ends early")
        rest = unpack.unused_data
    return b"".join(parts)


def check_unpacked(size: int, packed: int, name: str) -> None:
    """Raise ExportError when unpacked content is over the limits."""
    if size > MAX_UNPACKED:
        raise too_large(name, MAX_UNPACKED)
    check_ratio(size, packed, name)


def check_ratio(size: int, packed: int, name: str) -> None:
    """Raise ExportError when content is suspiciously larger than what it was unpacked from."""
    if size > FREE_UNPACKED and size > MAX_RATIO * packed:
        raise ExportError(
            f"`{name}` unpacks to more than {MAX_RATIO} times its size",
            hint="it looks like a decompression bomb; unpack it yourself if you trust it",
            file=name,
            code="decompression_bomb",
        )


def _broken(name: str, reason: str) -> ExportError:
    return ExportError(
        f"`{name}` is a broken gzip file: {reason}",
        hint="copy the file again; it was probably cut",
        file=name,
        code="broken_archive",
    )


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise ExportError(
            f"`{name}` is not {encoding.upper()} text: byte {exc.start} is 0x{data[exc.start]:02x}",
            hint="save it as UTF-8; AWS writes nothing else",
            file=name,
            code=damage_code(data, "not_text"),
            place=f"byte {exc.start}",
        ) from exc
