"""Time each stage from the bytes of authorization details to frames, permissions and findings.

Frames are timed against `orjson.loads` of the same bytes, what comes after against the frames; in
one run, in turns, with the garbage collector on.

    python benchmarks/authorization_details.py            # 1, 10 and 100 MB
    python benchmarks/authorization_details.py --quick    # 1 and 10 MB
"""

from __future__ import annotations

import argparse
import math
import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import orjson
from generate_details import details_json
from timing import header, in_turns, line

import iam_report as ir

ANCHOR = "orjson.loads (anchor)"
FRAMES = "read_authorization_details"


def permissions(snapshot: ir.Snapshot) -> object:
    """Make the relations that say what every principal may do, from the frames."""
    return fresh(snapshot)["principals"]


def rules(snapshot: ir.Snapshot) -> object:
    """Ask every rule that is on by default, from the frames; the texts of findings are late."""
    report = ir.evaluate(fresh(snapshot))
    return report.findings, report.checks


def fresh(snapshot: ir.Snapshot) -> ir.Snapshot:
    """Return a snapshot with the same frames, and no relation made yet."""
    return ir.Snapshot(snapshot.read, snapshot.problems)


def peak_memory(data: bytes, code: str) -> int:
    """Return the peak of resident memory of a process that runs `code` on a file (Linux)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "details.json"
        path.write_bytes(data)
        script = (
            f"import sys, warnings, iam_report as ir\nwarnings.simplefilter('ignore')\n{code}\n"
            "print(open('/proc/self/status').read())"
        )
        out = subprocess.check_output([sys.executable, "-c", script, str(path)], text=True)  # noqa: S603
    found = re.search(r"VmHWM:\s+(\d+)", out)
    assert found  # noqa: S101  (Linux)
    return int(found[1]) * 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="at most 10 MB")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print(header("pandas", "pyarrow", "msgspec", "orjson"))
    sizes = [1, 10] + ([] if arguments.quick else [100])
    minima: dict[int, dict[str, float]] = {}
    bytes_of = {}
    for megabytes in sizes:
        data = details_json(megabytes)
        snapshot = ir.load(data)
        rules(snapshot)
        stages = {
            ANCHOR: lambda data=data: orjson.loads(data),
            FRAMES: lambda data=data: ir.read_authorization_details(data),
            "permissions of every principal": lambda s=snapshot: permissions(s),
            "rules and permissions": lambda s=snapshot: rules(s),
        }
        times = in_turns(stages, arguments.rounds)
        principals = len(snapshot["users"]) + len(snapshot["roles"])
        print(f"\n{len(data) / 1e6:.1f} MB, {principals:,} users and roles")
        for name, seconds in times.items():
            print(line(name, seconds, times[ANCHOR if name in (ANCHOR, FRAMES) else FRAMES]))
        minima[megabytes] = {name: min(seconds) for name, seconds in times.items()}
        bytes_of[megabytes] = len(data)
    small, large = sizes[0], sizes[-1]
    print("\ngrowth exponent")
    for name in minima[large]:
        grown = math.log(minima[large][name] / minima[small][name])
        print(f"{name:38} {grown / math.log(bytes_of[large] / bytes_of[small]):.3f}")
    data = details_json(sizes[-1])
    for what, code in (
        ("frames", "ir.read_authorization_details(sys.argv[1])"),
        ("findings", "r = ir.evaluate(ir.load(sys.argv[1])); r.findings, r.checks"),
    ):
        peak = peak_memory(data, code)
        size = len(data)
        print(f"peak memory to {what}: {peak / 1e6:.0f} MB, x {peak / size:.2f} of the file")


if __name__ == "__main__":
    main()
