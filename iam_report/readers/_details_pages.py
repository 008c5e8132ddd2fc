"""Account authorization details: a text or value -> pages of typed entries.

A text as AWS wrote it is decoded at once. Any other is put into AWS's shape first: key styles of
other programs, objects where lists are due, pages one after the other in a file.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Final, Union, get_args, get_origin

import msgspec

from iam_report.errors import ExportError, shown
from iam_report.frames.problems import Problem
from iam_report.policy.malformed import Twice, to_object
from iam_report.readers._details_structs import SECTIONS, Page
from iam_report.readers.json_text import parse_json
from iam_report.readers.traces import NOT_AN_EXPORT

#: Keys that hold what must not spread; none of them belongs into the export.
_SECRETS: Final = frozenset(
    {
        "base32stringseed",
        "qrcodepng",
        "secretaccesskey",
        "sessiontoken",
        "certificatebody",
        "privatekey",
        "servicepassword",
        "password",
    }
)

#: Objects around a page, such as the name of an operation, and lists of pages.
_MOST_WRAPPED: Final = 4
_MOST_LISTED: Final = 10

#: Bytes of a file up to which keys are looked at one by one; to look at more takes as long as to
#: read it.
_MOST_LOOKED_AT: Final = 131_072

#: Keys of documents, in which repeated keys are found when they are parsed.
_DOCUMENTS: Final = frozenset({"policydocument", "assumerolepolicydocument", "document"})

_POLICIES: Final = "Policies"
_VERSIONS: Final = "policyversionlist"

_decode: Final = msgspec.json.Decoder(Page).decode
_encode: Final = msgspec.json.Encoder(decimal_format="number").encode
_CANNOT: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass
class NamedPage:
    """A page, and where it was read.

    Attributes:
        file: Name of the file.
        page: The page.
        problems: What could not be read of it, or was read with a doubt.
        dropped: Entries that could not be read.
    """

    file: str
    page: Page
    problems: list[Problem] = field(default_factory=list)
    dropped: int = 0


def read_pages(text: bytes | None, value: Any, name: str) -> list[NamedPage]:
    """Return the pages that a text holds, or a value that was decoded elsewhere.

    Raises:
        ExportError: It is not valid JSON, or holds no page.
    """
    twice = "" if text is None or len(text) > _MOST_LOOKED_AT else _repeated_key(text)
    if text is not None:
        try:
            page = _checked(NamedPage(name, _decode(text)))
            return [page] if not twice else [_with_repeated(page, twice)]
        except _CANNOT:
            values = _values(text, name)
    else:
        values = [value]
    pages = [page for v in values for page in _unwrapped(v, _MOST_WRAPPED)]
    if not pages:
        raise ExportError(
            f"`{name}` holds no account authorization details",
            hint="run `aws iam get-account-authorization-details --output json`",
            file=name,
            code=NOT_AN_EXPORT,
        )
    found = [_checked(_normal(page, name)) for page in pages]
    if twice:
        _with_repeated(found[0], twice)
    return found


def _repeated_key(text: bytes) -> str:
    """Return a key that stands twice in an object outside of documents, or nothing.

    Decoders keep the last of them. No program of AWS writes such a text, but people edit files.
    """
    try:
        level = [json.loads(text, object_pairs_hook=to_object)]
    except (ValueError, RecursionError):
        return ""
    while level:
        for value in level:
            if isinstance(value, Twice):
                return value.key
        inner = (
            [v for k, v in value.items() if _plain(k) not in _DOCUMENTS]
            if isinstance(value, dict)
            else value
            for value in level
            if isinstance(value, dict | list)
        )
        level = [child for children in inner for child in children]
    return ""


def _with_repeated(page: NamedPage, key: str) -> NamedPage:
    """Note that something of a page is lost."""
    page.dropped += 1
    page.problems.append(
        Problem(
            "error",
            "repeated_key",
            page.file,
            f"key `{shown(key, 40)}` stands twice in one object; the last one is read",
            hint="use the output of the AWS CLI as it is; it may have been edited",
        )
    )
    return page


def has_sections(value: Any) -> bool:
    """Tell whether a decoded value is a page, or holds pages."""
    return bool(_unwrapped(value, _MOST_WRAPPED))


def _checked(named: NamedPage) -> NamedPage:
    sections = (getattr(named.page, name) for name in SECTIONS)
    if all(section is msgspec.UNSET for section in sections):
        raise ExportError(
            f"`{named.file}` holds none of the lists of account authorization details",
            hint="run `aws iam get-account-authorization-details --output json`",
            file=named.file,
            code=NOT_AN_EXPORT,
        )
    return named


def _values(text: bytes, name: str) -> list[Any]:
    """Return the JSON values that stand one after the other in a text."""
    decoder = json.JSONDecoder()
    whole, at = text.decode(errors="replace"), 0
    values: list[Any] = []
    while at < len(whole):
        try:
            _, end = decoder.raw_decode(whole, at)
        except (ValueError, RecursionError):
            return [parse_json(text, name)]  # an error that names the place in all of the text
        values.append(parse_json(whole[at:end].encode(), name))
        at = end + len(whole[end:]) - len(whole[end:].lstrip())
    return values


def _unwrapped(value: Any, depth: int) -> list[Mapping[Any, Any]]:
    """Return the pages in a value: itself, or those in its lists and objects."""
    inner: list[Any]
    if isinstance(value, Mapping):
        if _is_page(value):
            return [value]
        inner = list(value.values()) if len(value) <= depth else []
    else:
        inner = value if isinstance(value, list) else []
    if not depth:
        return []
    return [page for child in inner for page in _unwrapped(child, depth - 1)]


def _is_page(value: Mapping[Any, Any]) -> bool:
    """Tell whether an object is a page: other exports also hold `Policies`, without versions."""
    found = {_plain(key): content for key, content in value.items()}
    if any(_plain(name) in found for name in SECTIONS if name != _POLICIES):
        return True
    policies = _listed(found.get(_plain(_POLICIES)))
    return any(isinstance(entry, Mapping) and _VERSIONS in map(_plain, entry) for entry in policies)


@cache
def _fields(kind: type) -> dict[str, tuple[str, Any]]:
    """Return name and type of each field of a struct, by its name in lower case."""
    return {_plain(f.name): (f.name, f.type) for f in msgspec.structs.fields(kind)}


def _plain(key: Any) -> str:
    return str(key).replace("_", "").lower()


def _normal(value: Mapping[Any, Any], name: str) -> NamedPage:
    """Return a page whose keys or values are not written as AWS writes them."""
    unknown: dict[str, None] = {}
    named = NamedPage(name, Page())
    rest = {}
    for key, content in value.items():
        field_name = _fields(Page).get(_plain(key), ("", None))[0]
        if field_name in SECTIONS:
            entries = _listed(content)
            setattr(named.page, field_name, _entries(entries, field_name, named, unknown))
        elif field_name and field_name != "ResponseMetadata":
            rest[field_name] = content
        elif not field_name:
            unknown[str(key)] = None
    truncated = rest.get("IsTruncated")
    named.page.IsTruncated = truncated is True or str(truncated).lower() == "true"
    for mark in ("Marker", "NextToken"):
        setattr(named.page, mark, str(rest[mark]) if rest.get(mark) else None)
    named.problems += _about_unknown(unknown, name)
    return named


def _entries(
    values: list[Any], section: str, named: NamedPage, unknown: dict[str, None]
) -> list[Any]:
    """Return the entries of a section that can be read; note the others."""
    found = []
    for number, value in enumerate(values):
        try:
            found.append(_entry(_canonical(value, SECTIONS[section], unknown), SECTIONS[section]))
        except (msgspec.DecodeError, UnicodeError, RecursionError, TypeError, ValueError) as exc:
            named.dropped += 1
            named.problems.append(
                Problem(
                    "error",
                    "bad_entry",
                    named.file,
                    f"an entry cannot be read: {shown(_reason(exc), 200)}",
                    f"{section}[{number}]",
                    "use the output of the AWS CLI as it is; it may have been edited",
                )
            )
    return found


def _entry(value: Any, kind: type) -> Any:
    """Return an entry as a struct; lone surrogates in documents are replaced."""
    try:
        text = _encode(value)
    except UnicodeEncodeError:
        text = json.dumps(value).encode()
        cleaned = json.dumps(_clean(value), ensure_ascii=False).encode()
        if kind is not None and _has_odd_names(value):
            raise
        text = cleaned
    return msgspec.json.decode(text, type=kind)


def _has_odd_names(value: Any) -> bool:
    """Tell whether a text outside of documents holds a lone surrogate."""
    if not isinstance(value, dict):
        return False
    return any(isinstance(v, str) and _clean(v) != v for v in value.values())


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_clean(k): _clean(v) for k, v in value.items()}
    return [_clean(v) for v in value] if isinstance(value, list) else value


def _reason(exc: Exception) -> str:
    if isinstance(exc, UnicodeError):
        return "a name holds a lone surrogate"
    if isinstance(exc, RecursionError):
        return "it is nested too deeply"
    text = str(exc)
    return f"{text[:1].lower()}{text[1:]}"


def _canonical(value: Any, kind: Any, unknown: dict[str, None]) -> Any:
    """Return a value with the keys of AWS, lists where they are due, and dates as text."""
    kind = _without_none(kind)
    if get_origin(kind) is list:
        inner = get_args(kind)[0]
        return [_canonical(v, inner, unknown) for v in _listed(value)]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, Mapping):
        return _canonical_object(value, kind, unknown)
    if kind is str:
        if isinstance(value, Mapping) and [*value] == ["Value"]:  # an enumeration of .NET
            return value["Value"]
        return _as_text(value)
    return value


def _canonical_object(
    value: Mapping[Any, Any], kind: type, unknown: dict[str, None]
) -> dict[str, Any]:
    known, found = _fields(kind), {}
    for key, content in value.items():
        name, inner = known.get(_plain(key), ("", None))
        if not name:
            unknown[str(key)] = None
        elif content is not None or inner is msgspec.Raw or get_origin(inner) is list:
            found[name] = _canonical(content, inner, unknown)
    return found


def _without_none(kind: Any) -> Any:
    """Return a type without the alternatives None and unset."""
    if get_origin(kind) in (Union, types.UnionType):
        kinds = [k for k in get_args(kind) if k not in (type(None), msgspec.UnsetType)]
        return kinds[0] if len(kinds) == 1 else kind
    return kind


def _listed(value: Any) -> list[Any]:
    """Return a list of what stands where a list is due: an object, nothing, or several."""
    if value is None or value == {}:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _about_unknown(unknown: dict[str, None], name: str) -> list[Problem]:
    found = []
    if secret := [k for k in unknown if _plain(k) in _SECRETS]:
        found.append(
            Problem(
                "warning",
                "secrets_in_export",
                name,
                f"the export contains secrets, which are not read: {_some(secret)}",
                hint="delete them from the file, and replace the credentials",
            )
        )
    if others := [k for k in unknown if _plain(k) not in _SECRETS]:
        found.append(
            Problem(
                "info",
                "unexpected_key",
                name,
                f"keys that AWS is not known to write are passed over: {_some(others)}",
            )
        )
    return found


def _some(keys: list[str]) -> str:
    more = len(keys) - _MOST_LISTED
    listed = ", ".join(f"`{shown(key, 40)}`" for key in keys[:_MOST_LISTED])
    return listed + f" and {more} more" * (more > 0)
