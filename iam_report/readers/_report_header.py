"""The header of a credential report: where it is, what it says, and what is odd about it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Final, NamedTuple

from iam_report.errors import ExportError, did_you_mean, shown
from iam_report.frames.credential_report import ADDITIONAL_CREDENTIALS, REPORT_COLUMNS
from iam_report.frames.problems import Problem
from iam_report.readers.traces import NOT_AN_EXPORT, damage_code, has_rows

#: The columns that AWS always writes, and those without which a row says nothing.
NAMES: Final = tuple(c.name for c in REPORT_COLUMNS)
REQUIRED: Final = NAMES[:2]
#: All columns that AWS is known to write.
KNOWN: Final = frozenset({*NAMES, ADDITIONAL_CREDENTIALS.name})

#: How to get a readable report.
HINT: Final = (
    "use the CSV that `aws iam get-credential-report` holds in Content, as it is; its header "
    f"begins with `{','.join(NAMES[:4])}`"
)

#: Lines that a spreadsheet or a person may have put above the header.
_MOST_PREAMBLE: Final = 20
_LONGEST_LINE: Final = 4096
_DELIMITERS: Final = (",", ";", "\t")
_FIRST: Final = 200
_MOST_LISTED: Final = 30


class Header(NamedTuple):
    """The header of a report.

    Attributes:
        cells: What it says.
        names: The columns, normalised.
        delimiter: What stands between two cells.
        end: Offset of the first byte after it.
        resaved: Whether it looks as AWS does not write it.
    """

    cells: list[str]
    names: list[str]
    delimiter: str
    end: int
    resaved: bool


def find_header(text: bytes, name: str) -> Header:
    """Find the line that names the columns, and its delimiter.

    Raises:
        ExportError: There is none, or a column stands in it twice or not at all.
    """
    start, preamble = 0, 0
    for line in _first_lines(text):
        delimiter = max(_DELIMITERS, key=line.count)
        cells = next(csv.reader([line], delimiter=delimiter), [])
        names = [_normalised(cell) for cell in cells]
        end = start + len(line.encode())
        if set(REQUIRED) <= set(names) or len(set(NAMES) & set(names)) > len(NAMES) // 2:
            _check_names(names, name)
            resaved = bool(preamble) or delimiter != ","
            return Header(cells, names, delimiter, _past_newline(text, end), resaved)
        if "arn:aws" in line:
            break
        preamble += bool(line.strip())
        start = _past_newline(text, end)
    raise _no_header(text, name)


def header_doubts(header: Header, name: str) -> list[Problem]:
    """Say what is odd about a header."""
    found = []
    if header.resaved:
        found.append(
            Problem(
                "warning",
                "resaved_by_spreadsheet",
                name,
                "the report was saved again by a spreadsheet or edited: its delimiter or first "
                "lines are not those of AWS",
                hint="prefer the file that AWS wrote; a spreadsheet may change dates and names",
            )
        )
    if missing := [n for n in NAMES if n not in header.names]:
        found.append(
            Problem(
                "warning",
                "missing_column",
                name,
                f"the report lacks {_listed(missing)}: what needs "
                f"{'it' if len(missing) == 1 else 'them'} is unknown",
                place="header",
                hint="export again: `aws iam generate-credential-report`, then "
                "`aws iam get-credential-report`",
            )
        )
    if extra := [n for n in header.names if n not in KNOWN]:
        found.append(
            Problem(
                "info",
                "unexpected_column",
                name,
                f"the report has {_listed(extra)}, which AWS is not known to write; kept as text",
                place="header",
            )
        )
    return found


def _listed(names: list[str]) -> str:
    listed = ", ".join(f"`{n}`" for n in names[:_MOST_LISTED])
    more = len(names) - _MOST_LISTED
    return (
        ("column " if len(names) == 1 else "columns ") + listed + f" and {more} more" * (more > 0)
    )


def _first_lines(text: bytes) -> list[str]:
    head = text[: _LONGEST_LINE * _MOST_PREAMBLE]
    lines = re.split(rb"\r\n|\n|\r", head, maxsplit=_MOST_PREAMBLE)[:_MOST_PREAMBLE]
    return [line.decode(errors="replace") for line in lines]


def _past_newline(text: bytes, end: int) -> int:
    return end + (2 if text[end : end + 2] == b"\r\n" else 1)


def _normalised(cell: str) -> str:
    return shown(re.sub(r"[\s-]+", "_", cell.strip().strip("\ufeff").lower()))


def _check_names(names: list[str], name: str) -> None:
    for required in REQUIRED:
        if required not in names:
            raise ExportError(
                f"`{name}` is not a credential report: column `{required}` is missing",
                hint=did_you_mean(required, names) or HINT,
                file=name,
                code="missing_key_column",
                place="header",
            )
    twice = [n for n, count in Counter(names).items() if count > 1]
    if twice:
        raise ExportError(
            f"`{name}` names the column `{twice[0] or '(blank)'}` twice",
            hint="two files may have been pasted side by side; export again",
            file=name,
            code="duplicate_column",
            place="header",
        )


def _no_header(text: bytes, name: str) -> ExportError:
    first = re.split(rb"[\r\n]", text[:_FIRST].lstrip(), maxsplit=1)[0].decode(errors="replace")
    words = [_normalised(cell) for cell in re.split("[,;\t]", first)]
    if "arn" in words and (hint := did_you_mean("user", words)):
        return ExportError(
            f"`{name}` is not a credential report: column `user` is missing",
            hint=hint,
            file=name,
            code="missing_key_column",
            place="header",
        )
    code = damage_code(text[:_FIRST], "no_header")
    return ExportError(
        f"`{name}` is not a credential report: no header with the columns `user` and `arn`, "
        f"it begins with `{shown(first)}`",
        hint=HINT,
        file=name,
        code="no_header" if code == NOT_AN_EXPORT and has_rows(text) else code,
    )
