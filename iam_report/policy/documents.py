"""Policy documents: JSON texts -> distinct documents and their statements, as Arrow columns.

The grammar is that of
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. What AWS would
refuse is kept as data, with what is wrong: its statements are there as far as they can be read.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from urllib.parse import unquote_to_bytes

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import UNSET, UnsetType

from iam_report.policy.malformed import Repaired, repair
from iam_report.policy.operators import plain_number
from iam_report.policy.patterns import MAX_STARS
from iam_report.schema import CONDITIONS, INT, PRINCIPALS, STRINGS, stacked

if TYPE_CHECKING:
    from collections.abc import Sequence

Texts: TypeAlias = str | list[str]
Scalar: TypeAlias = str | bool | int | float

VERSIONS: Final = ("2012-10-17", "2008-10-17")


_ESCAPE: Final = b"\\"
_ESCAPES: Final = re.compile(r"\\(.)")
_BLANKS: Final = "nrtf"

#: Documents that are decoded at a time: as objects of Python they take ten times their text.
_AT_ONCE: Final = 1024

_SEP: Final = b'":'
_QUOTE: Final = b"\\u0022"


class Statement(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A statement as its JSON has it."""

    Sid: str | UnsetType = UNSET
    Effect: Literal["Allow", "Deny"] | UnsetType = UNSET
    Principal: str | dict[str, Texts] | UnsetType = UNSET
    NotPrincipal: str | dict[str, Texts] | UnsetType = UNSET
    Action: Texts | UnsetType = UNSET
    NotAction: Texts | UnsetType = UNSET
    Resource: Texts | UnsetType = UNSET
    NotResource: Texts | UnsetType = UNSET
    Condition: dict[str, dict[str, Scalar | list[Scalar]]] | UnsetType = UNSET


class Document(msgspec.Struct, gc=False, forbid_unknown_fields=True, kw_only=True):
    """A policy document as its JSON has it."""

    Version: str | UnsetType = UNSET
    Id: str | UnsetType = UNSET
    Statement: Statement | list[Statement]


#: How a document begins that was written as a JSON text, and one that was URL-encoded.
_TEXT: Final = b'"'
_ENCODED: Final = b"%7"

_decode: Final = msgspec.json.Decoder(Document).decode
_encode: Final = msgspec.json.Encoder().encode
_CANNOT: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True)
class Documents:
    """Distinct documents and their statements.

    Attributes:
        of_texts: For each text the position of its document.
        hashes: Hash of the content of each document.
        documents: Columns of the documents, as in the frame `documents`.
        statements: Columns of the statements, as in the frame `statements`; the document as
            position under `at`.
    """

    of_texts: np.ndarray
    hashes: pa.Array
    documents: dict[str, Any]
    statements: dict[str, Any]


def plain_document(text: bytes) -> bytes:
    """Return the JSON of a document, which may itself be the text of a JSON string.

    The wire holds documents percent-encoded (RFC 3986: a plus sign is a plus sign); they are
    decoded once, so that what is encoded in them stays.
    """
    inner = text
    if text.startswith(_TEXT):
        try:
            inner = msgspec.json.decode(text, type=str).strip().encode(errors="replace")
        except (msgspec.DecodeError, UnicodeDecodeError):
            return text
    return unquote_to_bytes(inner) if inner.startswith(_ENCODED) else inner


def parse_documents(texts: Sequence[bytes], *, trust: np.ndarray | None = None) -> Documents:
    """Parse policy documents.

    Args:
        texts: JSON texts, distinct as bytes.
        trust: Which of them are trust policies; None if that does not matter, so that any kind of
            policy is well formed.

    Returns:
        The distinct documents: texts that say the same with other whitespace are one.
    """
    known: dict[bytes, int] = {}
    of_texts: list[int] = []
    for_each: dict[str, list[Any]] = {"problem": [], "language_version": []}
    counts: list[int] = []
    parts: list[dict[str, Any]] = []
    is_trust = None if trust is None else trust.tolist()
    for start in range(0, max(len(texts), 1), _AT_ONCE):
        part = [_parse(text) for text in texts[start : start + _AT_ONCE]]
        first = len(known)
        new: list[tuple[Document, str | None]] = []
        for document, canonical, problem in part:
            at = known.setdefault(canonical, len(known))
            of_texts.append(at)
            if at - first == len(new):
                new.append((document, problem))
        lists = [_listed(document.Statement) for document, _ in new]
        sizes = [len(statements) for statements in lists]
        columns = _columns(list(chain.from_iterable(lists)))
        problems = [problem for _, problem in new]
        places = np.array(of_texts[start:], dtype=np.int64) - first
        kinds = (
            None
            if is_trust is None
            else _used_as(places, is_trust[start : start + _AT_ONCE], len(new))
        )
        _add_problems(problems, np.repeat(np.arange(len(new)), sizes), columns, kinds)
        for_each["problem"] += problems
        for_each["language_version"] += [_or_none(document.Version) for document, _ in new]
        counts += sizes
        parts.append(columns)
    return _joined(known, of_texts, counts, parts, for_each)


def _joined(
    known: dict[bytes, int],
    of_texts: list[int],
    sizes: list[int],
    parts: list[dict[str, Any]],
    for_each: dict[str, list[Any]],
) -> Documents:
    """Put the columns of all parts together."""
    counts = np.array(sizes, dtype=np.int64)
    documents = {
        "language_version": pa.array(for_each["language_version"], pa.string()),
        "statements": pa.array(counts, INT),
        "size": pa.array([_size(c) for c in known], INT),
        "is_malformed": pa.array([p is not None for p in for_each["problem"]], pa.bool_()),
        "problem": pa.array(for_each["problem"], pa.string()),
        "text": _as_text(list(known)),
    }
    of_statements = np.repeat(np.arange(len(counts)), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    statements = {
        "at": of_statements,
        "statement": pa.array(np.arange(len(of_statements)) - starts, INT),
        "language_version": documents["language_version"].take(pa.array(of_statements)),
        **{name: stacked(part[name] for part in parts) for name in parts[0]},
    }
    hashes = pa.array([hashlib.blake2b(c, digest_size=16).hexdigest() for c in known], pa.string())
    return Documents(np.array(of_texts, dtype=np.int64), hashes, documents, statements)


def _as_text(texts: list[bytes]) -> pa.Array:
    try:
        return pa.array(texts, pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:  # bytes that are no JSON, and no UTF-8
        return pa.array([text.decode(errors="replace") for text in texts], pa.string())


def _parse(text: bytes) -> tuple[Document, bytes, str | None]:
    """Return a document, its text without whitespace, and what is wrong with it.

    A key that stands twice in an object is lost when the text is decoded: the text then has more
    keys than what was decoded.
    """
    try:
        document = _decode(text)
    except _CANNOT:
        return _repaired(repair(text))
    canonical = _encode(document)
    if text.count(_SEP) != canonical.count(_SEP) or _QUOTE in text:
        found = repair(text)
        if found.problem is not None:
            return _repaired(found)
    version = document.Version
    if version is not UNSET and version not in VERSIONS:
        return document, canonical, f"`Version` is `{version[:40]}`, expected `{VERSIONS[0]}`"
    return document, canonical, None


def _repaired(found: Repaired) -> tuple[Document, bytes, str | None]:
    statements = [msgspec.convert(s, Statement) for s in found.statements]
    version = UNSET if found.version is None else found.version
    document = Document(Statement=statements, Version=version)
    if found.problem is None:
        return document, _encode(document), None
    return document, found.text, found.problem


def _listed(value: Any) -> list[Any]:
    return value if type(value) is list else [value]


def _or_none(value: Any) -> Any:
    return None if value is UNSET else value


def _used_as(places: np.ndarray, trust: list[bool], count: int) -> np.ndarray:
    """Return for each document whether it is a trust policy (1), another policy (2) or both (3).

    A document of an earlier part has a place below 0: it was looked at there.
    """
    kinds = np.zeros(count, dtype=np.int8)
    is_trust = np.array(trust, dtype=bool)
    kinds[places[is_trust & (places >= 0)]] |= 1
    kinds[places[~is_trust & (places >= 0)]] |= 2
    return kinds


def _columns(statements: list[Statement]) -> dict[str, Any]:
    """Return the columns of the statements."""
    return {
        "sid": pa.array([_or_none(s.Sid) for s in statements], pa.string()),
        "effect": pa.array([_or_none(s.Effect) for s in statements], pa.string()),
        "actions": _texts([s.Action for s in statements]),
        "not_actions": _texts([s.NotAction for s in statements]),
        "resources": _texts([s.Resource for s in statements]),
        "not_resources": _texts([s.NotResource for s in statements]),
        "principals": _principals([s.Principal for s in statements]),
        "not_principals": _principals([s.NotPrincipal for s in statements]),
        "conditions": _conditions([s.Condition for s in statements]),
    }


def _texts(values: list[Any]) -> pa.ListArray:
    """Return a list of texts for each value that is one text or several; null if it is unset."""
    lists = [v if type(v) is list else (v,) for v in values if v is not UNSET]
    flat = pa.array(list(chain.from_iterable(lists)), pa.string())
    return _list_array(values, lists, flat, STRINGS)


def _list_array(
    values: list[Any], lists: list[Any], flat: pa.Array, kind: pa.DataType
) -> pa.ListArray:
    """Return a list for each value that is set, from the lists of these; null for the others."""
    counts = np.fromiter(map(len, lists), np.int32, len(lists))
    offsets = np.zeros(len(values) + 1, dtype=np.int32)
    if len(lists) == len(values):
        np.cumsum(counts, out=offsets[1:])
        return pa.ListArray.from_arrays(pa.array(offsets), flat, type=kind)
    unset = np.fromiter((v is UNSET for v in values), bool, len(values))
    spread = np.zeros(len(values), dtype=np.int32)
    spread[~unset] = counts
    np.cumsum(spread, out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), flat, type=kind, mask=pa.array(unset))


def _principals(values: list[Any]) -> pa.ListArray:
    lists = [_principals_of(v) for v in values if v is not UNSET]
    pairs = list(chain.from_iterable(lists))
    flat = pa.StructArray.from_arrays(
        [pa.array([p[i] for p in pairs], pa.string()) for i in range(2)],
        fields=list(PRINCIPALS.value_type),
    )
    return _list_array(values, lists, flat, PRINCIPALS)


def _principals_of(value: str | dict[str, Texts]) -> Sequence[tuple[str, str]]:
    if type(value) is str:
        return ((value if value == "*" else "AWS", value),)
    return [(kind, text) for kind, texts in value.items() for text in _listed(texts)]  # type: ignore[union-attr]


def _conditions(values: list[Any]) -> pa.ListArray:
    lists = [_conditions_of(v) for v in values if v is not UNSET]
    flat = list(chain.from_iterable(lists))
    texts = [c[2] for c in flat]
    words = pa.array(list(chain.from_iterable(texts)), pa.string())
    structs = pa.StructArray.from_arrays(
        [
            *(pa.array([c[i] for c in flat], pa.string()) for i in range(2)),
            _list_array(texts, texts, words, STRINGS),
        ],
        fields=list(CONDITIONS.value_type),
    )
    return _list_array(values, lists, structs, CONDITIONS)


def _conditions_of(value: dict[str, dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    return [
        (operator, key, [_condition_text(v) for v in _listed(values)])
        for operator, keys in value.items()
        for key, values in keys.items()
    ]


def _condition_text(value: Scalar) -> str:
    """Return a value as AWS compares it: as text."""
    if type(value) is str:
        return value
    if type(value) is float:
        return plain_number(value)
    return str(value).lower() if type(value) is bool else str(value)


def _size(text: bytes) -> int:
    """Return how many characters of a compact document are no whitespace.

    AWS does not count whitespace, that in texts included.
    """
    if text.isascii() and _ESCAPE not in text:
        return len(text) - text.count(b" ")
    try:
        strings = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        strings = text.decode(errors="replace")
    return len("".join(_ESCAPES.sub(_without_blank, strings).split()))


def _without_blank(escape: re.Match[str]) -> str:
    return "" if escape[1] in _BLANKS else escape[0]


def _add_problems(
    problems: list[str | None], places: np.ndarray, columns: dict[str, Any], kinds: Any
) -> None:
    """Add what is wrong with statements to the documents that have nothing else wrong."""
    has = {name: columns[name].is_valid().to_numpy(False) for name in columns}  # noqa: FBT003
    checks = [
        (~has["effect"], "a statement has no `Effect`"),
        (has["actions"] & has["not_actions"], "a statement has both `Action` and `NotAction`"),
        (~has["actions"] & ~has["not_actions"], "a statement has no `Action`"),
        (
            has["resources"] & has["not_resources"],
            "a statement has both `Resource` and `NotResource`",
        ),
        (
            has["principals"] & has["not_principals"],
            "a statement has both `Principal` and `NotPrincipal`",
        ),
        *(
            (_too_many_stars(columns[n]), f"a pattern has more than {MAX_STARS} wildcards")
            for n in ("actions", "not_actions", "resources", "not_resources")
        ),
    ]
    if kinds is not None:
        resource, principal = (has[f"{n}s"] | has[f"not_{n}s"] for n in ("resource", "principal"))
        trust, other = (kinds[places] & 1) > 0, (kinds[places] & 2) > 0
        checks += [
            (trust & resource, "a trust policy has no `Resource`, but a statement names one"),
            (trust & ~principal, "a statement of a trust policy has no `Principal`"),
            (
                other & principal,
                "a policy of a user, group or role has no `Principal`, but a statement names one",
            ),
            (other & ~resource, "a statement has no `Resource`"),
        ]
    for wrong, problem in checks:
        for at in np.unique(places[wrong]):
            if problems[at] is None:
                problems[at] = problem


def _too_many_stars(lists: pa.ListArray) -> np.ndarray:
    """Tell which lists hold a pattern with more wildcards than can be meant."""
    found = np.zeros(len(lists), dtype=bool)
    flat = lists.flatten()
    if (pc.max(pc.binary_length(flat)).as_py() or 0) <= MAX_STARS:
        return found
    many = pc.greater(pc.count_substring(flat, "*"), MAX_STARS)
    if pc.any(many).as_py():
        parents = pc.list_parent_indices(lists).to_numpy()
        found[parents[many.to_numpy(zero_copy_only=False)]] = True
    return found
