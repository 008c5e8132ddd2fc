"""Credential reports with rows that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tests.corpus.report import ALICE, BOB, CERTIFIED, ROOT, ROWS, csv_text, with_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATE_HINT: Final = (
    "AWS writes 2026-01-31T12:00:00Z; if a spreadsheet wrote the dates, say which of day and month "
    "comes first: dayfirst=True or False, --dayfirst or --monthfirst"
)
_BOOL_HINT: Final = "export again; AWS writes true or false"
_ARN_HINT: Final = "export again; AWS writes arn:aws:iam::111122223333:user/name"
_ROW_HINT: Final = "a row may have been cut or edited; export again"
_TWICE_HINT: Final = "two reports of one account may have been joined; give them as two files"
_WITHOUT_ALICE: Final = (ROOT, BOB, CERTIFIED)
_CSV: Final = csv_text()


@dataclass(frozen=True)
class BadRows:
    """A report that is an ExportError when it was named; found, it is read without some rows.

    Attributes:
        content: The file.
        code: The code of the error and of the problem.
        message: The message of the problem.
        hint: The hint of both.
        place: The place of both.
        rows: The rows that are read.
        dropped: How many are not.
    """

    content: bytes
    code: str
    message: str
    hint: str
    place: str
    rows: tuple[Mapping[str, str], ...] = _WITHOUT_ALICE
    dropped: int = 1


def _cell(column: str, value: str) -> BadRows:
    kind = "true, false" if column.endswith(("_active", "_enabled")) else "a date with a time"
    return BadRows(
        with_cell(column, value).encode(),
        "bad_cell",
        f"`{value}` is neither {kind} nor a marker of AWS",
        _BOOL_HINT if kind == "true, false" else _DATE_HINT,
        f"line 3, column `{column}`",
    )


def _arn(user: str, arn: str) -> BadRows:
    cells = ALICE | {"user": user, "arn": arn}
    return BadRows(
        csv_text((ROOT, cells, BOB, CERTIFIED)).encode(),
        "bad_arn",
        f"`{arn}` is not the ARN of user `{user}`",
        _ARN_HINT,
        "line 3, column `arn`",
    )


def _length(more: str, fields: int, line: int = 6) -> BadRows:
    message = f"it has {fields} fields, expected 22"
    content = f"{_CSV}\n{more}".encode()
    return BadRows(content, "bad_row", message, _ROW_HINT, f"line {line}", ROWS)


def _differing(cells: Mapping[str, str]) -> BadRows:
    message = f"user `{cells['user']}` has two rows that differ"
    return BadRows(
        csv_text([*ROWS, cells]).encode(),
        "conflicting_rows",
        message,
        _TWICE_HINT,
        "line 6",
        ROWS,
    )


BAD_ROWS: Final[Mapping[str, BadRows]] = MappingProxyType(
    {
        "locale date with time": _cell("password_last_changed", "9/11/2026 13:14"),
        "locale date": _cell("user_creation_time", "11/09/2026"),
        "German date": _cell("password_last_used", "11.09.2026 13:14:15"),
        "the word now": _cell("password_last_used", "now"),
        "the word today": _cell("user_creation_time", "today"),
        "a bare integer as date": _cell("user_creation_time", "1"),
        "seconds since 1970 as date": _cell("password_last_changed", "1700000000"),
        "a date without hyphens": _cell("password_last_changed", "20251201T100000Z"),
        "the 31st of February": _cell("password_last_changed", "2025-02-31T10:00:00Z"),
        "the 31st of February without zone": _cell("user_creation_time", "2025-02-31T10:00:00"),
        "a true as date": _cell("password_last_changed", "true"),
        "a date as true": _cell("mfa_active", "2025-12-01T10:00:00Z"),
        "1 for true": _cell("mfa_active", "1"),
        "0 for false": _cell("password_enabled", "0"),
        "yes for true": _cell("cert_2_active", "yes"),
        "markup": _cell("mfa_active", "<script>alert(1)</script>"),
        "a cell as long as a book": BadRows(
            with_cell("mfa_active", "x" * 999).encode(),
            "bad_cell",
            f"`{'x' * 37}...` is neither true, false nor a marker of AWS",
            _BOOL_HINT,
            "line 3, column `mfa_active`",
        ),
        "a cell with terminal escapes": BadRows(
            with_cell("mfa_active", "\x1b[2Jtrue").encode(),
            "bad_cell",
            r"`\x1b[2Jtrue` is neither true, false nor a marker of AWS",
            _BOOL_HINT,
            "line 3, column `mfa_active`",
        ),
        "several bad cells of one column": BadRows(
            csv_text([ROOT, ALICE | {"mfa_active": "x"}, BOB | {"mfa_active": "y"}]).encode(),
            "bad_cell",
            "`x` is neither true, false nor a marker of AWS (and 1 more)",
            _BOOL_HINT,
            "line 3, column `mfa_active`",
            (ROOT,),
            2,
        ),
        "a date of the year 0": BadRows(
            with_cell("user_creation_time", "0000-01-01T00:00:00Z").encode(),
            "bad_cell",
            "`0000-01-01 00:00:00.000000Z` is neither a date with a time nor a marker of AWS",
            _DATE_HINT,
            "line 3, column `user_creation_time`",
        ),
        "a date of the year 10000": BadRows(
            with_cell("password_last_used", "9999-12-31T23:59:59-14:00").encode(),
            "bad_cell",
            "`9999-12-31T23:59:59-14:00` is neither a date with a time nor a marker of AWS",
            _DATE_HINT,
            "line 3, column `password_last_used`",
        ),
        "no ARN at all": _arn("alice", ""),
        "an ARN that is none": _arn("alice", "alice"),
        "an ARN of another service": _arn("alice", "arn:aws:s3:::bucket"),
        "an ARN of STS": _arn("alice", "arn:aws:sts::111122223333:assumed-role/x/alice"),
        "an ARN of a group": _arn("alice", "arn:aws:iam::111122223333:group/alice"),
        "an ARN with a short account ID": _arn("alice", "arn:aws:iam::11112222333:user/alice"),
        "the ARN of the root user": _arn("alice", "arn:aws:iam::111122223333:root"),
        "a root user with the ARN of a user": _arn(
            "<root_account>", "arn:aws:iam::111122223333:user/alice"
        ),
        "no user name": _arn("", "arn:aws:iam::111122223333:user/alice"),
        "too few fields": _length("x,y", 2),
        "too many fields": _length("a," * 29 + "b", 30),
        "two fields too many, and no ARN that proves a comma": _length("a," * 23 + "b", 24),
        "a last row that is cut": _length("zoe,arn:aws:iam::111122223333:user/zoe,2023-05", 3),
        "a row that is part of another": BadRows(
            _CSV.replace("\nbob", "\nfalse,N/A\nbob").encode(),
            "bad_row",
            "it has 2 fields, expected 22",
            _ROW_HINT,
            "line 4",
            ROWS,
        ),
        "a quote that is never closed": BadRows(
            _CSV.replace("x.509", '"x.509').encode(),
            "bad_row",
            "it has 21 fields, expected 22",
            _ROW_HINT,
            "line 5",
            (ROOT, ALICE, BOB),
        ),
        "a user with two rows that differ": _differing(BOB | {"mfa_active": "true"}),
        "two rows that differ in a marker": _differing(BOB | {"password_last_used": ""}),
        "two rows that differ in the ARN": _differing(
            BOB | {"arn": "arn:aws:iam::111122223333:user/path/bob"}
        ),
        "two root users that differ": _differing(ROOT | {"mfa_active": "false"}),
    }
)
