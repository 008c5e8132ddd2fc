"""The reference pages: they are what the code says, and leave nothing out."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Final

import pytest

import iam_report
from iam_report.catalog.escalation_paths import FACTS, escalation_paths
from iam_report.cli.arguments import build_parser
from iam_report.frames import schemas
from iam_report.rule import Severity
from iam_report.rules import builtin_rules
from tools.build_docs import DOCS, main, pages
from tools.reference_docs.api import signature
from tools.reference_docs.cli import cli_page, commands
from tools.reference_docs.escalation_paths import _FACTS
from tools.reference_docs.markdown import cell, code, docstring, plain

if TYPE_CHECKING:
    from pathlib import Path

    from iam_report.catalog.escalation_paths import EscalationPath
    from iam_report.rule import Rule

_LINK: Final = re.compile(r"\]\((?!https?://)([^)#]*)(?:#([^)]+))?\)")
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)

every_rule = pytest.mark.parametrize("rule", builtin_rules(), ids=lambda rule: rule.name)


def test_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--check"])

    assert capsys.readouterr().err == ""
    assert status == 0


@pytest.mark.parametrize("name", sorted(iam_report.__all__))
def test_every_public_name_is_described(name: str) -> None:
    text = _page("api.md")

    assert f"`ir.{name}`" in text if name.startswith("__") else f"\n## {name}\n" in text


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_frame_has_a_page(name: str) -> None:
    text = _page(f"frames/{name}.md")

    assert f"[{name}]({name}.md)" in _page("frames/README.md")
    assert [c for c in schemas()[name].by_name if f"| `{c}` |" not in text] == []


@every_rule
def test_every_rule_has_a_page(rule: Rule) -> None:
    text = _page(f"rules/{rule.name}.md")

    assert f"| `{rule.info.code}` | [{rule.name}]({rule.name}.md) |" in _page("rules/README.md")
    assert rule.summary in text.replace("\n", " ")
    assert [o for o in rule.options if f"| `{o}` |" not in text] == []
    assert [c for c in rule.info.controls if f"| `{c.control}` |" not in text] == []
    assert [url for url in rule.info.references if f"<{url}>" not in text] == []
    assert rule.info.off in text


@pytest.mark.parametrize("path", escalation_paths().values(), ids=lambda path: path.id)
def test_every_escalation_path_is_listed(path: EscalationPath) -> None:
    (row,) = (
        r for r in _page("escalation_paths.md").splitlines() if r.startswith(f"| [{path.id}]")
    )

    assert [s.action for s in path.steps if f"`{s.action}`" not in row] == []
    assert [s for s in path.trusts if f"`{s}`" not in row] == []
    assert path.needs in row
    assert "{" not in row


def test_every_fact_about_targets_has_words() -> None:
    assert sorted(_FACTS) == sorted(FACTS)


@pytest.mark.parametrize("name", commands(build_parser()))
def test_every_command_is_described(name: str) -> None:
    parser = commands(build_parser())[name]
    text = _page("cli.md")
    section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    options = re.findall(r"^ +(?:-\w, )?(--[\w-]+)", parser.format_help(), re.MULTILINE)

    assert f"[{name}](#{name})" in text
    assert options
    assert [o for o in options if f"`{o}" not in section] == []


@pytest.mark.parametrize("name", sorted(pages()))
def test_links_lead_somewhere(name: str) -> None:
    for target, anchor in _LINK.findall(_page(name)):
        path = (DOCS / name).parent / target if target else DOCS / name
        assert path.is_file(), target
        assert not anchor or anchor in _anchors(path)


def _page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a page; the second heading of a name gets `-1` appended."""
    names = [heading.lower() for heading in _HEADING.findall(path.read_text("utf-8"))]
    return {
        f"{name}-{names[:place].count(name)}".removesuffix("-0") for place, name in enumerate(names)
    }


# The tool


def test_pages_are_the_same_in_every_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = pages()
    monkeypatch.setenv("COLUMNS", "30")

    assert pages() == wide


def test_check_names_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "docs"
    main(["--output", str(folder)])
    (folder / "api.md").write_text("old\n", "utf-8")
    (folder / "cli.md").unlink()
    (folder / "rules" / "removed_rule.md").write_text("old\n", "utf-8")

    status = main(["--check", "--output", str(folder)])

    assert status == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{folder / 'api.md'} is not what this command would write",
        f"{folder / 'cli.md'} is not what this command would write",
        f"{folder / 'rules' / 'removed_rule.md'} is not what this command would write",
        "help: run `python tools/build_docs.py`",
    ]


def test_writing_mends_what_is_stale_and_leaves_the_rest(tmp_path: Path) -> None:
    remainder, other = tmp_path / "frames" / "removed.md", tmp_path / "performance.md"
    remainder.parent.mkdir()
    remainder.write_text("old\n", "utf-8")
    other.write_text("by hand\n", "utf-8")

    main(["--output", str(tmp_path)])

    assert main(["--check", "--output", str(tmp_path)]) == 0
    assert not remainder.exists()
    assert other.read_text("utf-8") == "by hand\n"


# Its parts


def test_text_cannot_become_html() -> None:
    assert plain("<root_account> and `<root_account>`") == r"\<root_account> and `<root_account>`"
    assert cell("one\n  or <two> | three") == r"one or \<two> \| three"
    assert code("a|b") == r"`a\|b`"


def test_text_of_a_docstring() -> None:
    def function() -> None:
        """Do it.

        As in::

            do(it)

        Args:
            what: What to do:
                with ``care``.
            how: In which way.

        Returns:
            Nothing.

        Examples:
            >>> function()

        That is all.
        """

    assert docstring(function) == [
        "Do it.",
        "",
        "As in:",
        "",
        "```text",
        "do(it)",
        "```",
        "",
        "**Arguments**",
        "",
        "- `what`: What to do:",
        "    with `care`.",
        "- `how`: In which way.",
        "",
        "**Returns**",
        "",
        "Nothing.",
        "",
        "**Examples**",
        "",
        "```python",
        ">>> function()",
        "```",
        "",
        "That is all.",
    ]


def test_signatures() -> None:
    def short(a: int, *rest: str, b: str = "x") -> str:
        return f"{a}{rest}{b}"

    def long(first_of_all: dict[str, int], *, second: str | None = None) -> list[str | None]:
        return [*first_of_all, second]

    assert signature("short", short) == 'short(a: int, *rest: str, b: str = "x") -> str'
    assert signature("a_name_that_is_long", long) == (
        "a_name_that_is_long(\n"
        "    first_of_all: dict[str, int],\n"
        "    *,\n"
        "    second: str | None = None,\n"
        ") -> list[str | None]"
    )
    assert signature("ir.Severity", Severity) == "ir.Severity"


def test_page_of_a_parser() -> None:
    parser = argparse.ArgumentParser(
        prog="tool", description="Do things.\n\n  tool make x", epilog="status:\n  0  fine"
    )
    parser.add_argument("--secret", help=argparse.SUPPRESS)
    make = parser.add_subparsers(dest="command").add_parser("make", aliases=["m"], help="make it")
    make.add_argument("what", nargs="+", metavar="WHAT", help="a <thing>")
    make.add_argument("-n", "--count", type=int, default=3, help="how many (not %(prog)s)")
    make.add_argument("--kind", choices=["a", "b"], help="which of `a|b`")
    make.add_argument("--fast", action="store_true", help="in a hurry")

    assert cli_page(parser).splitlines() == [
        "# Command line",
        "",
        "```console",
        "$ tool [OPTIONS] COMMAND ...",
        "```",
        "",
        "Do things.",
        "",
        "```text",
        "tool make x",
        "```",
        "",
        "| argument | meaning |",
        "| --- | --- |",
        "| `-h`, `--help` | show this help message and exit |",
        "",
        "| command | does |",
        "| --- | --- |",
        "| [make](#make) | make it |",
        "",
        "```text",
        "status:",
        "  0  fine",
        "```",
        "",
        "## make",
        "",
        "```console",
        "$ tool make [OPTIONS] WHAT [WHAT ...]",
        "```",
        "",
        "| argument | meaning | default |",
        "| --- | --- | --- |",
        "| `-h`, `--help` | show this help message and exit |  |",
        r"| `WHAT [WHAT ...]` | a \<thing> |  |",
        "| `-n COUNT`, `--count COUNT` | how many (not tool make) | `3` |",
        r"| `--kind {a,b}` | which of `a\|b` |  |",
        "| `--fast` | in a hurry |  |",
    ]
