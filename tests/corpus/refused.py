"""Files that are refused as a whole, and credential reports of which some rows are."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tests.corpus.report import (
    COLUMNS,
    GENERATED,
    answer,
    answer_text,
    csv_text,
    encoded,
    gzipped,
    row,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

CSV: Final = csv_text()
BODY: Final = CSV.partition("\n")[2]

_RUN_AGAIN: Final = (
    "the AWS CLI prints errors on stderr and leaves an empty file; run "
    "`aws sts get-caller-identity` to see whether it works, then export again"
)
_GENERATE: Final = (
    "run `aws iam generate-credential-report` until it says COMPLETE, then "
    "`aws iam get-credential-report`"
)
_NOT_YET: Final = f"the credential report is not generated yet: {_GENERATE}"
_MEND: Final = "mend what it says, then export again"
_USE_CSV: Final = (
    "use the CSV that `aws iam get-credential-report` holds in Content, as it is; its header "
    "begins with `user,arn,user_creation_time,password_enabled`"
)
_CUT_JSON: Final = "use the output of the AWS CLI as it is; it may have been cut or edited"
_AGAIN: Final = "export again: `aws iam get-credential-report --output json`"
_UTF8: Final = "save it as UTF-8; AWS writes nothing else"
_COPY: Final = "copy the file again; it was probably cut"
_NUL: Final = "the file is damaged, or UTF-16 without a byte order mark; export again"


#: Where and what, in the words of Python's json module.
TRAILING_COMMA = (
    ("line 1, column 28", "illegal trailing comma before end of object")
    if sys.version_info >= (3, 13)
    else ("line 2, column 1", "expecting property name enclosed in double quotes")
)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


@dataclass(frozen=True)
class Refused:
    """A file that is an ExportError when it was named, and a problem when it was found.

    Attributes:
        content: The file.
        code: The code of the error and of the problem.
        message: The message; `{file}` stands for the name of the file.
        hint: The hint.
        place: The place.
        level: The level of the problem: `info` for a file that nobody misses.
    """

    content: bytes
    code: str
    message: str
    hint: str = ""
    place: str = ""
    level: str = "error"


def _empty(content: bytes, what: str = "") -> Refused:
    but = f": it holds nothing but `{what}`" if what else ""
    return Refused(content, "empty_file", f"`{{file}}` is empty{but}", _RUN_AGAIN)


def _failed(content: bytes, code: str, hint: str = _MEND) -> Refused:
    return Refused(
        content, "aws_error", f"`{{file}}` holds an error, not an export: `{code}`", hint
    )


def _none_yet(content: bytes, what: str = "") -> Refused:
    return Refused(content, "report_not_generated", f"`{{file}}` holds no report{what}", _NOT_YET)


def _layout(content: str, what: str) -> Refused:
    message = f"`{{file}}` was written by the AWS CLI as {what}"
    return Refused(content.encode(), "cli_text_output", message, "use --output json")


def _broken(content: bytes, reason: str) -> Refused:
    message = f"`{{file}}` is a broken credential report: {reason}"
    return Refused(content, "broken_content", message, _AGAIN)


def not_json(content: bytes, place: str, reason: str, code: str = "not_json") -> Refused:
    """Return a text that is no JSON."""
    at = f" at {place}" if place else ""
    message = f"`{{file}}` is not valid JSON{at}: {reason}"
    level = "info" if code == "not_an_export" else "error"
    return Refused(content, code, message, _CUT_JSON, place, level)


def headless(content: bytes, start: str, code: str = "not_an_export") -> Refused:
    """Return a text without the header of a credential report, and what it begins with."""
    message = (
        "`{file}` is not a credential report: no header with the columns `user` and `arn`, it "
        f"begins with `{start}`"
    )
    level = "info" if code == "not_an_export" else "error"
    return Refused(content, code, message, _USE_CSV, level=level)


#: What stands where an export was to be: the export failed.
FAILED: Final[Mapping[str, Refused]] = MappingProxyType(
    {
        "0 bytes": _empty(b""),
        "white space": _empty(b" \r\n\t\n"),
        "byte order mark alone": _empty(b"\xef\xbb\xbf"),
        "gzip of nothing": _empty(gzipped("")),
        "null": _empty(b"null\n", "null"),
        "[]": _empty(b"[]", "[]"),
        "{}": _empty(b" {}\n", "{}"),
        "empty JSON string": _empty(b'""', '""'),
        "stderr of a failing call": _failed(
            b"\nAn error occurred (AccessDenied) when calling the GetCredentialReport operation: "
            b"User: arn:aws:iam::111122223333:user/x is not authorized to perform it\n",
            "AccessDenied",
        ),
        "stderr of a failing call of CLI 2.30": _failed(
            b"\naws: [ERROR]: An error occurred (ReportNotPresent) when calling the "
            b"GetCredentialReport operation: No report present.\n",
            "ReportNotPresent",
            _GENERATE,
        ),
        "no credentials": _failed(
            b'\nUnable to locate credentials. You can configure credentials by running "aws '
            b'configure".\n',
            "Unable to locate credentials",
        ),
        "no network": _failed(
            b'\nCould not connect to the endpoint URL: "https://iam.amazonaws.com/"\n',
            "Could not connect to the endpoint URL",
        ),
        "no AWS CLI": _failed(b"bash: aws: command not found\n", "aws: command not found"),
        "mistyped command": Refused(
            b"\nusage: aws [options] <command> <subcommand> [parameters]\naws: error: argument",
            "aws_error",
            "`{file}` holds the usage message of the AWS CLI",
            "the command was mistyped; export again",
        ),
        "error in JSON": _failed(
            _json({"Error": {"Code": "ReportExpired", "Message": "x"}}), "ReportExpired", _GENERATE
        ),
        "error in JSON, with a terminal escape": _failed(
            _json({"error": {"code": "\x1b[31mA"}}), r"\x1b[31mA"
        ),
        "error in XML": _failed(
            b'<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender'
            b"</Type><Code>ReportInProgress</Code></Error></ErrorResponse>",
            "ReportInProgress",
            _GENERATE,
        ),
        "HTML error page": _failed(
            b"<!DOCTYPE html>\n<html><head><title> 403\n Forbidden</title></head></html>",
            "403 Forbidden",
        ),
        "sign-in page": _failed(
            b"<html lang=en><title>Amazon Web Services Sign-In</title></html>",
            "Amazon Web Services Sign-In",
        ),
        "answer of generate-credential-report": _none_yet(
            _json({"State": "STARTED", "Description": "No report exists."}),
            ": its state is `STARTED`",
        ),
        "answer of generate-credential-report when complete": _none_yet(
            _json({"State": "COMPLETE"}), ": its state is `COMPLETE`"
        ),
        "answer without Content, as AWS's own sample": _none_yet(
            _json({"GeneratedTime": "2015-03-02T21:47:12Z", "ReportFormat": "text/csv"})
        ),
        "Content null": _none_yet(_json(answer(None)), ": its Content is empty"),
        "Content empty": _none_yet(_json(answer("")), ": its Content is empty"),
        "Content of spaces": _none_yet(_json(answer(" \n")), ": its Content is empty"),
        "Content an empty list": _none_yet(_json(answer([])), ": its Content is empty"),
        "CLI text output": _layout(f"{encoded(CSV)}\t{GENERATED}\ttext/csv\n", "text"),
        "long CLI text output": _layout(f"{encoded(CSV * 9)}\t{GENERATED}\ttext/csv\n", "text"),
        "CLI table output": _layout(
            "-" * 40 + "\n|          GetCredentialReport          |\n+-------+------+\n", "a table"
        ),
        "CLI YAML output": _layout(f"Content: {encoded(CSV)}\nGeneratedTime: '2026'\n", "YAML"),
    }
)

#: Exports that were damaged on their way.
DAMAGED: Final[Mapping[str, Refused]] = MappingProxyType(
    {
        "Latin-1": Refused(
            CSV.replace("alice", "alic\u00e9").encode("latin-1"),
            "not_text",
            "`{file}` is not UTF-8 text: byte 659 is 0xe9",
            _UTF8,
            "byte 659",
        ),
        "UTF-16 that is cut": Refused(
            CSV.encode("utf-16")[:-1],
            "not_text",
            "`{file}` is not UTF-16-LE text: byte 2488 is 0x41",
            _UTF8,
            "byte 2488",
        ),
        "UTF-16 without byte order mark": Refused(
            CSV.encode("utf-16-le"),
            "not_text",
            "`{file}` holds a NUL character on line 1",
            _NUL,
            "line 1",
        ),
        "NUL": Refused(
            CSV.replace("alice", "ali\0ce").encode(),
            "not_text",
            "`{file}` holds a NUL character on line 3",
            _NUL,
            "line 3",
        ),
        "NUL in JSON": Refused(
            _json(answer(CSV.replace("alice", "ali\0ce"))),
            "not_text",
            "`{file}` holds a NUL character on line 3",
            _NUL,
            "line 3",
        ),
        "gzip that is cut": Refused(
            gzipped(CSV * 3)[:-20],
            "broken_archive",
            "`{file}` is a broken gzip file: it ends early",
            _COPY,
        ),
        "gzip with a wrong checksum": Refused(
            gzipped(CSV)[:-8] + b"12345678",
            "broken_archive",
            "`{file}` is a broken gzip file: error -3 while decompressing data: incorrect data check",
            _COPY,
        ),
        "gzip in gzip": Refused(
            gzipped(gzipped(CSV)),
            "archive_not_read",
            "`{file}` is an archive, not an export",
            "unpack it; `load` reads folders and zip files",
        ),
        "gzip bomb": Refused(
            gzipped(bytes(70 * 1024**2)),
            "decompression_bomb",
            "`{file}` unpacks to more than 200 times its size",
            "it looks like a decompression bomb; unpack it yourself if you trust it",
        ),
        "base64 that is cut": _broken(
            _json(answer(encoded(CSV)[:-3])), "its base64 is cut or damaged"
        ),
        "bare base64 that is cut": _broken(
            encoded(CSV)[:-3].encode(), "its base64 is cut or damaged"
        ),
        "base64 with a wrong character": headless(
            _json(answer(f"{encoded(CSV)[:50]}#{encoded(CSV)[50:]}")),
            "dXNlcixhcm4sdXNlcl9jcmVhdGlvbl90aW1lLHBhc3N3b3JkX2#VuYWJsZWQscGFzc3dvcmRfbGFz...",
            "no_header",
        ),
        "repr of bytes that is cut": _broken(
            _json(answer(repr(CSV.encode())[:-1])),
            "its Content is a bytes literal that is cut or edited",
        ),
        "bytes beyond ASCII": _broken(
            _json(answer("b'alic\u00e9 \ud800'")),
            "its Content is a bytes literal that is cut or edited",
        ),
        "an expression in place of bytes": _broken(
            _json(answer("b'' + b'user,arn'")),
            "its Content is a bytes literal that is cut or edited",
        ),
        "Content a number": _broken(_json(answer(5)), "its Content is of type int"),
        "Content an object": _broken(_json(answer({"a": 1})), "its Content is of type dict"),
        "Content a list of this and that": _broken(
            _json(answer(["a", 1])), "its Content is a list of neither lines nor bytes"
        ),
        "Content with a lone surrogate": _broken(
            b'{"Content": "\\ud800"}', "its Content holds a lone surrogate"
        ),
        "several answers in a list": Refused(
            _json([answer(encoded(CSV))] * 2),
            "several_answers",
            "`{file}` holds 2 answers of AWS in one list",
            "give each answer as a file of its own",
        ),
        "several answers, one after the other": not_json(
            _json(answer("x")) * 2, "line 1, column 91", "extra data"
        ),
        "JSON that is cut": not_json(
            answer_text()[:300].encode(), "line 2, column 16", "unterminated string starting at"
        ),
        "JSON with a trailing comma": not_json(
            b'{"ReportFormat": "text/csv",\n}',
            *TRAILING_COMMA,
        ),
        "JSON with NaN": not_json(
            b'{"GeneratedTime": "NaN",\n "Content": NaN}', "line 2, column 13", "`NaN` is no JSON"
        ),
        "account summary that is cut": not_json(
            b'{"SummaryMap": [{"UserName": "a"',
            "line 1, column 33",
            "expecting ',' delimiter",
        ),
        "no header": headless(
            BODY.encode(),
            "<root_account>,arn:aws:iam::111122223333:root,2023-05-04T09:30:00Z,true,2025-...",
            "no_header",
        ),
        "header after too many lines": headless(
            ("my notes\n" * 21 + CSV + "\n" + BODY * 9).encode(), "my notes", "no_header"
        ),
        "mistyped column": Refused(
            CSV.replace("user,", "usr,", 1).encode(),
            "missing_key_column",
            "`{file}` is not a credential report: column `user` is missing",
            "did you mean `usr`?",
            "header",
        ),
        "mistyped column and few others": Refused(
            b"usr,arn\nalice,arn:aws:iam::111122223333:user/alice\n",
            "missing_key_column",
            "`{file}` is not a credential report: column `user` is missing",
            "did you mean `usr`?",
            "header",
        ),
        "no column user": Refused(
            csv_text(columns=COLUMNS[1:]).encode(),
            "missing_key_column",
            "`{file}` is not a credential report: column `user` is missing",
            _USE_CSV,
            "header",
        ),
        "no column arn": Refused(
            csv_text(columns=[COLUMNS[0], *COLUMNS[2:]]).encode(),
            "missing_key_column",
            "`{file}` is not a credential report: column `arn` is missing",
            _USE_CSV,
            "header",
        ),
        "a column twice": Refused(
            csv_text(columns=[*COLUMNS, "mfa_active"]).encode(),
            "duplicate_column",
            "`{file}` names the column `mfa_active` twice",
            "two files may have been pasted side by side; export again",
            "header",
        ),
        "two reports with other columns": Refused(
            f"{CSV}\n{csv_text([row('z')], [*COLUMNS[:7], *COLUMNS[:6:-1]])}".encode(),
            "mixed_headers",
            "`{file}` holds several reports whose columns differ in order or name",
            "give each report as a file of its own",
        ),
        "two reports of which the second is reversed": Refused(
            f"{CSV}\n{csv_text([row('z')], COLUMNS[::-1])}".encode(),
            "mixed_headers",
            "`{file}` holds several reports whose columns differ in order or name",
            "give each report as a file of its own",
        ),
        "more than 1,000 rows of a wrong length": Refused(
            f"{CSV}\n{'a,b' * 3}\n".encode() + b"a,b\n" * 1001,
            "not_csv",
            "`{file}` is not a readable CSV: more than 1000 rows have not as many fields as the "
            "header, or a quote is never closed",
            _USE_CSV,
        ),
    }
)
