"""Where facts come from."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

import iam_report as ir
from iam_report.catalog.escalation_paths import escalation_paths


def test_files() -> None:
    found = ir.catalog_info()

    assert found.index.tolist() == [
        "action_classes",
        "actions",
        "condition_keys",
        "controls",
        "escalation_paths",
        "facts",
        "resource_types",
    ]
    assert found.index.name == "file"
    assert [*found.columns] == ["source", "version", "date", "licence", "entries"]
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in found.dtypes)
    assert found["entries"].dtype == pd.ArrowDtype(pa.int64())


def test_every_file_says_where_it_is_from() -> None:
    found = ir.catalog_info()

    assert found[["source", "date", "licence"]].notna().all(axis=None)
    assert found["date"].str.match(r"^20\d\d-\d\d(-\d\d)?$").all()
    assert (found["entries"] > 0).all()
    assert found["version"].notna().tolist() == [False, True, True, False, False, False, True]


def test_entries() -> None:
    entries = ir.catalog_info()["entries"]

    assert entries["actions"] == len(ir.expand_actions("*"))
    assert entries["escalation_paths"] == len(escalation_paths())
