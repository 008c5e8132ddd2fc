"""Time who can become administrator: one account with every path, and accounts of several sizes.

Each account is read and searched in new processes, as by somebody who asks once; the rest of what
Python and its packages need is loaded before. `orjson.loads` of the same bytes is the anchor. Times
depend on the machine.

    python benchmarks/escalations.py            # up to 10,000 principals
    python benchmarks/escalations.py --quick    # up to 1,600, one round
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final, TypedDict

import numpy as np
from generate_escalations import PRINCIPALS, escalations_json
from path_actions import PATHS
from timing import header, in_turns

from iam_report.graph._reach import adjacency, reaching

SIZES: Final = (400, 1_600, 6_900, 10_000)
ROUNDS: Final = 3
NODES, EDGES, GOALS = 10_000, 1_000_000, 70

#: What is wanted at most: seconds, for the account with every path and for the large one; its
#: megabytes; the growth exponent; milliseconds to search.
OF_ONE, OF_LARGE, LARGE, MEMORY, GROWTH, OF_SEARCH = 3, 20, 6_900, 2_000, 1.3, 50

#: Reads the file that is its argument, finds escalations, and prints what that took.
ASKED: Final = """
import gc, json, re, sys, time, warnings
from pathlib import Path
import orjson
import iam_report as ir
warnings.simplefilter("ignore")
data = Path(sys.argv[1]).read_bytes()
start = time.perf_counter()
orjson.loads(data)
anchor = time.perf_counter()
ir.load, ir.escalations, ir.escalation_edges
gc.collect()
loading, busy = time.perf_counter(), time.process_time()
snapshot = ir.load(data)
asking = time.perf_counter()
rows = ir.escalations(snapshot)
done, busy = time.perf_counter(), time.process_time() - busy
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
found = {
    "anchor": anchor - start, "load": asking - loading, "escalations": done - asking,
    "all": done - loading, "cpu": busy, "peak": peak, "rows": len(rows),
    "principals": rows["principal"].nunique(),
}
if "--edges" in sys.argv:
    edges = ir.escalation_edges(snapshot)
    found["edges"] = len(edges)
    found["paths"] = sorted(edges["path_id"].astype(str).unique())
print(json.dumps(found))
"""


class Found(TypedDict, total=False):
    """Seconds, bytes and numbers of rows of one process."""

    anchor: float
    load: float
    escalations: float
    all: float
    cpu: float
    peak: float
    rows: int
    principals: int
    edges: int
    paths: list[str]


def ask(data: bytes, *arguments: str) -> Found:
    """Return what a new process took to read an account and to find its escalations (Linux)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "details.json"
        path.write_bytes(data)
        command = [sys.executable, "-c", ASKED, str(path), *arguments]
        found: Found = json.loads(subprocess.check_output(command, text=True))  # noqa: S603
    return found


def show(what: str, value: float, unit: str, wanted: float | None = None) -> None:
    """Print one line of the table."""
    limit = "" if wanted is None else f"wanted {wanted:,}{' (more)' if value > wanted else ''}"
    print(f"{what:46} {value:12,.2f} {unit:12} {limit}".rstrip())


def minima(data: bytes, rounds: int, *, seconds: float | None, memory: float | None) -> Found:
    """Print and return what an account takes: of each figure the smallest of all rounds."""
    every = [ask(data) for _ in range(rounds)]
    anchor, load, asking, all_of_it, cpu, peak = (
        min(each[name] for each in every)
        for name in ("anchor", "load", "escalations", "all", "cpu", "peak")
    )
    show("orjson.loads (anchor)", anchor * 1e3, "ms")
    show("load", load, "s")
    show("escalations", asking, "s")
    show("both", all_of_it, "s", seconds)
    show("  of the processors", cpu, "s")
    show("  against the anchor", all_of_it / anchor, "times")
    show("peak memory", peak / 1e6, "MB", memory)
    print(f"{every[0]['rows']:,} rows of {every[0]['principals']:,} principals")
    return {"load": load, "escalations": asking, "all": all_of_it, "cpu": cpu, "peak": peak}


def search(rounds: int) -> None:
    """Print the time that only the search takes, on random edges."""
    dice = np.random.default_rng(0)
    sources, targets = dice.integers(0, NODES, (2, EDGES))
    goals = dice.choice(NODES, GOALS, replace=False)
    edges = adjacency(NODES, sources, targets)
    times = in_turns(
        {
            "ordered": partial(adjacency, NODES, sources, targets),
            "search": partial(reaching, NODES, sources, targets, goals, edges=edges),
        },
        rounds,
    )
    print(f"\n{NODES:,} nodes, {EDGES:,} edges, {GOALS} goals")
    show("edges in order of their targets", min(times["ordered"]) * 1e3, "ms")
    show("hops to the nearest goal", min(times["search"]) * 1e3, "ms", OF_SEARCH)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="at most 1,600 principals, once")
    arguments = parser.parse_args()
    sizes, rounds = (SIZES[:2], 1) if arguments.quick else (SIZES, ROUNDS)
    print(header("pandas", "pyarrow", "numpy", "orjson"))
    data = escalations_json()
    print(f"\n{PRINCIPALS:,} principals with every path, {len(data) / 1e6:.2f} MB")
    minima(data, rounds, seconds=OF_ONE, memory=None)
    told = ask(data, "--edges")
    lacking = sorted(set(PATHS) - set(told["paths"]))
    print(f"{told['edges']:,} edges; published paths without one: {', '.join(lacking) or 'none'}")
    found = {}
    for size in sizes:
        data = escalations_json(size)
        print(f"\n{size:,} principals, {len(data) / 1e6:.2f} MB")
        large = size == LARGE
        found[size] = minima(
            data, rounds, seconds=OF_LARGE if large else None, memory=MEMORY if large else None
        )
    first, last = sizes[0], sizes[-1]
    print(f"\ngrowth exponent from {first:,} to {last:,} principals")
    for name in ("load", "escalations", "all", "cpu"):
        grown = math.log(found[last][name] / found[first][name])
        wanted = GROWTH if name == "all" else None
        show(name, grown / math.log(last / first), "", wanted)
    search(3 if arguments.quick else 9)


if __name__ == "__main__":
    main()
