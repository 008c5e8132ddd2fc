"""Credential reports that are read: as the clean one, or with a warning."""

from __future__ import annotations

import base64
import codecs
import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from iam_report.frames.credential_report import ROOT_USER
from tests.corpus.report import (
    ACCOUNT,
    BOB,
    COLUMNS,
    OTHER_ACCOUNT,
    ROOT,
    ROWS,
    answer,
    answer_text,
    csv_text,
    encoded,
    gzipped,
    row,
    with_cell,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

CSV: Final = csv_text()
LINES: Final = CSV.split("\n")
BODY: Final = "\n".join(LINES[1:])


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _with_booleans(true: str, false: str) -> bytes:
    words = {"true": true, "false": false}
    return csv_text({c: words.get(v, v) for c, v in cells.items()} for cells in ROWS).encode()


def _header(text: str) -> bytes:
    return f"{text}\n{BODY}".encode()


#: Name to a file that says the same as the clean report, in other bytes.
AS_CLEAN: Final[Mapping[str, bytes]] = MappingProxyType(
    {
        "as AWS writes it": CSV.encode(),
        "byte order mark": codecs.BOM_UTF8 + CSV.encode(),
        "byte order mark before JSON": codecs.BOM_UTF8 + answer_text().encode(),
        "CRLF": csv_text(newline="\r\n").encode(),
        "CR only": csv_text(newline="\r").encode(),
        "final newline": f"{CSV}\n".encode(),
        "blank lines": CSV.replace("\n", "\n\n").encode() + b"\n\n",
        "lines of spaces": CSV.replace("\n", "\n  \n").encode(),
        "blank lines above the header": f"\n\n{CSV}".encode(),
        "UTF-16 little endian, as PowerShell writes": CSV.encode("utf-16"),
        "UTF-16 big endian": codecs.BOM_UTF16_BE + CSV.encode("utf-16-be"),
        "UTF-16 with CRLF": csv_text(newline="\r\n").encode("utf-16"),
        "UTF-16 JSON": answer_text().encode("utf-16"),
        "gzip": gzipped(CSV),
        "gzip of JSON": gzipped(answer_text()),
        "gzip of several members": gzipped(CSV[:100]) + gzipped(CSV[100:]),
        "gzip of UTF-16": gzipped(CSV.encode("utf-16")),
        "quoted cells": "\n".join(
            ",".join(f'"{cell}"' for cell in line.split(",")) for line in LINES
        ).encode(),
        "columns reversed": csv_text(columns=COLUMNS[::-1]).encode(),
        "header in capitals": _header(LINES[0].upper()),
        "header with spaces": _header(LINES[0].replace(",", " , ").replace("_", " ")),
        "header in title case": _header(LINES[0].replace("_", " ").title()),
        "header with hyphens": _header(LINES[0].replace("_", "-")),
        "TRUE and FALSE, as the AWS guide writes": _with_booleans("TRUE", "FALSE"),
        "True and False": _with_booleans("True", "False"),
        "offsets, as reports of before 2024 have": CSV.replace("Z,", "+00:00,").encode(),
        "another offset": with_cell("password_last_changed", "2025-12-01T15:30:00+05:30").encode(),
        "offset without colon": with_cell(
            "password_last_changed", "2025-12-01T15:30:00+0530"
        ).encode(),
        "space in place of T": with_cell("password_last_changed", "2025-12-01 10:00:00Z").encode(),
        "microseconds": with_cell("password_last_changed", "2025-12-01T10:00:00.000000Z").encode(),
        "nanoseconds": with_cell("user_creation_time", "2023-05-04T09:30:00.000000000Z").encode(),
        "24:00": with_cell("access_key_2_last_rotated", "2023-05-31T24:00:00Z", "bob").encode(),
        "spaces around a date": with_cell("user_creation_time", " 2023-05-04T09:30:00Z ").encode(),
        "marker in other case": with_cell("password_last_used", "NO_INFORMATION").encode(),
        "marker with other spelling": with_cell("cert_1_last_rotated", "n/a").encode(),
        "answer of the AWS CLI": answer_text().encode(),
        "answer in one line": _json(answer(encoded(CSV))),
        "answer with keys in lower case": _json(
            {key.lower(): value for key, value in answer(encoded(CSV)).items()}
        ),
        "answer with more keys, as boto3 gives": _json(
            answer(encoded(CSV), ResponseMetadata={"HTTPStatusCode": 200})
        ),
        "answer in a list of one": _json([answer(encoded(CSV))]),
        "wrapped base64": _json(answer(base64.encodebytes(CSV.encode()).decode())),
        "decoded text, as boto3 programs write": _json(answer(CSV)),
        "decoded text with CRLF": _json(answer(csv_text(newline="\r\n"))),
        "repr of bytes": _json(answer(repr(CSV.encode()))),
        "repr of bytes in double quotes": _json(answer('b"' + CSV.replace("\n", "\\n") + '"')),
        "Buffer of Node": _json(answer({"type": "Buffer", "data": list(CSV.encode())})),
        "list of bytes": _json(answer(list(CSV.encode()))),
        "list of lines, as PowerShell gives": _json(answer(LINES)),
        "bare base64, by --query Content --output text": f"{encoded(CSV)}\n".encode(),
        "bare base64 in lines": base64.encodebytes(CSV.encode()),
        "bare base64 of gzip": base64.b64encode(gzipped(CSV)),
        "JSON string of base64, by --query Content": _json(encoded(CSV)),
        "JSON string of CSV": _json(CSV),
        "JSON string of the repr of bytes": _json(repr(CSV.encode())),
        "JSON list of lines": _json(LINES),
        "JSON list of bytes": _json(list(CSV.encode())),
        "bare Buffer of Node": _json({"type": "Buffer", "data": list(CSV.encode())}),
        "Content of base64 of gzip": _json(answer(base64.b64encode(gzipped(CSV)).decode())),
    }
)


@dataclass(frozen=True)
class Warned:
    """A report that is read, with a warning.

    Attributes:
        content: The file.
        code: The code of the problem.
        message: Its message.
        hint: Its hint.
        place: Its place.
        rows: The rows that are read, where they are those of a clean report.
    """

    content: bytes
    code: str
    message: str
    hint: str = ""
    place: str = ""
    rows: tuple[Mapping[str, str], ...] | None = ROWS


_RESAVED: Final = (
    "resaved_by_spreadsheet",
    (
        "the report was saved again by a spreadsheet or edited: its delimiter or first lines are "
        "not those of AWS"
    ),
    "prefer the file that AWS wrote; a spreadsheet may change dates and names",
)
_NO_ZONE: Final = (
    "date_without_zone",
    "dates without a time zone, taken as UTC: 1",
    "AWS writes a zone; the report was probably saved again",
)
_COMMA: Final = (
    "unquoted_comma",
    "the user name holds a comma and is not quoted; its ARN tells where it ends",
)
_WITH_COMMAS: Final = (ROOT, row("a,b"), *ROWS[1:])
_WITH_MORE_COMMAS: Final = (ROOT, row("a,b,c,d"), *ROWS[1:])
_OTHERS: Final = (row(ROOT_USER, OTHER_ACCOUNT), row("alice", OTHER_ACCOUNT))

WARNED: Final[Mapping[str, Warned]] = MappingProxyType(
    {
        "semicolons": Warned(csv_text(delimiter=";").encode(), *_RESAVED),
        "tabs": Warned(csv_text(delimiter="\t").encode(), *_RESAVED),
        "sep line": Warned(f"sep=,\n{CSV}".encode(), *_RESAVED),
        "sep line and semicolons": Warned(
            f"sep=;\r\n{csv_text(delimiter=';', newline=chr(13) + chr(10))}".encode(), *_RESAVED
        ),
        "lines above the header": Warned(
            f"Credential report\nof the production account\n\n{CSV}".encode(), *_RESAVED
        ),
        "date and time without zone": Warned(
            with_cell("password_last_changed", "2025-12-01T10:00:00").encode(), *_NO_ZONE
        ),
        "date and time without zone, as spreadsheets write": Warned(
            with_cell("password_last_changed", "2025-12-01 10:00").encode(), *_NO_ZONE
        ),
        "date alone": Warned(
            with_cell("access_key_2_last_rotated", "2023-06-01", "bob").encode(), *_NO_ZONE
        ),
        "no rows": Warned(
            f"{csv_text([])}\n".encode(),
            "no_rows",
            "the report has a header and no rows, not even that of the root user",
            "a report of AWS always has a root user; export again",
            rows=(),
        ),
        "no root user, as moto writes": Warned(
            csv_text(ROWS[1:]).encode(),
            "no_root_row",
            f"no row for the root user of {ACCOUNT}: it is not assessed",
            "use the report as AWS wrote it, without filtering",
            rows=None,
        ),
        "missing column": Warned(
            csv_text(columns=[c for c in COLUMNS if c != "mfa_active"]).encode(),
            "missing_column",
            "the report lacks column `mfa_active`: what needs it is unknown",
            "export again: `aws iam generate-credential-report`, then "
            "`aws iam get-credential-report`",
            "header",
            rows=None,
        ),
        "missing columns": Warned(
            csv_text(columns=COLUMNS[:-4]).encode(),
            "missing_column",
            "the report lacks columns `cert_1_active`, `cert_1_last_rotated`, `cert_2_active`, "
            "`cert_2_last_rotated`: what needs them is unknown",
            "export again: `aws iam generate-credential-report`, then "
            "`aws iam get-credential-report`",
            "header",
            rows=None,
        ),
        "unquoted comma in a name, as moto writes": Warned(
            csv_text(_WITH_COMMAS).replace('"', "").encode(),
            *_COMMA,
            place="line 3",
            rows=_WITH_COMMAS,
        ),
        "three unquoted commas in a name": Warned(
            csv_text(_WITH_MORE_COMMAS).replace('"', "").encode(),
            *_COMMA,
            place="line 3",
            rows=_WITH_MORE_COMMAS,
        ),
        "a row twice": Warned(
            csv_text([*ROWS, BOB]).encode(), "repeated_row", "rows that repeat another, left out: 1"
        ),
        "the root user twice": Warned(
            csv_text([ROOT, *ROWS]).encode(),
            "repeated_row",
            "rows that repeat another, left out: 1",
        ),
        "two reports in a row": Warned(
            f"{CSV}\n{csv_text(_OTHERS)}".encode(),
            "concatenated_reports",
            "several reports were joined, all rows are read; more headers: 1",
            rows=(*ROWS, *_OTHERS),
        ),
        "two reports in a row with headers in capitals": Warned(
            f"{CSV}\n{csv_text(_OTHERS)}".replace(LINES[0], LINES[0].upper()).encode(),
            "concatenated_reports",
            "several reports were joined, all rows are read; more headers: 1",
            rows=(*ROWS, *_OTHERS),
        ),
        "two reports in a row without a line end between": Warned(
            f"{CSV}{csv_text(_OTHERS)}".encode(),
            "concatenated_reports",
            "several reports were joined, all rows are read; a second header follows",
            place="line 5",
            rows=(*ROWS, *_OTHERS),
        ),
        "dates later than as_of": Warned(
            with_cell("password_last_changed", "2026-02-01T00:00:00Z").encode(),
            "future_date",
            "dates later than as_of (2026-01-15 12:00 UTC), of unknown age: 1",
            "as_of may be wrong; by default it is the GeneratedTime of the report",
            rows=None,
        ),
        "GeneratedTime is no date": Warned(
            _json(answer(CSV, GeneratedTime="yesterday")),
            "bad_generated_time",
            "GeneratedTime `yesterday` is not a date; it is passed over",
            "give as_of=",
        ),
        "GeneratedTime is no text": Warned(
            _json(answer(CSV, GeneratedTime=["\ud800\x1b"])),
            "bad_generated_time",
            "GeneratedTime `['\\ud800\\x1b']` is not a date; it is passed over",
            "give as_of=",
        ),
    }
)
