"""JSON: the whole report as one object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from iam_report._version import __version__
from iam_report.frames.accounts import ACCOUNTS
from iam_report.writers.files import PathLike, deliver
from iam_report.writers.tables import iso_moments, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.writers.tables import Tables

#: Columns that hold JSON already.
NESTED: Final = frozenset({"evidence"})

_ROWS: Final = 65_536
#: What JSON does not allow within quotes, and characters that steer a terminal or end a line.
_RAW: Final = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
_ANY_RAW: Final = r"[\x00-\x1f\x7f\x{80}-\x{9f}\x{2028}\x{2029}]"
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_json(tables: Tables, path: PathLike | None, *, overwrite: bool) -> str | None:
    """Write the report as one JSON object, one row a line.

    Its keys are `version`, `accounts`, `scorecard`, `checks`, `findings` and `problems`: the
    version of iam_report, and lists of rows. Moments are ISO 8601, `evidence` is an object.

    Raises:
        IamReportError: The file exists or cannot be written.
    """
    return deliver(_chunks(tables), path, overwrite=overwrite)


def _chunks(tables: Tables) -> Iterator[bytes]:
    yield f'{{"version": {json.dumps(__version__)}'.encode()
    yield from _member("accounts", ordered(tables.accounts, ACCOUNTS.key))
    for name in ("scorecard", "checks", "findings", "problems"):
        yield from _member(name, tables.ordered(name))
    yield b"}\n"


def _member(name: str, rows: pa.Table) -> Iterator[bytes]:
    yield f',\n"{name}": ['.encode()
    before = b"\n"
    for lines in objects(rows):
        yield before
        yield joined(lines, ",\n")
        before = b",\n"
    yield b"]"


def objects(rows: pa.Table) -> Iterator[pa.Array]:
    """Yield the rows as JSON objects, a block of them at a time, as Arrow arrays of strings."""
    for batch in rows.to_batches(max_chunksize=_ROWS):
        parts: list[Any] = []
        for name, values in zip(batch.schema.names, batch.columns, strict=True):
            parts += [f"{', ' if parts else '{'}{json.dumps(name)}: ", _as_json(name, values)]
        yield pc.binary_join_element_wise(*parts, "}", "")


def joined(lines: pa.Array, separator: str) -> bytes:
    """Return the strings of an array, joined."""
    one = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
    text: bytes = pc.binary_join(one, separator)[0].as_buffer()
    return text


def _as_json(name: str, values: Any) -> Any:
    """Return each value as JSON; a null, and a number that JSON has no word for, as `null`."""
    kind = values.type
    if pa.types.is_floating(kind):
        values = pc.if_else(pc.is_finite(values), values, pa.scalar(None, kind))
    if pa.types.is_dictionary(kind):
        text = quoted(values.dictionary).take(values.indices)
    elif pa.types.is_timestamp(kind):
        text = quoted(iso_moments(values))
    elif pa.types.is_string(kind):
        text = escaped(values) if name in NESTED else quoted(values)
    else:
        text = values.cast(pa.string())
    return pc.fill_null(text, "null")


def quoted(text: Any) -> Any:
    """Return strings as JSON strings."""
    if pc.any(pc.match_substring_regex(text, r'["\\]')).as_py():
        text = pc.replace_substring(text, pattern="\\", replacement="\\\\")
        text = pc.replace_substring(text, pattern='"', replacement='\\"')
    return pc.binary_join_element_wise('"', escaped(text), '"', "")


def escaped(text: Any) -> Any:
    """Escape control characters; they stand in few texts, and those are gone through for each."""
    if pc.any(pc.match_substring_regex(text, _ANY_RAW)).as_py():
        for code in _RAW:
            escape = _SHORT.get(chr(code), f"\\u{code:04x}")
            text = pc.replace_substring(text, pattern=chr(code), replacement=escape)
    return text
