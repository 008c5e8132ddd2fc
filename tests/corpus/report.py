"""A small credential report as AWS writes it, and what its text is made into on its way."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any, Final

from iam_report.frames.credential_report import REPORT_COLUMNS, ROOT_USER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ACCOUNT: Final = "111122223333"
OTHER_ACCOUNT: Final = "444455556666"

#: When the report was generated, as the AWS CLI writes it.
GENERATED: Final = "2026-01-15T12:00:00+00:00"

COLUMNS: Final = tuple(column.name for column in REPORT_COLUMNS)


def row(user: str, account: str = ACCOUNT, **cells: str) -> dict[str, str]:
    """Return the cells of a user without credentials, save for those given."""
    name = "root" if user == ROOT_USER else f"user/{user}"
    bare = dict.fromkeys(COLUMNS, "N/A") | {
        "user": user,
        "arn": f"arn:aws:iam::{account}:{name}",
        "user_creation_time": "2023-05-04T09:30:00Z",
    }
    false = {column: "false" for column in COLUMNS if column.endswith(("_active", "_enabled"))}
    return bare | false | cells


ROOT: Final = row(
    ROOT_USER,
    password_enabled="true",
    password_last_used="2025-11-20T08:15:00Z",
    password_last_changed="2023-05-04T09:30:00Z",
    password_next_rotation="not_supported",
    mfa_active="true",
)
ALICE: Final = row(
    "alice",
    password_enabled="true",
    password_last_used="no_information",
    password_last_changed="2025-12-01T10:00:00Z",
    password_next_rotation="2026-03-01T10:00:00Z",
    mfa_active="false",
)
BOB: Final = row(
    "bob",
    access_key_1_active="true",
    access_key_1_last_rotated="2024-02-29T23:59:59Z",
    access_key_1_last_used_date="2026-01-15T11:45:00Z",
    access_key_1_last_used_region="eu-west-1",
    access_key_1_last_used_service="s3",
    access_key_2_last_rotated="2023-06-01T00:00:00Z",
)
CERTIFIED: Final = row(
    "x.509@example.com",
    user_creation_time="2014-10-20T00:00:00Z",
    cert_1_active="true",
    cert_1_last_rotated="2014-10-21T00:00:00Z",
)
ROWS: Final = (ROOT, ALICE, BOB, CERTIFIED)


def csv_text(
    rows: Iterable[Mapping[str, str]] = ROWS,
    columns: Sequence[str] = COLUMNS,
    *,
    delimiter: str = ",",
    newline: str = "\n",
) -> str:
    """Return the CSV of a report; as AWS does, without a line end after the last row."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerow(columns)
    writer.writerows([cells[column] for column in columns] for cells in rows)
    return out.getvalue().removesuffix(newline)


def with_cell(column: str, value: str, user: str = "alice") -> str:
    """Return the CSV in which one cell, of alice by default, holds something else."""
    return csv_text(cells | {column: value} if cells["user"] == user else cells for cells in ROWS)


def encoded(text: str) -> str:
    """Return the base64 of a text."""
    return base64.b64encode(text.encode()).decode()


def answer(content: Any, **more: Any) -> dict[str, Any]:
    """Return the answer of `get-credential-report` with this content."""
    return {"Content": content, "ReportFormat": "text/csv", "GeneratedTime": GENERATED} | more


def answer_text(text: str | None = None, **more: Any) -> str:
    """Return what `aws iam get-credential-report --output json` prints."""
    return json.dumps(answer(encoded(csv_text() if text is None else text), **more), indent=4)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def gzipped(text: str | bytes) -> bytes:
    """Return the gzip of a text."""
    return gzip.compress(text if isinstance(text, bytes) else text.encode(), mtime=0)
