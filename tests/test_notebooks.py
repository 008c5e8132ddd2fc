"""The notebooks: they run, and show what they are committed with."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import pytest

from tools.run_notebooks import NOTEBOOKS, main, run

FOUND: Final = sorted(NOTEBOOKS.glob("*.ipynb"))
#: Where files of people and systems are: no output may name a place below.
_FOLDERS: Final = re.compile(r"/(?:home|Users|root|tmp|usr|var|opt|mnt|private)/|\b[A-Z]:\\")
_LARGEST: Final = 200_000

every_notebook = pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)


@every_notebook
def test_shows_what_it_is_committed_with(path: Path) -> None:
    assert run(path) == path.read_text("utf-8"), "run `python tools/run_notebooks.py`"


@every_notebook
def test_every_cell_was_run_once_in_order(path: Path) -> None:
    counts = [cell["execution_count"] for cell in _code(path)]

    assert counts == list(range(1, len(counts) + 1))


@every_notebook
def test_no_cell_failed_or_warned(path: Path) -> None:
    bad = [
        output
        for cell in _code(path)
        for output in cell["outputs"]
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]

    assert not bad


@every_notebook
def test_no_output_names_a_place_on_the_machine(path: Path) -> None:
    text = json.dumps([cell["outputs"] for cell in _code(path)], ensure_ascii=False)
    here = [NOTEBOOKS.parent, Path.home(), Path(sys.prefix), Path(tempfile.gettempdir())]

    assert [str(folder) for folder in here if f"{folder}/" in text] == []
    assert _FOLDERS.findall(text) == []


@every_notebook
def test_is_small(path: Path) -> None:
    assert path.stat().st_size < _LARGEST


@every_notebook
def test_begins_with_a_heading(path: Path) -> None:
    first = json.loads(path.read_text("utf-8"))["cells"][0]

    assert first["cell_type"] == "markdown"
    assert "".join(first["source"]).startswith("# ")


def test_check_names_a_notebook_that_shows_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.ipynb"
    path.write_text(_notebook("print(1 + 1)"), "utf-8")
    monkeypatch.setattr("tools.run_notebooks.NOTEBOOKS", tmp_path)

    assert main(["--check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{path} shows something else when it is run",
        "help: run `python tools/run_notebooks.py`",
    ]
    assert main([]) == 0
    assert _code(path)[0]["outputs"] == [
        {"name": "stdout", "output_type": "stream", "text": ["2\n"]}
    ]
    assert main(["--check"]) == 0


def _code(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def _notebook(source: str) -> str:
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "first",
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
