"""Which export a file is, told by its content and never by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.errors import ExportError, shown
from iam_report.frames.authorization_details import NAME as AUTHORIZATION_DETAILS
from iam_report.readers._details_pages import has_sections
from iam_report.readers.json_text import parse_json
from iam_report.readers.text import plain_text
from iam_report.readers.traces import EXPORT_KEYS, NOT_AN_EXPORT

if TYPE_CHECKING:
    from iam_report.readers.source import Blob

CREDENTIAL_REPORT: Final = "credential_report"

#: Keys, in lower case, of other exports than the credential report, and what the export is. Those
#: that other programs also write come last.
_BY_KEY: Final[Mapping[str, str]] = MappingProxyType(
    {
        **EXPORT_KEYS,
        "reservations": "list of EC2 instances",
        "enabledfeatures": "list of organization features",
        "statement": "policy document",
        "users": "list of users",
        "roles": "list of roles",
        "policies": "list of policies",
        "accounts": "list of accounts",
        "findings": "list of findings",
        "analyzers": "list of analyzers",
    }
)

#: Keys that stand beside `Content` in the answer of `get-credential-report`.
_BESIDE: Final = frozenset({"reportformat", "generatedtime"})
_STATES: Final = frozenset({"STARTED", "INPROGRESS", "COMPLETE"})

_SNIFF: Final = 4096

#: A key that only authorization details have, in the styles of several programs.
_DETAILS: Final = re.compile(rb'"[UGRugr](?:ser|roup|ole)_?[Dd]etail_?[Ll]ist"\s*:')

#: What the AWS CLI and the shell print where an export was to be.
_CLI_ERROR: Final = re.compile(
    rb"^(?:.{0,400}?\s)?(?:aws: )?(?:\[ERROR\]: )?(?:"
    rb"An error occurred \((?P<code>[\w.]+)\)"
    rb"|(?P<text>Unable to locate credentials|Partial credentials found|You must specify a region"
    rb"|Could not connect to the endpoint URL|Connect timeout on endpoint URL"
    rb"|SSL validation failed|The config profile \([^)]*\) could not be found"
    rb"|Unable to parse config file|Error (?:loading|when retrieving token from) sso[^\n:]*"
    rb"|The SSO session associated with this profile has expired|aws: (?:command )?not found"
    rb"|command not found: aws))",
    re.IGNORECASE | re.DOTALL,
)
_CLI_USAGE: Final = re.compile(rb"usage: aws\b|aws: error|aws: \[ERROR\]")
_CLI_TABLE: Final = re.compile(rb"-{4,}[ \t]*\r?\n\||\+-{3,}[-+]*\+[ \t]*\r?\n\|")
_CLI_YAML: Final = re.compile(rb"(?:- )?(?:Content|GeneratedTime|ReportFormat|State):[ \r\n]")
_BASE64_WORD: Final = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}(?=\s|\Z)")
_WEB_PAGE: Final = re.compile(rb"<(?:!doctype|html|\?xml|error|[a-z]+ xmlns)", re.IGNORECASE)
_WEB_ERROR: Final = re.compile(
    rb"<code>\s*(?P<code>[\w.]+)\s*</code>"
    rb"|<(?:title|h1)[^>]*>\s*(?P<text>[^<]*(?:\b[45]\d\d\b|error|denied|forbidden|sign.?in|log.?in"
    rb"|unavailable|timed? ?out|proxy)[^<]*)<",
    re.IGNORECASE,
)

_NOT_GENERATED: Final = (
    "run `aws iam generate-credential-report` until it says COMPLETE, then "
    "`aws iam get-credential-report`"
)
_RUN_AGAIN: Final = (
    "the AWS CLI prints errors on stderr and leaves an empty file; run "
    "`aws sts get-caller-identity` to see whether it works, then export again"
)


class Detected(NamedTuple):
    """What a file is: the name of its frame, and its decoded value or, if it is none, its text."""

    export: str
    value: Any


def detect_blob(blob: Blob) -> Detected:
    """Tell which export a file, or a value that was decoded already, is.

    Raises:
        ExportError: It is none that is read here.
    """
    if blob.data is None:
        return detect_value(blob.value, blob.name)
    return detect(plain_text(blob.data, blob.name), blob.name)


def detect(text: bytes, name: str) -> Detected:
    """Tell which export a text is.

    Raises:
        ExportError: It is none that is read here; the message says what it is instead.
    """
    start = text[:_SNIFF].lstrip()
    if not start and not text.strip():
        raise ExportError(f"`{name}` is empty", hint=_RUN_AGAIN, file=name, code="empty_file")
    if start[:1] in (b"{", b"[", b'"') or start.rstrip() == b"null":
        if _DETAILS.search(text):
            return Detected(AUTHORIZATION_DETAILS, text)
        try:
            value = parse_json(text, name)
        except ExportError:
            if _looks_like_report(start):
                return Detected(CREDENTIAL_REPORT, text)
            raise
        return detect_value(value, name)
    _refuse_other_text(start, text, name)
    return Detected(CREDENTIAL_REPORT, text)


def detect_value(value: Any, name: str) -> Detected:
    """Tell which export a decoded JSON value is.

    Raises:
        ExportError: It is none that is read here.
    """
    if value is None or (isinstance(value, Mapping | list | str) and not value):
        raise ExportError(
            f"`{name}` is empty: it holds nothing but `{json.dumps(value)}`",
            hint=_RUN_AGAIN,
            file=name,
            code="empty_file",
        )
    if isinstance(value, str | list):
        if has_sections(value):
            return Detected(AUTHORIZATION_DETAILS, value)
        return _detect_bare(value, name)
    if has_sections(value):
        return Detected(AUTHORIZATION_DETAILS, value)
    keys = {key.lower(): key for key in value if isinstance(key, str)}
    if error := _error_in(value, keys):
        raise _aws_error(name, error)
    if "content" in keys and _is_content(value[keys["content"]], keys):
        return Detected(CREDENTIAL_REPORT, value)
    if keys.keys() == {"type", "data"} and value[keys["type"]] == "Buffer":
        return Detected(CREDENTIAL_REPORT, {"Content": value})
    state = value.get(keys.get("state"))
    if keys.keys() & _BESIDE or (isinstance(state, str) and state in _STATES):
        raise ExportError(
            f"`{name}` holds no report{f': its state is `{shown(state)}`' if state else ''}",
            hint=f"the credential report is not generated yet: {_NOT_GENERATED}",
            file=name,
            code="report_not_generated",
        )
    raise _other_export(value, keys, name)


def _other_export(value: Mapping[Any, Any], keys: Mapping[str, Any], name: str) -> ExportError:
    for key, what in _BY_KEY.items():
        if key in keys:
            return ExportError(
                f"`{name}` is a known export, but not read by this version: {what}",
                file=name,
                code="export_not_read",
            )
    first = ", ".join(f"`{shown(key, 40)}`" for key in list(value)[:3])
    return _not_an_export(name, f"its keys are {first}")


def _is_content(content: Any, keys: Mapping[str, Any]) -> bool:
    """Tell whether the value of a key `content` is that of a report, and not of other programs."""
    return bool(keys.keys() & _BESIDE) or isinstance(content, str | bytes) or len(keys) == 1


def _detect_bare(value: str | list[Any], name: str) -> Detected:
    """Tell whether a bare JSON string or list is the content of a report."""
    if isinstance(value, str) or all(isinstance(line, str) for line in value):
        return Detected(CREDENTIAL_REPORT, {"Content": value})
    if all(type(byte) is int for byte in value):
        return Detected(CREDENTIAL_REPORT, {"Content": value})
    if isinstance(value[0], Mapping):
        found = detect_value(value[0], name)
        if len(value) == 1:
            return found
        raise ExportError(
            f"`{name}` holds {len(value)} answers of AWS in one list",
            hint="give each answer as a file of its own",
            file=name,
            code="several_answers",
        )
    raise _not_an_export(name, "it holds a JSON list")


def _looks_like_report(start: bytes) -> bool:
    """Tell whether a text that begins with a quote or bracket is a quoted CSV file."""
    line = re.split(rb"[\r\n]", start, maxsplit=1)[0].lower().replace(b'"', b"")
    return {b"user", b"arn"} <= set(re.split(rb"[,;\t]", line))


def _refuse_other_text(start: bytes, text: bytes, name: str) -> None:
    if error := _CLI_ERROR.match(start):
        raise _aws_error(name, (error["code"] or error["text"]).decode())
    if _CLI_USAGE.match(start):
        raise ExportError(
            f"`{name}` holds the usage message of the AWS CLI",
            hint="the command was mistyped; export again",
            file=name,
            code="aws_error",
        )
    if _WEB_PAGE.match(start):
        if error := _WEB_ERROR.search(start):
            raise _aws_error(name, " ".join((error["code"] or error["text"]).decode().split()))
        raise ExportError(
            f"`{name}` is a web page or XML, not an export",
            hint="a proxy or a sign-in page may have answered in place of AWS; export again",
            file=name,
            code=NOT_AN_EXPORT,
        )
    if layout := _cli_layout(start, text):
        raise ExportError(
            f"`{name}` was written by the AWS CLI as {layout}",
            hint="use --output json",
            file=name,
            code="cli_text_output",
        )


def _cli_layout(start: bytes, text: bytes) -> str:
    """Return which layout of the AWS CLI other than JSON a text has, or nothing."""
    if _CLI_TABLE.match(start):
        return "a table"
    if _CLI_YAML.match(start):
        return "YAML"
    if (word := _BASE64_WORD.match(text.lstrip())) and b"\ttext/csv" in text[word.end() :]:
        return "text"
    return ""


def _error_in(value: Mapping[Any, Any], keys: Mapping[str, Any]) -> str:
    """Return the code of the error that an answer of AWS holds, or nothing."""
    error = value.get(keys.get("error"))
    if isinstance(error, Mapping):
        error = error.get("Code", error.get("code"))
    return error if isinstance(error, str) else ""


def _aws_error(name: str, code: str) -> ExportError:
    return ExportError(
        f"`{name}` holds an error, not an export: `{shown(code)}`",
        hint=_NOT_GENERATED if "Report" in code else "mend what it says, then export again",
        file=name,
        code="aws_error",
    )


def _not_an_export(name: str, reason: str) -> ExportError:
    return ExportError(
        f"`{name}` is not an export of AWS that is known here: {reason}",
        hint="pass the output of the AWS CLI as it is, for example of "
        "`aws iam get-credential-report`",
        file=name,
        code=NOT_AN_EXPORT,
    )
