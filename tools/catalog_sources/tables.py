"""The tables of the action catalogue: how they are put together and written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STRINGS: Final = pa.list_(pa.string())
SCHEMAS: Final = {
    "actions": pa.schema(
        [
            pa.field("action", pa.string(), nullable=False),
            pa.field("access_level", pa.string(), nullable=False),
            pa.field("resource_types", STRINGS, nullable=False),
            pa.field("condition_keys", STRINGS, nullable=False),
        ]
    ),
    "resource_types": pa.schema(
        [
            pa.field("service", pa.string(), nullable=False),
            pa.field("resource_type", pa.string(), nullable=False),
            pa.field("arn", pa.string(), nullable=False),
            pa.field("condition_keys", STRINGS, nullable=False),
        ]
    ),
    "condition_keys": pa.schema(
        [
            pa.field("service", pa.string(), nullable=False),
            pa.field("condition_key", pa.string(), nullable=False),
            pa.field("type", pa.string(), nullable=False),
        ]
    ),
}

#: AWS's access levels from the one that says most to the one that says least: an action that AWS
#: gives two of counts as the first.
LEVELS: Final = ("Permissions management", "Tagging", "Write", "Read", "List")

_PREFIX: Final = "iam_report."


class Source(NamedTuple):
    """A package that the tables are made from."""

    name: str
    version: str
    licence: str
    date: str
    """Day of its data, as YYYY-MM-DD; empty where the package does not say."""


class Action(NamedTuple):
    """An action, without its service."""

    name: str
    level: str
    resource_types: tuple[str, ...]
    condition_keys: tuple[str, ...]


class ResourceType(NamedTuple):
    """A resource type of a service."""

    name: str
    arn: str
    condition_keys: tuple[str, ...]


class Service(NamedTuple):
    """A service: what it has, by name in lower case."""

    actions: dict[str, Action]
    resource_types: dict[str, ResourceType]
    condition_keys: dict[str, tuple[str, str]]
    """Name as AWS writes it, and type."""


class Definitions(NamedTuple):
    """All that a source says, by the prefix of the service in lower case."""

    source: Source
    services: dict[str, Service]


def strongest_level(text: str) -> str:
    """Return the first of LEVELS in a list such as `Permissions management, Write`."""
    given = {part.strip() for part in text.split(",")}
    found = [level for level in LEVELS if level in given]
    if not found or given - set(LEVELS):
        raise ValueError(f"unknown access level `{text}`")
    return found[0]


def merge(first: Definitions, *others: Definitions) -> dict[str, Service]:
    """Return what the sources say together; for a name that two know, the earlier one decides."""
    merged: dict[str, Service] = {}
    for definitions in (first, *others):
        for prefix, service in definitions.services.items():
            known = merged.setdefault(prefix, Service({}, {}, {}))
            pairs: list[tuple[Any, Any]] = list(zip(known, service, strict=True))
            for mine, theirs in pairs:
                for name, value in theirs.items():
                    mine.setdefault(name, value)
    return merged


def tables(services: dict[str, Service]) -> dict[str, pa.Table]:
    """Return the tables, their rows in the order of their names in lower case."""
    prefixes = sorted(services)
    actions = sorted(
        (f"{prefix}:{name}", prefix, action)
        for prefix in prefixes
        for name, action in services[prefix].actions.items()
    )
    types = [(p, t) for p in prefixes for _, t in sorted(services[p].resource_types.items())]
    keys = [(p, k) for p in prefixes for _, k in sorted(services[p].condition_keys.items())]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "actions": [(f"{p}:{a.name}", *a[1:]) for _, p, a in actions],
        "resource_types": [(p, *t) for p, t in types],
        "condition_keys": [(p, *k) for p, k in keys],
    }
    return {
        name: pa.table([list(c) for c in zip(*rows[name], strict=True)], schema=schema)
        for name, schema in SCHEMAS.items()
    }


def write(folder: Path, found: dict[str, pa.Table], sources: Sequence[Source]) -> list[Path]:
    """Write each table to a file; the same tables give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    metadata = {
        f"{_PREFIX}sources": json.dumps([s._asdict() for s in sources]),
        f"{_PREFIX}date": max(s.date for s in sources),
        f"{_PREFIX}licence": ", ".join(sorted({s.licence for s in sources})),
    }
    paths = []
    for name, table in found.items():
        path = folder / f"{name}.parquet"
        plain = {c: "DELTA_BYTE_ARRAY" for c in ("action", "arn") if c in table.column_names}
        pq.write_table(
            table.replace_schema_metadata(metadata),
            path,
            compression="zstd",
            compression_level=19,
            use_dictionary=[p for p in _leaves(table.schema) if p.split(".")[0] not in plain],
            column_encoding=plain,
            write_statistics=False,
        )
        paths.append(path)
    return paths


def _leaves(schema: pa.Schema) -> list[str]:
    return [f"{f.name}.list.element" if pa.types.is_list(f.type) else f.name for f in schema]
