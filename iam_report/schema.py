"""Column and Schema: the one place where the shape of a frame is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import FrameError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

STRING: Final = pa.string()
BOOL: Final = pa.bool_()
INT: Final = pa.int64()
TIMESTAMP: Final = pa.timestamp("us", tz="UTC")

#: Elements of policy statements: a list of texts, of principals, or of conditions.
STRINGS: Final = pa.list_(pa.string())
PRINCIPALS: Final = pa.list_(pa.struct([("type", pa.string()), ("value", pa.string())]))
CONDITIONS: Final = pa.list_(
    pa.struct([("operator", pa.string()), ("key", pa.string()), ("values", STRINGS)])
)

#: A word out of few: a pandas categorical, never null.
CATEGORY: Final = pa.dictionary(pa.int8(), pa.string())

_MOST_INT8: Final = 128

#: Rows of the block that columns of one value repeat.
_BLOCK: Final = 65_536

#: 2**64 divided by the golden ratio, odd: spreads the bits of what it multiplies.
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)

#: Masks of the lowest 0 to 8 bytes of a word.
_LOW_BYTES: Final = np.array([(1 << (8 * count)) - 1 for count in range(9)], dtype=np.uint64)

Dtype: TypeAlias = pd.ArrowDtype | pd.CategoricalDtype

#: Why a cell of an export holds no value, or that it holds one: what `Column.marked` columns are
#: told apart by. The order is that of the codes in the categorical.
VALUE: Final = "value"
ABSENT: Final = "absent"
EMPTY: Final = "empty"
MARKERS: Final = ("N/A", "no_information", "not_supported")
STATES: Final = (VALUE, *MARKERS, EMPTY, ABSENT)
STATE_SUFFIX: Final = "_state"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame.

    Args:
        name: Name of the column.
        type: Arrow type; CATEGORY for a word out of few.
        doc: Meaning, one sentence.
        nullable: Whether null is allowed. A null always means "the export does not say".
        one_of: The only values allowed; of a CATEGORY, in this order.
        ordered: Whether the values of a CATEGORY rise in the order of `one_of`.
        marked: Whether AWS writes `N/A`, `no_information` or `not_supported` here. The column is
            then null there, and a companion column `<name>_state` says which of them it was.
    """

    name: str
    type: pa.DataType
    doc: str
    nullable: bool = True
    one_of: tuple[str, ...] = ()
    ordered: bool = False
    marked: bool = False

    @property
    def dtype(self) -> Dtype:
        """The pandas dtype: Arrow-backed, so that a null boolean stays unknown."""
        if self.type == CATEGORY:
            if not self.one_of:
                return pd.CategoricalDtype()
            return _category_dtype(self.one_of, ordered=self.ordered)
        return pd.ArrowDtype(self.type)

    @property
    def state(self) -> Column:
        """The companion column of a marked column."""
        doc = (
            f"What stands in `{self.name}`: a value, one of AWS's markers, an empty cell, or "
            "`absent` where the export has no such column."
        )
        return Column(self.name + STATE_SUFFIX, CATEGORY, doc, nullable=False, one_of=STATES)

    def problems(self, values: pd.Series) -> Iterator[str]:
        """Yield what is wrong with `values` as this column."""
        if not self._fits(values.dtype):
            yield f"column `{self.name}` has dtype {values.dtype}, expected {self.dtype}"
            return
        if not self.nullable and values.hasnans:
            yield f"column `{self.name}` has {int(values.isna().sum())} null values"
        if self.one_of and self.type != CATEGORY:
            odd = values[~values.isin([*self.one_of, None])].dropna()
            if len(odd):
                yield f"column `{self.name}` has unknown value `{odd.iloc[0]}`"

    def _fits(self, dtype: object) -> bool:
        if self.type == CATEGORY and not self.one_of:
            return isinstance(dtype, pd.CategoricalDtype)
        return dtype == self.dtype


@dataclass(frozen=True)
class Schema:
    """The columns of a frame, and all that follows from them.

    Args:
        name: Name of the frame; also that of rule parameters that read it.
        doc: What a row is, and since when; the first sentence is the summary.
        key: Columns that tell rows apart; the snapshot key `account_id`, `as_of` comes first.
        declared: The columns. Companion columns of marked ones need not be declared.
        export: The AWS CLI command that gives the export, if the frame comes from one.
        resource: The column that names what a row is about, as an ARN.
        resource_type: Its CloudFormation resource type.
        part_of: The export that the frame is read from together with others, by its name in
            `exports`; empty where the frame is all that the export gives.
        sections: The frames that have to be in that export so that this one is whole.
    """

    name: str
    doc: str
    key: tuple[str, ...]
    declared: tuple[Column, ...]
    export: str = ""
    resource: str = ""
    resource_type: str = ""
    part_of: str = ""
    sections: tuple[str, ...] = ()
    columns: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns = self.declared + tuple(c.state for c in self.declared if c.marked)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "by_name", {c.name: c for c in columns})

    @cached_property
    def arrow(self) -> pa.Schema:
        """The schema as pyarrow, with each `doc` as field metadata."""
        return pa.schema(
            [pa.field(c.name, c.type, c.nullable, {"doc": c.doc}) for c in self.columns],
            {"frame": self.name},
        )

    @cached_property
    def _names(self) -> pd.Index:
        return pd.Index([*self.by_name])

    @cached_property
    def dtypes(self) -> dict[str, Dtype]:
        """Column name to pandas dtype."""
        return {c.name: c.dtype for c in self.columns}

    def empty(self) -> pd.DataFrame:
        """Return a frame with no rows."""
        return pd.DataFrame({c.name: pd.Series([], dtype=c.dtype) for c in self.columns})

    def from_columns(self, data: Mapping[str, Any] | pd.DataFrame) -> pd.DataFrame:
        """Build a frame from columns of any kind; those left out are filled with nulls.

        Companion `_state` columns left out become `value` where there is one and `absent`
        elsewhere. Columns that the schema does not know are kept, at the end.

        Raises:
            FrameError: The result does not fit the schema; every mismatch is named.
        """
        frame = pd.DataFrame(data)
        known = {c.name: _cast(self.name, c, self._column(c, frame)) for c in self.columns}
        extra = {str(n): frame[n] for n in frame.columns if n not in self.by_name}
        return self.check(pd.DataFrame(known | extra, index=frame.index))

    def _column(self, column: Column, frame: pd.DataFrame) -> pd.Series:
        if column.name in frame:
            return frame[column.name]
        source = column.name.removesuffix(STATE_SUFFIX)
        if source != column.name and source in self.by_name and self.by_name[source].marked:
            given = (
                frame[source].notna()
                if source in frame
                else pd.Series(data=False, index=frame.index)
            )
            return pd.Series(np.where(given, VALUE, ABSENT), index=frame.index)
        return pd.Series(None, index=frame.index, dtype="object")

    def from_arrays(self, arrays: Mapping[str, Any]) -> pd.DataFrame:
        """Build a frame from columns that have the schema's types already, without a copy.

        Arrow arrays and pandas categoricals are taken as they are; the key is not checked. Columns
        that the schema does not know are kept, at the end.
        """
        names = [*self.by_name, *(n for n in arrays if n not in self.by_name)]
        columns = [_as_array(arrays[name]) for name in names]
        index = pd.RangeIndex(len(columns[0]))
        frame = pd.DataFrame(dict(enumerate(columns)), index=index, copy=False)
        frame.columns = self._names if len(names) == len(self.by_name) else pd.Index(names)
        return frame

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` unchanged, or raise FrameError naming every mismatch."""
        missing = [c.name for c in self.columns if c.name not in frame.columns]
        problems = [f"column `{name}` is missing" for name in missing]
        for column in self.columns:
            if column.name not in missing:
                problems += column.problems(frame[column.name])
        if not problems and not is_unique(frame, self.key):
            problems.append(f"key ({', '.join(self.key)}) is not unique")
        if problems:
            extra = [str(c) for c in frame.columns if c not in self.by_name]
            hint = did_you_mean(missing[0], extra) if missing else None
            raise FrameError(self.name, problems, hint=hint)
        return frame

    def to_markdown(self) -> str:
        """Return the reference page of this frame."""
        rows = [
            f"| `{c.name}` | {_type_name(c)} | {'' if c.nullable else 'not null'} | {c.doc} |"
            for c in self.columns
        ]
        head = ["| column | type | | meaning |", "| --- | --- | --- | --- |"]
        key = ", ".join(f"`{k}`" for k in self.key)
        source = [f"Made by `{self.export}`.", ""] if self.export else []
        lines = [f"# {self.name}", "", self.doc, "", *source, f"Key: {key}", "", *head, *rows]
        return "\n".join(lines)


def as_series(values: Any) -> pd.Series:
    """Return Arrow values as a series that shares their memory; pass anything else through."""
    return pd.Series(_as_array(values), copy=False)


def _as_array(values: Any) -> Any:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return pd.arrays.ArrowExtensionArray(values)
    return values


def as_arrow(values: pd.Series) -> pa.ChunkedArray:
    """Return a series as an Arrow array; an Arrow-backed one without a copy."""
    if isinstance(values.dtype, pd.ArrowDtype):
        return values.array.__arrow_array__()
    return pa.chunked_array([pa.array(values.array, from_pandas=True)])


def true_or_null(answers: pd.Series) -> pd.Series:
    """Return true where the answer is true, and null where it is false or null."""
    known = pc.if_else(as_arrow(answers), True, None)  # noqa: FBT003  (values)
    return as_series(known).set_axis(answers.index)


def repeated(value: Any, count: int, kind: pa.DataType = STRING) -> pa.ChunkedArray:
    """Return `count` times the same value; all chunks share one block of memory."""
    block = pa.repeat(pa.scalar(value, kind), min(count, _BLOCK))
    whole, rest = divmod(count, _BLOCK)
    rest_of_it = [block[:rest]] if rest or not whole else []
    return pa.chunked_array([block] * whole + rest_of_it, kind)


def stacked(arrays: Iterable[Any]) -> pa.ChunkedArray:
    """Return Arrow arrays of one type one after the other, without a copy."""
    parts = list(arrays)
    chunks = [c for a in parts for c in (a.chunks if isinstance(a, pa.ChunkedArray) else [a])]
    return pa.chunked_array(chunks, parts[0].type)


def nulls(count: int, kind: pa.DataType = STRING) -> pa.ChunkedArray:
    """Return `count` nulls; all chunks share one block of memory."""
    return repeated(None, count, kind)


def category(codes: Any, words: tuple[str, ...], *, ordered: bool = False) -> pd.Categorical:
    """Return the categorical whose n-th value is `words[codes[n]]`; codes are trusted."""
    small: Any = np.asarray(codes, dtype=np.int8 if len(words) < _MOST_INT8 else np.int16)
    dtype: Any = _category_dtype(words, ordered=ordered)
    found: pd.Categorical = pd.Categorical.from_codes(small, dtype=dtype, validate=False)
    return found


@cache
def _category_dtype(words: tuple[str, ...], *, ordered: bool) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(words), ordered=ordered)


def is_unique(frame: pd.DataFrame, key: Iterable[str]) -> bool:
    """Tell whether no two rows of `frame` agree in all columns of `key`."""
    columns = [name for name in key if not _is_constant(frame[name])]
    if len(columns) == 1 and frame[columns[0]].dtype == pd.ArrowDtype(STRING):
        return is_distinct(as_arrow(frame[columns[0]]))
    return len(frame) < 2 or not frame.duplicated(columns or list(key)).any()  # noqa: PLR2004


def is_distinct(values: pa.ChunkedArray) -> bool:
    """Tell whether no two strings are equal; nulls are equal.

    Equal strings have equal fingerprints, so that distinct fingerprints settle it in a third of
    the time that a hash table needs.
    """
    if not values.null_count:
        longest = pc.max(pc.binary_length(values)).as_py() or 0
        prints = [_fingerprints(chunk, longest) for chunk in values.chunks]
        mixed = np.concatenate([np.empty(0, np.uint64), *prints])
        mixed.sort()
        if (mixed[1:] != mixed[:-1]).all():
            return True
    return bool(pc.count_distinct(values, mode="all").as_py() == len(values))


def _fingerprints(strings: pa.Array, longest: int) -> np.ndarray:
    """Return a 64-bit mix of each string of an array without nulls, eight bytes at a time.

    All arrays that are compared have to be mixed with the same `longest` length.
    """
    _, offsets_buffer, data = strings.buffers()
    offsets = np.frombuffer(offsets_buffer, "<i4", len(strings) + 1, strings.offset * 4)
    text = np.frombuffer(data or b"", np.uint8)[: offsets[-1]]
    text = np.concatenate([text, np.zeros(8, np.uint8)])
    words = np.ndarray((len(text) - 7,), "<u8", text, strides=(1,))
    place, left = offsets[:-1].astype(np.int64), np.diff(offsets)
    mixed = left.astype(np.uint64)
    for _ in range(0, longest, 8):
        mixed ^= words[np.minimum(place, len(words) - 1)] & _LOW_BYTES[np.clip(left, 0, 8)]
        mixed *= _MIX
        mixed ^= mixed >> np.uint64(32)
        place += 8
        left -= 8
    return mixed


def _is_constant(values: pd.Series) -> bool:
    if values.empty:
        return False
    first = values.iloc[0]
    is_same = values.isna() if pd.isna(first) else (values == first).fillna(value=False)
    return bool(is_same.all())


def _cast(frame: str, column: Column, values: pd.Series) -> pd.Series:
    try:
        return values.astype(column.dtype)
    except (ValueError, TypeError, pa.ArrowException) as exc:
        raise FrameError(
            frame, [f"column `{column.name}` does not convert to {column.dtype}: {exc}"]
        ) from exc


def _type_name(column: Column) -> str:
    if column.type != CATEGORY:
        return str(column.type)
    return " / ".join(f"`{word}`" for word in column.one_of) or "category"
