"""Make the sample data: the exports of a fictional company's AWS accounts.

    python tools/make_sample_data.py            write the folder sample_data/
    python tools/make_sample_data.py --check    fail if a file there is not what would be written

The same code writes the same bytes on every machine. The company itself is in `sample_company/`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

# Run as a script, Python looks for modules in this folder, not in the one above.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.sample_company import example_ferries
from tools.sample_company.credential_report import credential_report_csv, credential_report_json
from tools.sample_company.readme import readme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.sample_company.model import Company

SAMPLE_DATA: Final = Path(__file__).resolve().parents[1] / "sample_data"
# Somebody saved the report of this account by hand, decoded.
SAVED_AS_CSV: Final = "legacy"


def sample_files(company: Company) -> dict[str, bytes]:
    """Return the content of every file, by its path below the folder of sample data."""
    texts: dict[str, str] = {}
    reports: dict[str, str] = {}
    for account in company.accounts:
        if account.name == SAVED_AS_CSV:
            file, text = "credential_report.csv", credential_report_csv(account)
        else:
            file, text = "credential-report.json", credential_report_json(account)
        reports[account.id] = f"{account.name}/{file}"
        texts[reports[account.id]] = text
    texts["README.md"] = readme(company, reports)
    return {name: text.encode() for name, text in texts.items()}


def stale_files(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Return the names of the files that are missing in a folder or differ there."""
    return [
        name
        for name, content in files.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content
    ]


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, which is made if need be."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Command line arguments; those of the process if None.

    Returns:
        The exit status: 1 if `--check` found a file that is missing or differs, else 0.
    """
    parser = argparse.ArgumentParser(description="Make the exports of a fictional company.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    parser.add_argument(
        "--output", type=Path, default=SAMPLE_DATA, metavar="DIR", help="the folder"
    )
    options = parser.parse_args(arguments)
    files = sample_files(example_ferries())
    if not options.check:
        write_files(files, options.output)
        return 0
    stale = stale_files(files, options.output)
    for name in stale:
        print(f"{options.output / name} is not what this command would write", file=sys.stderr)
    if stale:
        print("help: run `python tools/make_sample_data.py`", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
