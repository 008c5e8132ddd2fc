"""Time single decisions, questions about everybody, and the actions that everybody may do.

    python benchmarks/authorization.py

Questions are asked of accounts of several sizes; the time for each principal should not grow with
them. What is asked first makes the index of the snapshot, and is timed apart. Times depend on the
machine.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import tracemalloc
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from generate_details import ACCOUNT, Account, details_json
from timing import header, in_turns

import iam_report as ir
from iam_report.relations._administrators import Uses
from iam_report.relations._allowed import allowed
from iam_report.relations.principals import _everybody, _grants, _Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

ROUNDS: Final = 9
CALLS: Final = 200
MEGABYTES: Final = (0.46, 0.81, 8.1)
FRAMES: Final = (
    *("users", "groups", "roles", "group_memberships", "principal_policies", "documents"),
    "statements",
)

HEAD: Final = f"arn:aws:iam::{ACCOUNT}:"
CONTEXT: Final[dict[str, Any]] = {
    "aws:SourceIp": "192.0.2.7",
    "aws:RequestedRegion": "eu-west-1",
    "aws:MultiFactorAuthPresent": True,
}

#: Questions about everybody.
QUESTIONS: Final[dict[str, tuple[Any, ...]]] = {
    "read an object, context given": ("s3:GetObject", "arn:aws:s3:::crew-1/key", CONTEXT),
    "make an access key of a user": ("iam:CreateAccessKey", f"{HEAD}user/user-1"),
    "pass any role": ("iam:PassRole", f"{HEAD}role/*"),
    "assume a role": ("sts:AssumeRole", f"{HEAD}role/role-1"),
}

#: A service control policy that looks at who asks, which makes one decision for each.
LIMITS: Final = [
    [
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {
                    "Effect": "Deny",
                    "Action": "*",
                    "Resource": "*",
                    "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin*"}},
                },
            ],
        }
    ]
]

#: Microseconds that are wanted at most.
OF_DECISION: Final = 250
OF_PRINCIPAL: Final = 20
#: Milliseconds and bytes a principal that are wanted at most.
OF_ACTIONS: Final = 250, 3_000

CONDITIONS: Final = (
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
    {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]}},
    {"StringLike": {"aws:PrincipalTag/team": ["c*", "${aws:username}"]}},
)


def policies(count: int) -> list[dict[str, Any]]:
    """Return policies of three statements, each with a condition."""
    account = Account(0.1)
    found = []
    for number in range(count):
        statements = [account.statement() for _ in range(3)]
        for place, statement in enumerate(statements):
            statement["Condition"] = CONDITIONS[(number + place) % len(CONDITIONS)]
        statements[0] |= {"Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::crew-*"}
        found.append({"Version": "2012-10-17", "Statement": statements})
    return found


def decisions(documents: list[Any]) -> Callable[[], object]:
    """Return what decides requests of several users for several objects."""

    def decide() -> None:
        for number in range(CALLS):
            ir.simulate(
                "s3:GetObject",
                f"arn:aws:s3:::crew-{number % 7}/key-{number}",
                f"{HEAD}user/user-{number % 11}",
                identity_policies=documents,
                context=CONTEXT,
            )

    return decide


def fresh(snapshot: ir.Snapshot) -> ir.Snapshot:
    """Return a snapshot with the same frames, and nothing made of them yet."""
    return ir.Snapshot(snapshot.read, snapshot.problems)


def actions(frames: list[pd.DataFrame]) -> tuple[list[int], np.ndarray]:
    """Return the sets of actions that principals may do, and which of them each may."""
    users, groups, roles, _, policies_of, documents, rows = frames
    everybody = _everybody(users, groups, roles)
    found = _Rows.of(everybody, policies_of, documents)
    known = np.flatnonzero((found.principal >= 0) & (found.document >= 0))
    uses = Uses(found.principal[known], found.document[known], found.is_boundary[known])
    grants = _grants(documents, rows, np.unique(uses.document))
    return allowed(uses, grants, len(everybody))


def cold() -> float:
    """Return the seconds that the first question takes in a new process that has read exports."""
    code = (
        "import time, warnings; warnings.simplefilter('ignore'); import iam_report as ir;"
        f"from generate_details import details_json; s = ir.load(details_json({MEGABYTES[0]}));"
        "start = time.perf_counter(); ir.who_can(s, 's3:GetObject', 'arn:aws:s3:::crew-1/key');"
        "print(time.perf_counter() - start)"
    )
    here = Path(__file__).parent
    return float(subprocess.check_output([sys.executable, "-c", code], cwd=here, text=True))  # noqa: S603


def show(what: str, value: float, unit: str, wanted: float | None = None) -> None:
    """Print one line of the table."""
    print(f"{what:52} {value:10,.1f} {unit:18}", "" if wanted is None else f"wanted {wanted:,}")


def main() -> None:
    """Print the figures."""
    warnings.simplefilter("ignore")
    print(header("pandas", "pyarrow", "msgspec"))
    print("minima of", ROUNDS, "rounds, in turns\n")
    documents = policies(10)
    stages = {
        "simulate, 10 policies of 3 statements": decisions(documents),
        "simulate, the same policies as text": decisions([json.dumps(d) for d in documents]),
    }
    for name, seconds in in_turns(stages, ROUNDS).items():
        show(name, min(seconds) / CALLS * 1e6, "us", OF_DECISION)
    snapshots = {m: ir.load(details_json(m)) for m in MEGABYTES}
    people = {m: len(s["users"]) + len(s["roles"]) for m, s in snapshots.items()}
    asking = {
        f"{name} {m}": partial(ir.who_can, s, *q)
        for m, s in snapshots.items()
        for name, q in QUESTIONS.items()
    }
    times = {name: min(s) for name, s in in_turns(asking, ROUNDS).items()}
    for name in QUESTIONS:
        each = [times[f"{name} {m}"] / people[m] * 1e6 for m in MEGABYTES]
        for megabytes, value in zip(MEGABYTES, each, strict=True):
            what = f"{name}, {people[megabytes]:,} principals"
            show(what, value, "us a principal", OF_PRINCIPAL)
        show("  largest account against smallest", each[-1] / each[0], "times", 1)
    large = snapshots[MEGABYTES[-1]]
    count = people[MEGABYTES[-1]]
    frames = [large[name] for name in FRAMES]
    question = QUESTIONS["read an object, context given"]
    seconds = in_turns(
        {"": partial(ir.who_can, large, *question, service_control_policies=LIMITS)}, 3
    )[""]
    what = f"the first, limited by aws:PrincipalArn, {count:,}"
    show(what, min(seconds) / count * 1e6, "us a principal")
    start = time.perf_counter()
    ir.who_can(fresh(large), *question)
    show(f"first question, {count:,} principals", (time.perf_counter() - start) * 1e3, "ms")
    show(f"  of a new process, {people[MEGABYTES[0]]:,} principals", cold() * 1e3, "ms")
    seconds = in_turns({"": lambda: actions(frames)}, ROUNDS)[""]
    show(f"actions of {count:,} principals, first", seconds[0] * 1e3, "ms", OF_ACTIONS[0])
    show("  again", statistics.median(seconds[1:]) * 1e3, "ms", OF_ACTIONS[0])
    tracemalloc.start()
    kept = actions(frames)
    size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    show("  kept", size / count, "bytes a principal", OF_ACTIONS[1])
    show("  at most while it is worked out", peak / count, "bytes a principal")
    print(f"\n{len(kept[0]):,} distinct sets of actions")


if __name__ == "__main__":
    main()
