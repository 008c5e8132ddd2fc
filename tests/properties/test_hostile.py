"""Whatever bytes it is given, reading ends in a snapshot or in an ExportError."""

from __future__ import annotations

import json
import warnings
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir
from tests.corpus.report import ROWS, answer_text, csv_text, encoded, gzipped, zipped
from tests.properties.strategies import AS_OF, csv_of, reports

many = settings(max_examples=150, deadline=None)

CSV: Final = csv_text().encode()
#: What mutations start from: every container that is seen through.
SEEDS: Final = {
    "csv": CSV,
    "json": answer_text().encode(),
    "text in json": answer_text(Content=csv_text()).encode(),
    "repr in json": answer_text(Content=repr(CSV)).encode(),
    "base64": encoded(csv_text()).encode(),
    "UTF-16": csv_text().encode("utf-16"),
    "gzip": gzipped(CSV),
    "zip": zipped({"a.csv": CSV, "b.json": answer_text(), "c/": b""}),
    "semicolons": csv_text(delimiter=";").encode(),
    "joined": CSV + b"\n" + CSV,
    "small": csv_text(ROWS[:1]).encode(),
}

#: Bytes that mean something to one of the parsers.
TOKENS: Final = st.sampled_from(
    [
        *(b'"', b",", b";", b"\t", b"\n", b"\r", b"\0", b"{", b"[", b"\xc3\xa9", b"\xe9"),
        *(b"\x1f\x8b", b"PK\x03\x04", b"\xff\xfe", b"user,arn", b"b'", b"NaN", b"\\ud800"),
        *(b"N/A", b"true", b"arn:aws:iam::111122223333:user/x", b"1/2/2026"),
        *(b"0000-01-01T00:00:00Z", b"9999-12-31T23:59:59-14:00", b"2025-02-30"),
    ]
)

HOSTILE: Final = [
    b"[" * 5000,
    b'{"a":' * 5000,
    b'{"Content":' + b"[" * 5000 + b"]" * 5000 + b"}",
    b"[" * 900 + b"]" * 900,
    b'{"Content": ' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"GeneratedTime": '
    + b"[" * 900
    + b"]" * 900
    + b', "Content": '
    + json.dumps(csv_text()).encode()
    + b"}",
    b'{"Content": ' + b"9" * 6000 + b"}",
    b'{"State": ' + b"9" * 4000 + b"}",
    b'{"Content": 1e999}',
    b'{"Content": "\\ud800"}',
    b'{"Content": ["\\ud800"]}',
    b'{"Content": {"data": [256, -1, "x", null]}}',
    b'{"Content": {"data": {"0": 1}}}',
    b'{"Content": "b\'\\\\x"}',
    b'{"Content": "b\'" }',
    b'{"Content": "b\'\\ud800\'"}',
    b'{"Content": "", "GeneratedTime": []}',
    b'{"Error": {"Code": ["a"]}, "Content": []}',
    b'[{"\\ud800": 1}]',
    b'"\\ud800"',
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xff\xfe\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"user,arn",
    b"user,arn\n\n\n",
    b'user,arn\n"',
    b"user,arn\r" * 3,
    b"user,arn," + b"x" * 100_000,
    b"user,arn\n" + b'"' * 199_999,
    b"user,arn\na,b," + b"x" * 200_000,
    b"sep=,\nuser,arn\n" + b"a," * 2000,
    b"a," * 50_000 + b"\nuser,arn\n",
    b"user,arn\na," + b"arn:aws:iam::111122223333:user/a" * 2000,
    b"\n" * 100_000,
    b"A" * 100_000,
]


def read(data: Any) -> None:
    """Read and judge, or be refused in one printable line."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            snapshot = ir.load(data, as_of=AS_OF)
        except ir.ExportError as exc:
            assert exc.message.isprintable()  # noqa: PT017  (any export error will do)
            assert exc.code  # noqa: PT017
            return
    assert all(map(str.isprintable, snapshot.problems["message"].tolist()))
    assert all(map(str.isprintable, snapshot.problems["file"].tolist()))
    assert snapshot.accounts["account_id"].str.fullmatch("[0-9]{12}").all()
    assert snapshot["exports"]["rows"].sum() == len(snapshot.credential_report)
    repr(snapshot.credential_report)


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: repr(data[:24]))
def test_hostile_files(data: bytes) -> None:
    read(data)
    read(zipped({"report": data, "second": gzipped(data)}))


@many
@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    read(data)


@many
@given(
    st.sampled_from(sorted(SEEDS)),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=4) | TOKENS), max_size=5
    ),
)
def test_mutated_reports(seed: str, mutations: list[tuple[float, int, bytes]]) -> None:
    data = bytearray(SEEDS[seed])
    for where, length, new in mutations:
        start = int(where * len(data))
        data[start : start + length] = new

    read(bytes(data))


TEXT: Final = st.text(st.characters(), max_size=20) | st.sampled_from(
    ["Content", "content", "State", "Error", "Code", "GeneratedTime", "data", "\ud800", csv_text()]
)
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)


@many
@given(JSON)
def test_random_json(value: Any) -> None:
    read(json.dumps(value).encode())


@many
@given(st.dictionaries(TEXT, JSON, max_size=4) | st.lists(st.dictionaries(TEXT, JSON), min_size=1))
def test_random_objects(value: Any) -> None:
    read(value)


@many
@given(st.fixed_dictionaries({"Content": JSON, "GeneratedTime": JSON, "ReportFormat": JSON}))
def test_random_answers(value: Any) -> None:
    read(value)
    read(json.dumps(value).encode())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_report_is_judged_or_refused(data: st.DataObject) -> None:
    text = bytearray(csv_of(data.draw(reports(max_users=3))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    try:
        ir.evaluate(ir.load(bytes(text), as_of=AS_OF)).scorecard()
    except ir.ExportError as exc:
        assert exc.message  # noqa: PT017  (any export error will do)
