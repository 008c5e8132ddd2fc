"""What README.md shows works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import iam_report as ir
from iam_report.cli import main

README = Path("README.md").read_text("utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
CONSOLE = re.findall(r"```console\n\$ iam-report ([^\n]*)\n(.*?)```", README, re.DOTALL)


def test_the_python_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "exports").symlink_to(Path("sample_data").resolve())
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}

    for code in PYTHON:
        exec(code, names)  # noqa: S102  (our own text)

    assert (tmp_path / "findings.csv").exists()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("command", "shown"), CONSOLE)
def test_commands_print_what_the_readme_shows(
    command: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")

    main(command.split())

    assert capsys.readouterr().out == shown


def test_the_rule_of_the_readme_finds_something() -> None:
    names: dict[str, object] = {"ir": ir}
    exec(PYTHON[-1].rpartition("\n\n")[0], names)  # noqa: S102  (our own text)
    rule = names["user_without_path"]
    assert isinstance(rule, ir.Rule)

    report = ir.evaluate(ir.load("sample_data"), [rule])

    assert "stands at the top of the account" in report.findings["message"].iloc[0]
    assert 0 < len(report.findings) < len(report.snapshot.credential_report)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    assert Path(link).exists()
