"""Time the catalogue of actions: loading it, and finding the actions that patterns name.

    python benchmarks/action_patterns.py

Patterns are made from the catalogue itself: names, names cut off with a star, names with a wildcard
in them, and a few with a wildcard in the service. Times depend on the machine.
"""

from __future__ import annotations

import random
import subprocess
import sys
from typing import TYPE_CHECKING

from timing import header, in_turns, line

from iam_report.catalog.actions import catalogue
from iam_report.policy.action_sets import MAX_REMEMBERED, action_sets, places_of, statement_set
from iam_report.policy.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Callable

PATTERNS = 50_000
ROUNDS = 5


def exact(name: str, _: random.Random) -> str:
    """Return the name."""
    return name


def trailing(name: str, chance: random.Random) -> str:
    """Return the beginning of the name, and a star."""
    service, _, action = name.partition(":")
    return f"{service}:{action[: chance.randint(1, len(action))]}*"


def inner(name: str, chance: random.Random) -> str:
    """Return the name with a wildcard somewhere."""
    service, _, action = name.partition(":")
    first = chance.randint(0, len(action) - 1)
    last = chance.randint(first, len(action))
    return f"{service}:{action[:first]}{chance.choice('*?')}{action[last:]}"


def across(name: str, chance: random.Random) -> str:
    """Return a pattern with a wildcard in the service."""
    service, _, action = name.partition(":")
    return f"{chance.choice(['', service[0]])}*:{action[: chance.randint(3, 8)]}*"


#: How to make patterns, and how many of a hundred are made so.
KINDS: dict[Callable[[str, random.Random], str], int] = {
    exact: 37,
    trailing: 45,
    inner: 17,
    across: 1,
}


def patterns(count: int) -> dict[str, list[str]]:
    """Return distinct patterns by kind."""
    chance = random.Random(7)  # noqa: S311  (no secrets)
    names = catalogue().display
    found: dict[str, dict[str, None]] = {}
    for make, share in KINDS.items():
        made = found.setdefault(make.__name__, {})
        while len(made) < count * share // 100:
            made[make(chance.choice(names), chance)] = None
    return {name: list(made) for name, made in found.items()}


def finder(found: list[str]) -> Callable[[], object]:
    """Return what finds the actions of patterns."""
    return lambda: action_sets(found)


def load() -> Callable[[], object]:
    """Return what loads names and levels in a new process that has pandas already."""
    code = (
        "import pandas, pyarrow.compute, time; start = time.perf_counter();"
        "from iam_report.catalog.actions import catalogue; catalogue().levels;"
        "print(time.perf_counter() - start)"
    )
    return lambda: subprocess.check_output([sys.executable, "-c", code], text=True)  # noqa: S603


def main() -> None:
    """Print the figures."""
    print(header("pandas", "pyarrow"))
    starts = [float(str(load()())) for _ in range(ROUNDS)]
    print(line("load names and access levels", starts))
    found = patterns(PATTERNS)
    everything = [pattern for part in found.values() for pattern in part]
    stages: dict[str, Callable[[], object]] = {
        f"{len(part):,} patterns, {name}": finder(part) for name, part in found.items()
    }
    stages[f"{len(everything):,} patterns, all"] = finder(everything)
    stages["100 statements of 300 patterns"] = lambda: [
        statement_set(everything[at : at + 300]) for at in range(0, 30_000, 300)
    ]
    stages["actions of a set of all, 100 times"] = lambda: [
        places_of(statement_set(["*"])) for _ in range(100)
    ]
    stages["64 stars on 2,048 characters"] = lambda: matches("*a" * 63 + "?*b", "a" * 2_048)
    for name, seconds in in_turns(stages, ROUNDS).items():
        print(line(name, seconds))
    print(f"{MAX_REMEMBERED:,} patterns are remembered: what is asked again of fewer is quicker")


if __name__ == "__main__":
    main()
