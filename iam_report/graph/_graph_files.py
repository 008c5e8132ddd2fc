"""The escalation graph in the formats of other programs: GraphML, DOT and networkx.

What stands in exports is escaped for the format, so that a name stays a name.

References:
    http://graphml.graphdrawing.org/specification.html
    https://graphviz.org/doc/info/lang.html
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import IamReportError, MissingExtraError
from iam_report.graph._drawing_text import clean, name_of
from iam_report.schema import BOOL, STRING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from iam_report.graph._graph_parts import Parts

#: Rows that are turned into text at a time.
_ROWS: Final = 65_536

#: Characters that no XML 1.0 document can hold, not even as a reference.
_ILLEGAL: Final = r"[^\t\n\r\x20-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]"
_ILLEGAL_HERE: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES: Final = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ('"', "&quot;"),
    ("\t", "&#9;"),
    ("\n", "&#10;"),
    ("\r", "&#13;"),
)
_GRAPHML_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)

_SHAPES: Final = {"user": "ellipse", "role": "hexagon", "group": "folder"}
_STYLES: Final = {"certain": "solid", "conditional": "dashed", "needs": "dotted"}


def networkx_graph(parts: Parts) -> Any:
    """Return the graph as a `networkx.MultiDiGraph`.

    Raises:
        MissingExtraError: networkx is not installed.
    """
    try:
        import networkx as nx  # noqa: PLC0415  (an extra)
    except ImportError as exc:
        raise MissingExtraError(
            "graphs as objects need networkx", hint="pip install 'iam_report[graph]'"
        ) from exc
    names = parts.names.to_pylist()
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(zip(names, _attributes(parts.nodes), strict=True))
    ends = zip(parts.source.tolist(), parts.target.tolist(), strict=True)
    graph.add_edges_from(
        (names[source], names[target], attributes)
        for (source, target), attributes in zip(ends, _attributes(parts.edges), strict=True)
    )
    return graph


def _attributes(columns: Any) -> Iterator[dict[str, Any]]:
    """Yield the attributes of each row, without those that are null."""
    names = list(columns)
    lists = [columns[name].to_pylist() for name in names]
    for values in zip(*lists, strict=True):
        pairs = zip(names, values, strict=True)
        yield {name: value for name, value in pairs if value is not None}


def graphml(parts: Parts) -> Iterator[str]:
    """Yield the graph as a GraphML document, many rows at a time.

    Nulls are left out. A character that XML cannot hold is spelt out as Python does.
    """
    ids = _ids(parts.names)
    yield _GRAPHML_HEAD
    for letter, element, columns in (("n", "node", parts.nodes), ("e", "edge", parts.edges)):
        for number, (name, values) in enumerate(columns.items()):
            yield (
                f'<key id="{letter}{number}" for="{element}" attr.name="{_escaped(name)}" '
                f'attr.type="{_type(values.type)}"/>\n'
            )
    yield '<graph edgedefault="directed">\n'
    for start in range(0, len(ids), _ROWS):
        part = ids[start : start + _ROWS]
        yield from _elements("n", "node", _around('<node id="', part, '">'), parts.nodes, start)
    for start in range(0, len(parts.source), _ROWS):
        source, target = (
            ids.take(pa.array(ends[start : start + _ROWS])) for ends in (parts.source, parts.target)
        )
        head = _around('<edge source="', source, '" target="', target, '">')
        yield from _elements("e", "edge", head, parts.edges, start)
    yield "</graph>\n</graphml>\n"


def _elements(
    letter: str, element: str, heads: pa.Array, columns: Any, start: int
) -> Iterator[str]:
    pieces = [heads]
    for number, values in enumerate(columns.values()):
        text = _xml(values[start : start + len(heads)])
        data = _around(f'<data key="{letter}{number}">', text, "</data>")
        pieces.append(pc.fill_null(data, ""))
    yield "".join(_around(*pieces, f"</{element}>\n").to_pylist())


def _around(*pieces: Any) -> pa.Array:
    """Return the pieces, texts and arrays, as one text per row; null where one is null."""
    return pc.binary_join_element_wise(*pieces, "")


def _ids(names: pa.Array) -> pa.Array:
    """Return an ID for each node: its ARN, escaped; two ARNs never get the same."""
    ids = _xml(names)
    if len(pc.unique(ids)) < len(ids):
        # One ARN holds a character that is spelt out, and another its spelling.
        ids = _xml(pc.replace_substring(names, "\\", "\\\\"))
    return ids


def _xml(values: pa.Array) -> pa.Array:
    """Return values as text that XML reads back as they are."""
    if values.type == BOOL or pa.types.is_integer(values.type):
        return values.cast(STRING)
    encoded = values.dictionary_encode()
    words = encoded.dictionary
    if pc.any(pc.match_substring_regex(words, _ILLEGAL)).as_py():
        words = pa.array([_ILLEGAL_HERE.sub(_spelt, word) for word in words.to_pylist()], STRING)
    for character, entity in _ENTITIES:
        words = pc.replace_substring(words, character, entity)
    return words.take(encoded.indices)


def _escaped(text: str) -> str:
    return str(_xml(pa.array([text], STRING))[0].as_py())


def _spelt(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")


def _type(kind: pa.DataType) -> str:
    if kind == BOOL:
        return "boolean"
    return "long" if pa.types.is_integer(kind) else "string"


def dot(parts: Parts) -> Iterator[str]:
    """Yield the graph in the language of Graphviz, many rows at a time.

    Nodes are numbered, and say their ARN when pointed at.
    """
    yield "digraph escalations {\n  rankdir=LR;\n  node [style=filled, fillcolor=white];\n"
    kinds = _mapped(parts.nodes["kind"], lambda kind: _SHAPES.get(str(kind), "box"))
    is_admin = parts.nodes.get("is_admin", pa.nulls(len(parts.names), BOOL))
    borders = pc.if_else(pc.fill_null(is_admin, False), "2", "1")  # noqa: FBT003  (a value)
    number = pa.array(range(len(parts.names))).cast(STRING)
    yield from _lines(
        _around("  n", number, " [label="),
        _around(_mapped(parts.names, lambda arn: _quoted(name_of(arn))), ", tooltip="),
        _around(_mapped(parts.names, _quoted), ", shape="),
        _around(kinds, ", peripheries=", borders, "];\n"),
    )
    edges = parts.edges
    yield from _lines(
        _around("  n", _number(parts.source), " -> n", _number(parts.target), " [label="),
        _around(_mapped(edges["path_id"], _quoted), ", tooltip="),
        _around(_mapped(edges["explanation"], _quoted), ", style="),
        _around(_mapped(edges["confidence"], lambda word: _STYLES.get(word, "solid")), "];\n"),
    )
    yield "}\n"


def _number(values: Any) -> pa.Array:
    return pa.array(values).cast(STRING)


def _lines(*pieces: pa.Array) -> Iterator[str]:
    for start in range(0, len(pieces[0]), _ROWS):
        yield "".join(_around(*(p[start : start + _ROWS] for p in pieces)).to_pylist())


def _mapped(values: pa.Array, function: Callable[[Any], str]) -> pa.Array:
    """Return `function` of each value; it is called once for each distinct one."""
    encoded = values.dictionary_encode("encode")
    return pa.array(map(function, encoded.dictionary.to_pylist()), STRING).take(encoded.indices)


def _quoted(text: str | None) -> str:
    """Return a quoted string of DOT that is shown as `text`: its escapes and entities are not."""
    safe = clean(text or "").replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{safe}"'


def save(chunks: Iterable[str], path: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Save text as UTF-8 in a file that only its owner may read.

    It is written beside its place under another name, and moved when it is complete.

    Raises:
        IamReportError: The file exists and `overwrite` is false, or it cannot be written.
    """
    target = Path(path)
    _check(target, overwrite=overwrite)
    draft = None
    try:
        handle, draft = tempfile.mkstemp(prefix=".iam_report-", dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(chunks)
        Path(draft).replace(target)
    except OSError as exc:
        missing = isinstance(exc, FileNotFoundError)
        raise IamReportError(
            f"`{target}` cannot be written: {(exc.strerror or str(exc)).lower()}",
            hint=f"make the folder `{target.parent}` first" if missing else None,
        ) from exc
    finally:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def _check(target: Path, *, overwrite: bool) -> None:
    if not os.path.lexists(target):
        return
    if not target.is_file() and not target.is_symlink():
        what = "a folder" if target.is_dir() else "no regular file"
        raise IamReportError(f"`{target}` cannot be written: it is {what}")
    if not overwrite:
        raise IamReportError(
            f"`{target}` exists",
            hint="give another name, or overwrite=True (on the command line --overwrite)",
        )
