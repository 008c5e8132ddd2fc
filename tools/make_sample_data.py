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
from tools.sample_company.authorization_details import details_dump, details_json, details_pages
from tools.sample_company.credential_report import credential_report_csv, credential_report_json
from tools.sample_company.readme import readme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.sample_company.model import Account, Company

SAMPLE_DATA: Final = Path(__file__).resolve().parents[1] / "sample_data"
# Somebody decoded the report of this account by hand, and wrote a program for the rest.
SAVED_BY_HAND: Final = "legacy"
# Somebody told the AWS CLI not to join the pages of its answer.
SAVED_BY_PAGE: Final = "development"


def sample_files(company: Company) -> dict[str, bytes]:
    """Return the content of every file, by its path below the folder of sample data."""
    texts: dict[str, str] = {}
    for account in company.accounts:
        texts |= {f"{account.name}/{name}": text for name, text in _exports(account).items()}
    texts["README.md"] = readme(company, tuple(texts))
    return {name: text.encode() for name, text in texts.items()}


def _exports(account: Account) -> dict[str, str]:
    """Return the exports of an account by the names that somebody gave to the files."""
    if account.name == SAVED_BY_HAND:
        return {
            "credential_report.csv": credential_report_csv(account),
            "iam-dump.json": details_dump(account),
        }
    report = {"credential-report.json": credential_report_json(account)}
    if account.name != SAVED_BY_PAGE:
        return report | {"authorization-details.json": details_json(account)}
    pages = enumerate(details_pages(account), start=1)
    return report | {f"authorization-details-{number}.json": text for number, text in pages}


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
