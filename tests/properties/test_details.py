"""Authorization details, damaged, split and shuffled: what must hold of all of them."""

from __future__ import annotations

import copy
import json
import warnings
from itertools import combinations
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import iam_report as ir
from tests.corpus import details as d

many = settings(max_examples=40, deadline=None)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TEXT: Final = d.text()
TOKENS: Final = st.sampled_from(
    [
        *(b'"', b",", b":", b"{", b"}", b"[", b"]", b"null", b"1e400", b"NaN", b"\\ud800"),
        *(b'"Statement":', b'"Effect"', b'"Arn":', b'"*"', b"arn:aws:iam::", b"\xff", b"%7B"),
        *(b'"IsTruncated":true,', b'"Policies":{}', b"true", b"0", b'"\\u0000"'),
    ]
)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def judge(data: Any) -> ir.Report | None:
    """Read and judge, or be refused in one printable line."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            snapshot = ir.load(data, as_of="2026-01-15")
        except ir.ExportError as exc:
            assert exc.message.isprintable()  # noqa: PT017  (any export error will do)
            return None
        assert all(map(str.isprintable, snapshot.problems["message"].tolist()))
        report = ir.evaluate(snapshot, select="all")
        assert report.findings["message"].notna().all()
        return report


@many
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=3) | TOKENS),
        min_size=1,
        max_size=3,
    )
)
def test_damaged_texts(mutations: list[tuple[float, int, bytes]]) -> None:
    data = bytearray(TEXT)
    for where, length, new in mutations:
        start = int(where * len(data))
        data[start : start + length] = new

    judge(bytes(data))


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each value in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path]
    for key, child in inner:
        way = (*path, key)
        found += _places(child, way) if isinstance(child, dict | list) else [way]
    return found


PLACES: Final = [path for path in _places(d.DETAILS) if path]


@many
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_odd_values(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    details = copy.deepcopy(d.DETAILS)
    for path, value in changes:
        at: Any = details
        for part in path[:-1]:
            at = at[part] if isinstance(at, dict | list) and _has(at, part) else {}
        if isinstance(at, dict) or _has(at, path[-1]):
            at[path[-1]] = value

    judge(json.dumps(details).encode())


def _has(value: Any, key: Any) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(key, int) and isinstance(value, list) and key < len(value)


def _ids(report: ir.Report | None) -> set[tuple[str, str, str]]:
    assert report is not None
    rows = report.findings[["finding_id", "rule", "status"]]
    return set(map(tuple, rows.astype("str").to_numpy().tolist()))


@pytest.fixture(scope="module")
def expected() -> set[tuple[str, str, str]]:
    return _ids(judge(TEXT))


@few
@given(st.data())
def test_pages_split_anywhere_in_any_order(expected: Any, data: st.DataObject) -> None:
    cuts = {n: data.draw(st.integers(0, len(v))) for n, v in d.DETAILS.items()}
    pages = [
        {n: v[: cuts[n]] for n, v in d.DETAILS.items()} | {"IsTruncated": True, "Marker": "m"},
        {n: v[cuts[n] :] for n, v in d.DETAILS.items()},
    ]
    order = data.draw(st.permutations(pages))

    assert _ids(judge(d.text(order))) == expected


@few
@given(st.data())
def test_the_order_of_entries_does_not_matter(expected: Any, data: st.DataObject) -> None:
    shuffled = {n: data.draw(st.permutations(v)) for n, v in d.DETAILS.items()}

    assert _ids(judge(d.text(shuffled))) == expected


#: What nothing tells from an account without users, and without more than roles.
ACCOUNTS_WITHOUT_USERS: Final = (
    ("RoleDetailList",),
    ("GroupDetailList", "Policies", "RoleDetailList"),
)


@pytest.mark.parametrize("filtered", ["absent", "empty"])
@pytest.mark.parametrize("kept", [c for n in (1, 2, 3) for c in combinations(sorted(d.DETAILS), n)])
def test_without_some_lists_nothing_new_fails_and_nothing_that_failed_passes(
    expected: Any, kept: tuple[str, ...], filtered: str
) -> None:
    if filtered == "empty" and kept in ACCOUNTS_WITHOUT_USERS:
        pytest.skip("an account may be so")
    empty = {n: [] for n in d.DETAILS} if filtered == "empty" else {}
    report = judge(d.text({**empty, **{n: d.DETAILS[n] for n in kept}}))

    assert report is not None
    passed = set(report.checks.loc[report.checks["status"] == "pass", "rule"].astype("str"))
    failed = {rule for _, rule, status in expected if status == "fail"}
    assert not passed & failed - {"export_truncated", "sections_missing"}
    found = {f for f in _ids(report) if f[2] == "fail"}
    assert {rule for _, rule, _ in found - expected} <= {"sections_missing"}
