"""Run the notebooks and keep what they show.

    python tools/run_notebooks.py            run notebooks/*.ipynb, write their outputs into them
    python tools/run_notebooks.py --check    fail if one of them shows something else when run

A notebook runs in its own folder, in a new kernel, from top to bottom. What depends on the machine
or on the moment, such as the version of Python and the time a cell took, is not kept.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import nbformat
from nbclient import NotebookClient

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTEBOOKS: Final = Path(__file__).resolve().parents[1] / "notebooks"
#: Seconds that one cell may take.
_TIMEOUT: Final = 120
_METADATA: Final = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run(path: Path) -> str:
    """Return a notebook as it is after it was run, as text.

    Raises:
        CellExecutionError: A cell raised an error.
    """
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=_TIMEOUT,
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources=resources,
    )
    client.execute()
    notebook.metadata = nbformat.from_dict(_METADATA)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Command line arguments; those of the process if None.

    Returns:
        The exit status: 1 if `--check` found a notebook that shows something else, else 0.
    """
    parser = argparse.ArgumentParser(description="Run the notebooks and keep what they show.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    options = parser.parse_args(arguments)
    status = 0
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        text = run(path)
        if not options.check:
            path.write_text(text, "utf-8")
        elif path.read_text("utf-8") != text:
            print(f"{path} shows something else when it is run", file=sys.stderr)
            print("help: run `python tools/run_notebooks.py`", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
