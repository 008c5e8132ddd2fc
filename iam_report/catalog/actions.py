"""The action catalogue: which actions AWS has, their access levels, resources and condition keys.

The tables beside this module are written by tools/refresh_catalog.py. AWS adds actions every day:
an action that the catalogue does not know is unknown, not harmless. A newer catalogue is a folder
that the same tool wrote; it is chosen with `use_catalog`, or with the environment variable
IAM_REPORT_CATALOG where the first question about an action has not been asked yet.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from operator import ge
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import IamReportError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The environment variable that names the folder of another catalogue.
VARIABLE: Final = "IAM_REPORT_CATALOG"

#: AWS's access levels.
LEVELS: Final = ("List", "Read", "Write", "Tagging", "Permissions management")

#: The tables of a catalogue, and the columns that are read.
TABLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "actions": ("action", "access_level", "resource_types", "condition_keys"),
        "resource_types": ("service", "resource_type", "arn", "condition_keys"),
        "condition_keys": ("service", "condition_key", "type"),
    }
)

_BUILT_IN: Final = str(Path(__file__).parent)

#: Sorts behind every name that begins with the same prefix and a colon.
_AFTER_COLON: Final = ";"

_METADATA: Final = "iam_report."


class Origin(NamedTuple):
    """Where the facts of a catalogue come from."""

    source: str
    version: str
    date: str
    licence: str


class ResourceType(NamedTuple):
    """A resource type of a service."""

    name: str
    arn: str
    """Format of its ARN, such as `arn:${Partition}:s3:::${BucketName}`."""
    condition_keys: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ActionCatalogue:
    """The actions of AWS, in the order of their names in lower case.

    Args:
        folder: Where the tables are.
        names: `service:action` in lower case.
        services: The prefix of each service, and where in `names` its actions begin and end.
    """

    folder: Path
    names: tuple[str, ...]
    services: Mapping[str, tuple[int, int]]
    _shown: pa.ChunkedArray
    _levels: pa.ChunkedArray

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Where in `names` an action is."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def display(self) -> tuple[str, ...]:
        """The names as AWS writes them: the service in lower case, the action in capitals."""
        return tuple(self._shown.to_pylist())

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The access level of each action, one of LEVELS."""
        return tuple(self._levels.to_pylist())

    @cached_property
    def resource_types(self) -> tuple[tuple[str, ...], ...]:
        """The resource types of each action; none where it takes only the resource `*`."""
        return self._lists("resource_types")

    @cached_property
    def condition_keys(self) -> tuple[tuple[str, ...], ...]:
        """The condition keys of each action, without the global ones that every action has."""
        return self._lists("condition_keys")

    @cached_property
    def resources(self) -> Mapping[str, Mapping[str, ResourceType]]:
        """The resource types of each service, by name."""
        found: dict[str, dict[str, ResourceType]] = {name: {} for name in self.services}
        for service, name, arn, keys in _rows(self.folder, "resource_types"):
            found.setdefault(service, {})[name] = ResourceType(name, arn, tuple(keys))
        return found

    @cached_property
    def key_types(self) -> Mapping[str, Mapping[str, str]]:
        """The condition keys of each service as AWS writes them, and their types.

        A type is `String`, `ARN`, `Bool`, `Numeric`, `Date` or `IPAddress`, with `ArrayOf` before
        it where a request may hold several values. A name may have a part for the name of a tag,
        such as `${TagKey}`.
        """
        found: dict[str, dict[str, str]] = {name: {} for name in self.services}
        for service, key, kind in _rows(self.folder, "condition_keys"):
            found.setdefault(service, {})[key] = kind
        return found

    @cached_property
    def origin(self) -> Origin:
        """Where the facts come from."""
        return origin_of(read_table(self.folder, "actions", ()))

    def rows(self, places: list[int]) -> pa.Table:
        """Return the columns of TABLES for the actions at some places of `names`."""
        table = read_table(self.folder, "actions", TABLES["actions"])
        return table.take(pa.array(places, pa.int64()))

    def _lists(self, column: str) -> tuple[tuple[str, ...], ...]:
        values = read_table(self.folder, "actions", (column,))[column].combine_chunks()
        items, ends = values.values.to_pylist(), values.offsets.to_pylist()
        return tuple(tuple(items[a:b]) for a, b in pairwise(ends))


def use_catalog(folder: str | os.PathLike[str] | None = None) -> None:
    """Choose the action catalogue that is used from now on in this process.

    Sets of actions made before are those of the catalogue before: choose it first.

    Args:
        folder: A folder that tools/refresh_catalog.py wrote; None for the one of the package.

    Raises:
        IamReportError: The folder holds no such catalogue.
    """
    global _chosen  # noqa: PLW0603  (the choice of the process)
    _chosen = str(catalogue(_BUILT_IN if folder is None else folder).folder)


def catalogue(folder: str | os.PathLike[str] | None = None) -> ActionCatalogue:
    """Return the action catalogue; it is read once.

    Args:
        folder: Where its tables are; None for the one that was chosen, or that of the package.

    Raises:
        IamReportError: The folder holds no such catalogue.
    """
    if folder is None:
        return _load(_chosen or _default())
    return _load(os.fspath(folder))


@cache
def _default() -> str:
    """Return the folder that the environment names; it is asked once, as sets depend on it."""
    return os.environ.get(VARIABLE) or str(_BUILT_IN)


#: The folder that `use_catalog` chose; empty for none.
_chosen = ""


def origin_of(table: pa.Table) -> Origin:
    """Return what the metadata of a table says about its sources."""
    metadata = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}
    sources = json.loads(metadata.get(f"{_METADATA}sources", "[]"))
    return Origin(
        source=", ".join(source["name"] for source in sources),
        version=", ".join(source["version"] for source in sources),
        date=metadata.get(f"{_METADATA}date", ""),
        licence=metadata.get(f"{_METADATA}licence", ""),
    )


@lru_cache(maxsize=4)
def _load(path: str) -> ActionCatalogue:
    folder = Path(path).absolute()
    table = read_table(folder, "actions", ("action", "access_level"))
    names = tuple(pc.ascii_lower(table["action"]).to_pylist())
    shown, levels = table["action"], table["access_level"]
    return ActionCatalogue(folder, names, MappingProxyType(_spans(names, folder)), shown, levels)


def _spans(names: tuple[str, ...], folder: Path) -> dict[str, tuple[int, int]]:
    """Return where the actions of each service begin and end."""
    if any(map(ge, names, names[1:])) or not all(":" in name for name in names):
        raise IamReportError(f"the actions in `{folder}` are not in order")
    spans = {}
    start = 0
    while start < len(names):
        service = names[start].partition(":")[0]
        end = bisect_left(names, service + _AFTER_COLON, start)
        spans[service] = start, end
        start = end
    return spans


def _rows(folder: Path, name: str) -> Any:
    table = read_table(folder, name, TABLES[name])
    return zip(*(table[column].to_pylist() for column in TABLES[name]), strict=True)


def read_table(folder: Path, name: str, columns: tuple[str, ...]) -> pa.Table:
    """Return columns of one of TABLES.

    Raises:
        IamReportError: The folder holds no such table.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415  (for those who ask about actions)

    path = folder / f"{name}.parquet"
    try:
        with pq.ParquetFile(path) as file:
            missing = sorted({*columns} - {*file.schema_arrow.names})
            if not missing:
                return file.read(list(columns), use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise IamReportError(
            f"`{path}` is no table of an action catalogue",
            hint="name a folder that tools/refresh_catalog.py wrote",
        ) from error
    raise IamReportError(f"`{path}` is no table of an action catalogue: no column `{missing[0]}`")
