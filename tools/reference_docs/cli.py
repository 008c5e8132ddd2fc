"""The page of the command line.

argparse lays its help out by the width of the terminal, and each version of Python does it in its
own way. The page is therefore made from the parser's arguments and not from its help.
"""

from __future__ import annotations

import argparse
import re
import textwrap
from typing import TYPE_CHECKING

from tools.reference_docs.markdown import block, cell, code, codes, plain, table

if TYPE_CHECKING:
    from collections.abc import Mapping


def cli_page(parser: argparse.ArgumentParser) -> str:
    """Return the page of a command line, with a section for each command."""
    lines = ["# Command line", "", *_section(parser)]
    for name, command in commands(parser).items():
        lines += ["", f"## {name}", "", *_section(command)]
    return "\n".join(lines)


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the subcommands of a parser by name; other names of the same one are left out."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:  # noqa: SLF001  (argparse has no other way to ask)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, command in action.choices.items():
                if command not in found.values():
                    found[name] = command
    return found


def _section(parser: argparse.ArgumentParser) -> list[str]:
    lines = block("console", f"$ {_usage(parser)}")
    lines += _text(parser.description)
    lines += _argument_table(parser)
    if found := commands(parser):
        lines += ["", *table(["command", "does"], _summaries(parser, found))]
    return [*lines, *_text(parser.epilog)]


def _arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [
        action
        for action in parser._actions  # noqa: SLF001
        if not isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        and action.help != argparse.SUPPRESS
    ]


def _argument_table(parser: argparse.ArgumentParser) -> list[str]:
    head = ["argument", "meaning", "default"]
    rows = [[_names(a), _help(a, parser), _default(a)] for a in _arguments(parser)]
    if not any(default for *_, default in rows):
        head, rows = head[:-1], [row[:-1] for row in rows]
    return ["", *table(head, rows)] if rows else []


def _text(text: str | None) -> list[str]:
    """Return a description; a paragraph with lines that are indented is shown as it is."""
    lines: list[str] = []
    for paragraph in textwrap.dedent(text or "").strip("\n").split("\n\n"):
        as_is = re.search(r"^ ", paragraph, re.MULTILINE)
        shown = block("text", textwrap.dedent(paragraph)) if as_is else [plain(paragraph)]
        lines += ["", *shown] if paragraph else []
    return lines


def _summaries(
    parser: argparse.ArgumentParser, found: Mapping[str, argparse.ArgumentParser]
) -> list[list[str]]:
    helps = {
        choice.dest: choice.help
        for action in parser._actions  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        for choice in action._choices_actions  # noqa: SLF001
    }
    return [[f"[{name}](#{name})", cell(helps.get(name) or "")] for name in found]


def _usage(parser: argparse.ArgumentParser) -> str:
    arguments = _arguments(parser)
    options = ["[OPTIONS]"] if any(a.option_strings for a in arguments) else []
    placed = [_placed(a) for a in arguments if not a.option_strings]
    command = ["COMMAND ..."] if commands(parser) else []
    return " ".join([parser.prog, *options, *placed, *command])


def _placed(action: argparse.Action) -> str:
    """Return a positional argument as a usage line shows it."""
    name = _value(action)
    counts = {"?": f"[{name}]", "*": f"[{name} ...]", "+": f"{name} [{name} ...]"}
    return counts.get(str(action.nargs), name)


def _value(action: argparse.Action) -> str:
    """Return what stands for the value of an argument."""
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    if action.metavar is None and action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.metavar or action.dest.upper()


def _names(action: argparse.Action) -> str:
    if not action.option_strings:
        return code(_placed(action))
    value = "" if action.nargs == 0 else f" {_value(action)}"
    return codes(name + value for name in action.option_strings)


def _help(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    return cell((action.help or "") % {**vars(action), "prog": parser.prog})


def _default(action: argparse.Action) -> str:
    value = action.default
    is_none = value is None or value is False or value == argparse.SUPPRESS or value in ((), [])
    return "" if is_none else code(value)
