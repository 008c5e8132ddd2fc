"""The cells of a credential report -> typed columns, with what each null means.

The fast path decides a column of a million cells with a few comparisons; only cells that it
refuses are looked at again, by distinct value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from dateutil import parser as dateutil_parser

from iam_report.schema import BOOL, EMPTY, MARKERS, STATES, TIMESTAMP, VALUE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from iam_report.schema import Column

    #: Cell text in; its value, and its state or None if it is neither value nor marker.
    Parser = Callable[[str], tuple[object, str | None]]

_CODES: Final = {state: code for code, state in enumerate(STATES)}
_TRUE: Final = frozenset({"true"})
_FALSE: Final = frozenset({"false"})

#: Other spellings of the markers, in lower case.
_SPELLINGS: Final[Mapping[str, str]] = MappingProxyType(
    {marker.lower(): marker for marker in MARKERS}
    | {"": EMPTY, "n/a": "N/A", "not_applicable": "N/A"}
)

#: What a cell without a value holds, as AWS spells it.
_WORDS: Final = (("", EMPTY), *((marker, marker) for marker in MARKERS))

_NAIVE: Final = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$"
_DATE: Final = r"^\d{4}-\d{2}-\d{2}$"
_ISO: Final = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})$"
_LOCALE: Final = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AP])M)?)?",
    re.ASCII | re.IGNORECASE,
)
_NOON: Final = 12

#: The dates that Python knows, in microseconds since 1970.
_YEARS: Final = tuple(
    pa.scalar(moment, TIMESTAMP)
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
)
_NO_DATE: Final = pa.scalar(None, TIMESTAMP)


@dataclass
class Cells:
    """A typed column.

    Attributes:
        array: The values, null where there is none.
        codes: For each cell the index in STATES of what stands there.
        bad: True for each cell that is neither a value nor a marker; None where all are good.
        naive: How many dates were taken as UTC for want of a zone.
        latest: The latest date; null where there is none.
    """

    array: pa.ChunkedArray
    codes: np.ndarray
    bad: np.ndarray | None = None
    naive: int = 0
    latest: pa.Scalar = _NO_DATE


def convert(column: Column, cells: pa.ChunkedArray, *, dayfirst: bool | None) -> Cells:
    """Convert the cells of one column of the report; a null stands for `N/A`."""
    if column.type == TIMESTAMP:
        typed = _typed(cells) if cells.type == TIMESTAMP else _timestamps(cells, dayfirst=dayfirst)
        return _within_years(typed)
    if column.type == BOOL:
        return _typed(cells) if cells.type == BOOL else _booleans(cells)
    codes = _states(cells)
    return Cells(_without_markers(cells, codes), codes)


def _typed(cells: pa.ChunkedArray) -> Cells:
    return Cells(cells, _null_codes(cells))


def _null_codes(cells: pa.ChunkedArray) -> np.ndarray:
    """Return the code of `N/A` for each null, and that of a value for each other cell."""
    if not cells.null_count:
        return np.zeros(len(cells), dtype=np.int8)
    codes: np.ndarray = pc.is_null(cells).to_numpy().view(np.int8) * np.int8(_CODES[MARKERS[0]])
    return codes


def _within_years(cells: Cells) -> Cells:
    """Mark dates beyond the years 1 to 9999, which pandas cannot show, as bad."""
    first, last = _YEARS
    found = pc.min_max(cells.array)
    cells.latest = found["max"]
    if not found["min"].is_valid or (
        pc.greater_equal(found["min"], first).as_py() and pc.less_equal(found["max"], last).as_py()
    ):
        return cells
    within = pc.and_(pc.greater_equal(cells.array, first), pc.less_equal(cells.array, last))
    beyond = pc.invert(within).fill_null(fill_value=False).to_numpy()
    cells.bad = beyond if cells.bad is None else cells.bad | beyond
    return cells


def _booleans(cells: pa.ChunkedArray) -> Cells:
    codes = _states(cells)
    true, false = pc.equal(cells, "true"), pc.equal(cells, "false")
    known = (pc.sum(true).as_py() or 0) + (pc.sum(false).as_py() or 0)
    if known == np.count_nonzero(codes == _CODES[VALUE]):
        return Cells(pc.if_else(pc.or_(true, false), true, None), codes)
    return _by_distinct(cells, BOOL, _parse_bool)


def _parse_bool(text: str) -> tuple[bool | None, str | None]:
    word = text.strip().lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE, VALUE
    return None, _SPELLINGS.get(word)


def _timestamps(cells: pa.ChunkedArray, *, dayfirst: bool | None) -> Cells:
    codes = _states(cells)
    try:
        return Cells(pc.cast(_without_markers(cells, codes), TIMESTAMP), codes)
    except pa.ArrowInvalid:
        pass
    cells = pc.utf8_trim_whitespace(cells)
    codes = _states(cells)
    values = _without_markers(cells, codes)
    date, naive = (pc.match_substring_regex(values, pattern) for pattern in (_DATE, _NAIVE))
    zoned = pc.if_else(date, pc.binary_join_element_wise(values, "T00:00:00Z", ""), values)
    zoned = pc.if_else(naive, pc.binary_join_element_wise(values, "Z", ""), zoned)
    no_zone = pc.or_(date, naive).fill_null(fill_value=False).to_numpy()
    try:
        return Cells(pc.cast(zoned, TIMESTAMP), codes, naive=int(no_zone.sum()))
    except pa.ArrowInvalid:
        result = _by_distinct(zoned.fill_null(""), TIMESTAMP, _date_parser(dayfirst=dayfirst))
    keep = codes != _CODES[VALUE]
    result.codes[keep] = codes[keep]
    if result.bad is not None:
        result.bad &= ~keep
        no_zone &= ~result.bad
    result.naive = int(no_zone.sum())
    return result


@cache
def _date_parser(*, dayfirst: bool | None) -> Parser:
    def parse(text: str) -> tuple[datetime | None, str | None]:
        moment = _parse_moment(text, dayfirst=dayfirst)
        return (moment, VALUE) if moment else (None, _SPELLINGS.get(text.strip().lower()))

    return parse


def _parse_moment(text: str, *, dayfirst: bool | None) -> datetime | None:
    """Parse a date that Arrow refuses; None if it is not a date beyond doubt."""
    try:
        if re.match(_ISO, text):
            moment: datetime = dateutil_parser.isoparse(text.replace(" ", "T", 1))
            return moment.astimezone(UTC)
        if dayfirst is not None and (found := _LOCALE.fullmatch(text)):
            return _local_moment(found, dayfirst=dayfirst)
    except (ValueError, OverflowError):
        pass
    return None


def _local_moment(found: re.Match[str], *, dayfirst: bool) -> datetime:
    first, second, year, hours, minutes, seconds = (int(part or 0) for part in found.groups()[:6])
    day, month = (first, second) if dayfirst else (second, first)
    if half := found[7]:
        if not 1 <= hours <= _NOON:
            raise ValueError(hours)
        hours = hours % _NOON + _NOON * (half in "Pp")
    return datetime(year, month, day, hours, minutes, seconds, tzinfo=UTC)


def _states(cells: pa.ChunkedArray) -> np.ndarray:
    """Return for each cell the index in STATES of what stands there."""
    codes = _null_codes(cells)
    for word, state in _WORDS:
        same = pc.equal(cells, word)
        if pc.any(same).as_py():
            codes[same.fill_null(fill_value=False).to_numpy()] = _CODES[state]
    return codes


def _without_markers(cells: pa.ChunkedArray, codes: np.ndarray) -> pa.ChunkedArray:
    if np.count_nonzero(codes) == cells.null_count:
        return cells
    return pc.if_else(pa.array(codes == _CODES[VALUE]), cells, None)


def _by_distinct(cells: pa.ChunkedArray, kind: pa.DataType, parse: Parser) -> Cells:
    """Convert a column by its distinct values."""
    encoded = pc.dictionary_encode(cells.fill_null(MARKERS[0])).combine_chunks()
    parsed = [parse(text) for text in encoded.dictionary.to_pylist()]
    indices = encoded.indices.to_numpy()
    values = pa.array([value for value, _ in parsed], kind).take(encoded.indices)
    known = np.array([state is not None for _, state in parsed], dtype=bool)
    states = np.array([_CODES[state or VALUE] for _, state in parsed], dtype=np.int8)
    bad = None if known.all() else ~known[indices]
    return Cells(pa.chunked_array([values]), states[indices], bad)
