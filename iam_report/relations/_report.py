"""What relations ask of the columns of a credential report.

The answers are Arrow arrays in the order of the rows: an index of pandas plays no part.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.root_users import BASES
from iam_report.relations._ages import newest
from iam_report.schema import STATE_SUFFIX, VALUE, as_arrow, category

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from iam_report.relations._ages import Values

#: Columns with the last use of each credential, by what was used.
LAST_USES: Final = {
    "password": "password_last_used",
    "access_key_1": "access_key_1_last_used_date",
    "access_key_2": "access_key_2_last_used_date",
}

#: Whether a state says that there is no value. An absent column, an empty cell and
#: `not_supported` do not tell.
_NONE: Final = {VALUE: False, "N/A": True, "no_information": True}


def is_none(report: pd.DataFrame, column: str) -> Values:
    """Tell where the report says that there is no value: true, false, or null if not known."""
    state = report[column + STATE_SUFFIX].cat
    answers: Values = pa.array([_NONE.get(word) for word in state.categories], pa.bool_())
    return pa.chunked_array([answers.take(pa.array(state.codes.to_numpy()))])


def slot_in_use(report: pd.DataFrame, slot: str) -> Values:
    """Tell where a slot holds a key or certificate, active or not; null if not known.

    AWS keeps the date of an inactive one; a slot without a date and not active is free.
    """
    has_date = pc.invert(is_none(report, f"{slot}_last_rotated"))
    return pc.or_kleene(as_arrow(report[f"{slot}_active"]), has_date)


def is_true(answers: Values) -> Values:
    """Return the answers with null as false."""
    return pc.and_kleene(answers, answers.is_valid())


def is_not_false(answers: Values) -> Values:
    """Return the answers with null as true."""
    return pc.or_kleene(answers, answers.is_null())


def any_true(columns: Iterable[Values]) -> Values:
    """Tell where one of the columns is true; null where that depends on a null."""
    return reduce(pc.or_kleene, columns)


def count_true(columns: Iterable[Values]) -> Values:
    """Return how many of the columns are true; null where that depends on a null."""
    return reduce(pc.add, (c.cast(pa.int64()) for c in columns))


def uses_known(report: pd.DataFrame) -> Values:
    """Tell where every column with a last use says something: true, or null where one does not."""
    known = (is_none(report, column).is_valid() for column in LAST_USES.values())
    return pc.or_kleene(reduce(pc.and_, known), pa.scalar(None, pa.bool_()))


def last_use(report: pd.DataFrame, known: Values) -> tuple[Values, pd.Categorical]:
    """Return when each user last used a password or key, and with which (a word of BASES).

    Of several used at the same moment, the first of BASES counts. `known` is what `uses_known`
    says of the report.
    """
    moments = {basis: as_arrow(report[column]) for basis, column in LAST_USES.items()}
    last = newest(*moments.values())
    codes: Values = pc.if_else(known.is_valid(), _code("never"), _code("unknown"))
    for basis in reversed(moments):
        is_last = is_true(pc.equal(moments[basis], last))
        codes = pc.if_else(is_last, _code(basis), codes)
    return last, category(codes, BASES)


def _code(basis: str) -> pa.Int8Scalar:
    return pa.scalar(BASES.index(basis), pa.int8())
