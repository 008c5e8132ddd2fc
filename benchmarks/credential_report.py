"""Time each stage from the bytes of a credential report to findings and checks.

Every stage is timed against pyarrow's typed CSV read of the same bytes, in one run, in turns; the
ratio of the minima, and of the medians, is what to compare. Times depend on the machine and on what
else runs there.

    python benchmarks/credential_report.py            # 1,000 to 1,000,000 users
    python benchmarks/credential_report.py --quick    # up to 100,000 users
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from generate import report_csv
from pyarrow import csv
from timing import header, in_turns, line

import iam_report as ir
from iam_report.evaluate.choose import choose
from iam_report.frames.credential_report import REPORT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

MARKERS = ["N/A", "no_information", "not_supported"]
ROUNDS = 7
TEXTS = ["resource", "message", "finding_id", "evidence"]


def typed_read(data: bytes) -> pa.Table:
    """Read the report as pyarrow does it with the types that are in it: the anchor."""
    types = {
        c.name: pa.dictionary(pa.int32(), pa.string())
        if c.name.endswith(("region", "service"))
        else pa.timestamp("s", tz="UTC")
        if pa.types.is_timestamp(c.type)
        else c.type
        for c in REPORT_COLUMNS
    }
    options = csv.ConvertOptions(column_types=types, null_values=MARKERS, strings_can_be_null=True)
    return csv.read_csv(pa.BufferReader(data), convert_options=options)


def everything(data: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Go from bytes to findings and checks, with every rule that is on by default."""
    report = ir.evaluate(ir.load(data, as_of="2026-01-15T12:00:00Z"))
    return report.findings, report.checks


def everything_and(data: bytes, texts: list[str]) -> int:
    """Do the same, and write the columns of text that are else written when looked at."""
    findings, _ = everything(data)
    return int(findings[texts].memory_usage().sum())


def read(data: bytes) -> object:
    """Read the report to a checked frame."""
    return ir.read_credential_report(data, as_of="2026-01-15T12:00:00Z")


def masks(data: bytes, rounds: int) -> dict[str, float]:
    """Return the nanoseconds that each rule's mask takes for a user."""
    snapshot = ir.load(data, as_of="2026-01-15T12:00:00Z")
    rules = [r for r in choose(None, None, None) if all(f in snapshot for f in r.frames)]
    frames = {name: snapshot[name] for r in rules for name in r.frames}
    stages = {r.name: (lambda r=r: r.mask(frames)) for r in rules}
    users = len(snapshot.credential_report)
    return {n: min(t) / users * 1e9 for n, t in in_turns(stages, rounds).items()}


def peak_memory(users: int) -> tuple[int, int]:
    """Return the peak of resident memory from a file to findings and checks; the file's bytes.

    Linux only.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.csv"
        path.write_bytes(report_csv(users))
        code = (
            "import re, sys, iam_report as ir\n"
            "report = ir.evaluate(ir.load(sys.argv[1], as_of='2026-01-15T12:00:00Z'))\n"
            "report.findings, report.checks\n"
            "status = open('/proc/self/status').read()\n"  # ru_maxrss has the parent's peak too
            "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) * 1024)\n"
        )
        out = subprocess.check_output([sys.executable, "-c", code, str(path)], text=True)  # noqa: S603
        return int(out), path.stat().st_size


def start_up(rounds: int) -> dict[str, list[float]]:
    """Return the seconds that whole processes take to start."""
    commands = {
        "import pandas, pyarrow": ["-c", "import pandas, pyarrow"],
        "import pandas, pyarrow, iam_report": ["-c", "import pandas, pyarrow, iam_report"],
        "iam-report --version": ["-m", "iam_report", "--version"],
    }

    def run(arguments: list[str]) -> Callable[[], object]:
        return lambda: subprocess.check_output([sys.executable, *arguments])  # noqa: S603

    return in_turns({name: run(arguments) for name, arguments in commands.items()}, rounds)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="at most 100,000 users")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    sizes = [1_000, 10_000, 100_000] + ([] if arguments.quick else [1_000_000])
    print(header("pandas", "pyarrow"))
    minima: dict[int, dict[str, float]] = {}
    for users in sizes:
        data = report_csv(users)
        stages = {
            "pyarrow.csv typed read (anchor)": lambda data=data: typed_read(data),
            "read_credential_report": lambda data=data: read(data),
            "bytes to findings and checks": lambda data=data: everything(data),
            "the same, messages written": lambda data=data: everything_and(data, TEXTS[:2]),
            "the same, all texts written": lambda data=data: everything_and(data, TEXTS),
        }
        everything(data)
        times = in_turns(stages, arguments.rounds)
        anchor = times["pyarrow.csv typed read (anchor)"]
        print(f"\n{users:,} users, {len(data) / 1e6:.1f} MB")
        for name, seconds in times.items():
            print(line(name, seconds, anchor))
        minima[users] = {name: min(seconds) for name, seconds in times.items()}
    small, large = 10_000, sizes[-1]
    print(f"\ngrowth exponent from {small:,} to {large:,} users")
    for name in minima[large]:
        grown = math.log(minima[large][name] / minima[small][name]) / math.log(large / small)
        print(f"{name:38} {grown:.3f}")
    print(f"\nmasks, ns per user and rule, {large:,} users")
    for name, nanoseconds in sorted(masks(report_csv(large), 5).items(), key=lambda x: -x[1]):
        print(f"{name:38} {nanoseconds:6.2f}")
    peak, size = peak_memory(large)
    print(
        f"\npeak memory {peak / 1e6:.0f} MB of a file of {size / 1e6:.0f} MB: x {peak / size:.2f}"
    )
    print("\nstart-up, whole processes")
    starts = start_up(arguments.rounds)
    anchor = starts["import pandas, pyarrow"]
    for name, seconds in starts.items():
        print(line(name, seconds, anchor))


if __name__ == "__main__":
    main()
