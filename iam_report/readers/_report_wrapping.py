"""What programs wrap around the CSV of a credential report, and the time they write beside it."""

from __future__ import annotations

import ast
import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from iam_report.errors import ExportError
from iam_report.readers.text import plain_text
from iam_report.readers.traces import damage_code

#: What the base64 of a report begins with is base64 alone, in lines or not.
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/\r\n]{24,}")
_BASE64_HEAD: Final = 4096

#: What Python writes for bytes, and nothing else that Python could evaluate.
_BYTES_LITERAL: Final = re.compile(
    r"""b(?P<quote>['"])(?:(?!(?P=quote)|\\)[ -~]|\\(?:[\\'"nrt]|x[0-9a-f]{2}))*+(?P=quote)"""
)


class Unwrapped(NamedTuple):
    """The CSV text, and `GeneratedTime` as it was written, or None."""

    text: bytes
    generated: Any


def unwrap(value: Any, name: str) -> Unwrapped:
    """Take the CSV text out of the answer of the API, or out of base64.

    Args:
        value: The decoded answer, a mapping with `Content`; or the text itself as bytes.
        name: Name of the file in messages.

    Raises:
        ExportError: The content is missing or broken.
    """
    if isinstance(value, bytes):
        return Unwrapped(_decode(value, name), None)
    keys = {key.lower(): key for key in value if isinstance(key, str)}
    content = _bytes_of(value[keys["content"]], name)
    generated = value.get(keys.get("generatedtime"))
    if content[:_BASE64_HEAD].isspace() or not content:
        raise ExportError(
            f"`{name}` holds no report: its Content is empty",
            hint="the credential report is not generated yet: run "
            "`aws iam generate-credential-report` until it says COMPLETE, then "
            "`aws iam get-credential-report`",
            file=name,
            code="report_not_generated",
        )
    return Unwrapped(_decode(plain_text(content, name), name), generated)


def _bytes_of(content: Any, name: str) -> bytes:
    """Return what stands in `Content` as bytes, in any of the forms that programs write."""
    if isinstance(content, Mapping) and "data" in content:
        content = content["data"]
    if content is None:
        return b""
    if isinstance(content, bytes | bytearray | memoryview):
        return bytes(content)
    if isinstance(content, list) and all(isinstance(line, str) for line in content):
        content = "\n".join(content)
    if isinstance(content, list):
        try:
            return bytes(content)
        except (ValueError, TypeError) as exc:
            raise _broken(name, "its Content is a list of neither lines nor bytes") from exc
    if not isinstance(content, str):
        raise _broken(name, f"its Content is of type {type(content).__name__}")
    return _bytes_of_text(content, name)


def _bytes_of_text(content: str, name: str) -> bytes:
    if content.lstrip().startswith(("b'", 'b"')):
        literal = content.strip()
        if not _BYTES_LITERAL.fullmatch(literal):
            raise _broken(name, "its Content is a bytes literal that is cut or edited")
        return bytes(ast.literal_eval(literal))
    try:
        return content.encode()
    except UnicodeEncodeError as exc:
        raise _broken(name, "its Content holds a lone surrogate") from exc


def _decode(text: bytes, name: str) -> bytes:
    """Return the text or, where it is base64, what that stands for."""
    head = text[:_BASE64_HEAD].strip().rstrip(b"=")
    if not _BASE64.fullmatch(head):
        return text
    try:
        decoded = base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error as exc:
        start = b"".join(head.split())
        code = damage_code(base64.b64decode(start[: len(start) // 4 * 4]), "broken_content")
        raise _broken(name, "its base64 is cut or damaged", code) from exc
    return plain_text(decoded, name)


def _broken(name: str, reason: str, code: str = "broken_content") -> ExportError:
    return ExportError(
        f"`{name}` is a broken credential report: {reason}",
        hint="export again: `aws iam get-credential-report --output json`",
        file=name,
        code=code,
    )
