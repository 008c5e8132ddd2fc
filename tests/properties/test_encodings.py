"""However a report travels, it arrives as the same frame."""

from __future__ import annotations

import base64
import codecs
import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from tests.corpus.report import answer, gzipped, zipped
from tests.properties.strategies import AS_OF, COLUMNS, csv_of, reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.properties.strategies import Row

#: How the CSV stands in a file: as it is, in base64, or in the answer of the API.
WRAPPINGS: Final[dict[str, Callable[[str], str]]] = {
    "csv": lambda text: text,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(text.encode()).decode(),
    "JSON string": json.dumps,
    "JSON lines": lambda text: json.dumps(text.splitlines()),
    "answer": lambda text: json.dumps(answer(base64.b64encode(text.encode()).decode())),
    "answer with text": lambda text: json.dumps(answer(text), indent=1),
    "answer with repr": lambda text: json.dumps(answer(repr(text.encode()))),
    "answer with lines": lambda text: json.dumps(answer(text.splitlines())),
    "answer with a buffer": lambda text: json.dumps(
        answer({"type": "Buffer", "data": list(text.encode())})
    ),
}
ENCODINGS: Final[dict[str, Callable[[str], bytes]]] = {
    "UTF-8": str.encode,
    "UTF-8 with a byte order mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16 little endian": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 big endian": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
PACKINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "plain": bytes,
    "gzip": gzipped,
    "zip": lambda data: zipped({"folder/report": data}),
    "gzip in zip": lambda data: zipped({"report.gz": gzipped(data)}),
}


def written(rows: list[Row], columns: list[str], quoting: Any, newline: str) -> str:
    """Return the CSV of a report as other programs write it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, quoting=quoting, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def frame(data: bytes) -> pd.DataFrame:
    """Return the frame without the column that only the answer of the API fills."""
    return ir.load(data, as_of=AS_OF).credential_report.drop(columns="generated_at")


@settings(max_examples=60, deadline=None)
@given(
    reports(),
    st.permutations(COLUMNS),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    st.sampled_from(sorted(WRAPPINGS)),
    st.sampled_from(sorted(ENCODINGS)),
    st.sampled_from(sorted(PACKINGS)),
)
def test_every_way_to_write_a_report_reads_the_same(
    rows: list[Row],
    columns: list[str],
    quoting: int,
    newline: str,
    wrapping: str,
    encoding: str,
    packing: str,
) -> None:
    text = WRAPPINGS[wrapping](written(rows, columns, quoting, newline))

    got = frame(PACKINGS[packing](ENCODINGS[encoding](text)))

    pd.testing.assert_frame_equal(got, frame(csv_of(rows)))


@settings(max_examples=30, deadline=None)
@given(reports())
def test_booleans_and_zones_in_other_words(rows: list[Row]) -> None:
    words = {"true": "TRUE", "false": "False"}
    spelled = [
        row | {c: words.get(row[c], row[c]).replace("Z", "+00:00") for c in COLUMNS[2:]}
        for row in rows
    ]

    pd.testing.assert_frame_equal(frame(csv_of(spelled)), frame(csv_of(rows)))


@settings(max_examples=20, deadline=None)
@given(reports())
def test_frames_survive_parquet_and_arrow(rows: list[Row]) -> None:
    report = ir.load(csv_of(rows), as_of=AS_OF).credential_report
    file = io.BytesIO()
    report.to_parquet(file)
    table = pa.Table.from_pandas(report)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)

    again = pd.read_parquet(file, dtype_backend="pyarrow")
    with pa.ipc.open_stream(sink.getvalue()) as stream:
        sent = stream.read_pandas(types_mapper=pd.ArrowDtype)

    for other in (again, sent):
        pd.testing.assert_frame_equal(CREDENTIAL_REPORT.from_columns(other), report)
