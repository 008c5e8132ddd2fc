"""The pages of the frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iam_report.frames import schemas
from iam_report.graph import relations
from iam_report.rules import builtin_rules
from tools.reference_docs.markdown import code, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.schema import Schema

_ABOUT: Final = """\
# Frames

A frame is a pandas DataFrame with a declared schema. Columns are Arrow-backed, so that a null keeps
its meaning: the export does not say. A word out of few is a categorical.

A column in which AWS writes `N/A`, `no_information` or `not_supported` is null there; its companion
column, named `..._state`, says which of them it was.
"""


def frame_pages() -> dict[str, str]:
    """Return the page of each frame, and their index, by path."""
    found = sorted(schemas().values(), key=lambda schema: schema.name)
    pages = {f"frames/{schema.name}.md": _page(schema) for schema in found}
    return {"frames/README.md": _index(found), **pages}


def _index(found: Iterable[Schema]) -> str:
    rows = [[_link(s.name), s.doc.partition(". ")[0].rstrip("."), _origin(s)] for s in found]
    return "\n".join([_ABOUT, *table(["frame", "holds", "made from"], rows)])


def _link(name: str) -> str:
    return f"[{name}]({name}.md)"


def _origin(schema: Schema) -> str:
    """Return what a frame is made from: an export, or other frames; else empty."""
    if schema.export:
        return code(schema.export)
    if schema.name in relations():
        return ", ".join(map(_link, relations()[schema.name].frames))
    return ""


def _page(schema: Schema) -> str:
    lines = [schema.to_markdown()]
    if schema.name in relations():
        lines += ["", f"Made from {_origin(schema)}."]
    readers = [r for r in builtin_rules() if schema.name in (*r.frames, *r.sharpening_frames)]
    if readers:
        lines += ["", "## Rules that read it", ""]
        lines += [
            f"- [{rule.name}](../rules/{rule.name}.md): {rule.info.title}" for rule in readers
        ]
    return "\n".join(lines)
