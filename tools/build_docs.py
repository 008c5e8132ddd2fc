"""Write the reference pages of docs/ from the code.

    python tools/build_docs.py            write docs/rules, docs/frames, docs/cli.md, docs/api.md
                                          and docs/escalation_paths.md
    python tools/build_docs.py --check    fail if a page there is not what would be written

What a page says stands once, in the code: in the rule, the schema, the catalogue, the parser of
the command line or the docstring. The same code gives the same pages on every machine and version
of Python.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

# Run as a script, Python looks for modules in this folder, not in the one above.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from iam_report.cli.arguments import build_parser
from tools.reference_docs.api import api_page
from tools.reference_docs.cli import cli_page
from tools.reference_docs.escalation_paths import escalation_paths_page
from tools.reference_docs.frames import frame_pages
from tools.reference_docs.rules import rule_pages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
#: Folders that hold nothing but pages that are written here.
_FOLDERS: Final = ("rules", "frames")
_HEAD: Final = (
    "<!-- Written by tools/build_docs.py: change the code that it describes, not this page. -->"
)


def pages() -> dict[str, str]:
    """Return the text of every page, by its path below docs/."""
    texts = {
        **rule_pages(),
        **frame_pages(),
        "cli.md": cli_page(build_parser()),
        "api.md": api_page(),
        "escalation_paths.md": escalation_paths_page(),
    }
    return {name: f"{_HEAD}\n\n{text.strip()}\n" for name, text in texts.items()}


def stale_pages(texts: Mapping[str, str], folder: Path) -> list[str]:
    """Return the pages that are missing in a folder, differ there, or are no longer written."""
    present = {
        path.relative_to(folder).as_posix()
        for name in _FOLDERS
        for path in (folder / name).glob("**/*")
        if path.is_file()
    }
    differ = [
        name
        for name, text in texts.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != text.encode()
    ]
    return sorted({*differ, *(present - texts.keys())})


def write_pages(texts: Mapping[str, str], folder: Path) -> None:
    """Write the pages that are stale, and delete those that are no longer written."""
    for name in stale_pages(texts, folder):
        path = folder / name
        if name in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(texts[name].encode())
        else:
            path.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Command line arguments; those of the process if None.

    Returns:
        The exit status: 1 if `--check` found a page that is stale, else 0.
    """
    parser = argparse.ArgumentParser(description="Write the reference pages from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    parser.add_argument("--output", type=Path, default=DOCS, metavar="DIR", help="the folder")
    options = parser.parse_args(arguments)
    if not options.check:
        write_pages(pages(), options.output)
        return 0
    stale = stale_pages(pages(), options.output)
    for name in stale:
        print(f"{options.output / name} is not what this command would write", file=sys.stderr)
    if stale:
        print("help: run `python tools/build_docs.py`", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
