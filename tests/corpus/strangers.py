"""Files that nobody misses when they are found in a folder of exports."""

from __future__ import annotations

import base64
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tests.corpus.refused import Refused, headless, not_json

if TYPE_CHECKING:
    from collections.abc import Mapping

_AS_IT_IS: Final = (
    "pass the output of the AWS CLI as it is, for example of `aws iam get-credential-report`"
)


def _other(value: Any, reason: str) -> Refused:
    message = f"`{{file}}` is not an export of AWS that is known here: {reason}"
    content = json.dumps(value).encode()
    return Refused(content, "not_an_export", message, _AS_IT_IS, level="info")


def _known(value: Any, what: str) -> Refused:
    message = f"`{{file}}` is a known export, but not read by this version: {what}"
    return Refused(json.dumps(value).encode(), "export_not_read", message, level="info")


def _binary(content: bytes, byte: int) -> Refused:
    message = f"`{{file}}` is not UTF-8 text: byte {byte} is 0x{content[byte]:02x}"
    hint = "save it as UTF-8; AWS writes nothing else"
    return Refused(content, "not_an_export", message, hint, f"byte {byte}", "info")


STRANGERS: Final[Mapping[str, Refused]] = MappingProxyType(
    {
        "read me": headless(
            b"# Exports\n\nRun `aws iam get-credential-report`; user, arn and others are columns.\n",
            "# Exports",
        ),
        "read me that begins with a table": headless(
            b"| file | what |\n| ---- | ---- |\n", "| file | what |"
        ),
        "read me that quotes an error": headless(
            b"# Trouble\n\n" + b"text " * 200 + b"\n\nAn error occurred (AccessDenied) when\n",
            "# Trouble",
        ),
        "shell script": headless(
            b"#!/bin/sh\naws iam attach-user-policy --policy-arn arn:aws:iam::aws:policy/X\n"
            b"aws iam get-user --user arn:aws:iam::111122223333:user/x\n",
            "#!/bin/sh",
        ),
        "text with terminal escapes": headless(b"\x1b[2J\x07hello\n", r"\x1b[2J\x07hello"),
        "CSV of other things": headless(b"id,name\n1,alice\n2,bob\n", "id,name"),
        "CSV of findings": headless(
            b"account_id,code,resource\n111122223333,MFA001,arn:aws:iam::111122223333:user/a\n",
            "account_id,code,resource",
        ),
        "a number": headless(b"5", "5"),
        "a JSON string": headless(b'"hello"', "hello"),
        "a long word": Refused(
            b"a" * 50,
            "not_an_export",
            "`{file}` is a broken credential report: its base64 is cut or damaged",
            "export again: `aws iam get-credential-report --output json`",
            level="info",
        ),
        "base64 of a picture": Refused(
            base64.b64encode(b"\x89PNG\r\n\x1a\n" * 9),
            "not_an_export",
            "`{file}` is not UTF-8 text: byte 0 is 0x89",
            "save it as UTF-8; AWS writes nothing else",
            "byte 0",
            "info",
        ),
        "picture": _binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), 0),
        "Parquet with our own frames": _binary(
            b"PAR1\x15\x04\x15\xc0user,arn,\narn:aws:iam::111122223333:user/x" + bytes(9), 7
        ),
        "web page": Refused(
            b"<!doctype html><html><head><title>My report</title></head></html>",
            "not_an_export",
            "`{file}` is a web page or XML, not an export",
            "a proxy or a sign-in page may have answered in place of AWS; export again",
            level="info",
        ),
        "package.json": _other(
            {"name": "x", "version": "1.0.0", "scripts": {}, "private": True},
            "its keys are `name`, `version`, `scripts`",
        ),
        "JSON with odd keys": _other({"\ud800\n": 1}, r"its keys are `\ud800\n`"),
        "JSON with a key as long as a book": _other(
            {"k" * 999: 1}, f"its keys are `{'k' * 37}...`"
        ),
        "JSON list of numbers and words": _other([1, "a"], "it holds a JSON list"),
        "JSON list of lists": _other([[]], "it holds a JSON list"),
        "document with content": _other(
            {"type": "doc", "content": [{"type": "p"}]}, "its keys are `type`, `content`"
        ),
        "document with a state": _other({"state": "open", "x": 1}, "its keys are `state`, `x`"),
        "document with an error that is none": _other({"error": None}, "its keys are `error`"),
        "file of an API with content": headless(
            json.dumps({"name": "x", "content": "aGVsbG8=", "encoding": "base64"}).encode(),
            "aGVsbG8=",
        ),
        "broken package.json": not_json(
            b'{"name": "x",',
            "line 1, column 14",
            "expecting property name enclosed in double quotes",
            "not_an_export",
        ),
        "JSON with a comment": not_json(
            b'{"x": 1, // no\n}',
            "line 1, column 10",
            "expecting property name enclosed in double quotes",
            "not_an_export",
        ),
        "JSON with text after it": not_json(
            b'{"x": 1} x', "line 1, column 10", "extra data", "not_an_export"
        ),
        "JSON with Infinity": not_json(
            b'{"x": "Infinity",\n\n "y": [1, -Infinity]}',
            "line 3, column 11",
            "`-Infinity` is no JSON",
            "not_an_export",
        ),
        "JSON with NaN, in UTF-16": not_json(
            '{"x": NaN}'.encode("utf-16-le"), "", "`NaN` is no JSON", "not_an_export"
        ),
        "JSON with a number out of range": not_json(
            b'{"x":\n 1e400}', "line 2, column 2", "`1e400` is out of range", "not_an_export"
        ),
        "JSON with 6,000 digits": not_json(
            b'{"x": ' + b"9" * 6000 + b"}",
            "",
            "exceeds the limit (4300 digits) for integer string conversion: value has 6000 digits",
            "not_an_export",
        ),
        "JSON of depth 5,000": not_json(
            b"[" * 5000 + b"]" * 5000, "", "it is nested too deeply", "not_an_export"
        ),
        "password policy": _known({"PasswordPolicy": {}}, "account password policy"),
        "account summary": _known({"SummaryMap": {}}, "account summary"),
        "MFA devices": _known({"VirtualMFADevices": []}, "list of virtual MFA devices"),
        "policy": _known({"Version": "2012-10-17", "Statement": []}, "policy document"),
        "trails": _known({"trailList": []}, "list of trails"),
        "EC2 instances": _known({"Reservations": []}, "list of EC2 instances"),
    }
)
