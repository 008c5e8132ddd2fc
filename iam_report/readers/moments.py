"""Moments: what programs write for a date, and the `as_of` that a caller gives."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from dateutil import parser as dateutil_parser

from iam_report.errors import ExportError, shown
from iam_report.schema import TIMESTAMP

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH: Final = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
_ISO: Final = re.compile(r"^\d{4}-\d{2}-\d{2}")
_MOST_EPOCH: Final = 253_402_300_799  # the end of the year 9999
_NUMBER: Final = re.compile(r"\d{1,12}(?:\.\d{1,9})?")


class Moments(NamedTuple):
    """Dates as timestamps, and the texts that are none; those are null among the timestamps."""

    array: pa.Array
    odd: list[str]


def parse_moments(texts: Iterable[str | None]) -> Moments:
    """Return the moments that texts of JSON stand for."""
    column = pa.array(texts, pa.string())
    try:
        return Moments(pc.cast(column, TIMESTAMP), [])
    except pa.ArrowInvalid:
        words = pc.drop_null(pc.unique(column))
        found = [parse_moment(_number_or(text)) for text in words.to_pylist()]
        odd = [t for t, f in zip(words.to_pylist(), found, strict=True) if f is None]
        return Moments(pc.take(pa.array(found, TIMESTAMP), pc.index_in(column, words)), odd)


def _number_or(text: str) -> str | float:
    return float(text) if _NUMBER.fullmatch(text) else text


def given_moment(moment: str | datetime | None) -> datetime | None:
    """Return the `as_of` that a caller gave.

    Raises:
        ExportError: It is no moment.
    """
    found = parse_moment(moment)
    if moment is not None and found is None:
        raise ExportError(
            f"as_of `{shown(moment)}` is not a date",
            hint="write it as 2026-01-31 or 2026-01-31T12:00:00Z",
            code="bad_as_of",
        )
    return found


def parse_moment(value: Any) -> datetime | None:
    """Return a moment that a program wrote, in UTC; None if it is none beyond doubt.

    Takes a datetime, a date (its midnight), ISO 8601 text (without a zone it is UTC), seconds since
    1970, and the `/Date(...)/` of older PowerShell.
    """
    try:
        if isinstance(value, datetime):
            found = value
        elif isinstance(value, date):
            found = datetime.combine(value, time())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found = _from_epoch(float(value))
        elif isinstance(value, str) and (epoch := _EPOCH.match(value.strip())):
            found = _from_epoch(int(epoch[1]) / 1000)
        elif isinstance(value, str) and _ISO.match(value.strip()):
            found = dateutil_parser.isoparse(value.strip().replace(" ", "T", 1))
        else:
            return None
        if found != found:  # noqa: PLR0124  (NaT of pandas is a datetime)
            return None
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _from_epoch(seconds: float) -> datetime:
    if not 0 <= seconds <= _MOST_EPOCH:
        raise ValueError(seconds)
    return datetime.fromtimestamp(seconds, UTC)
