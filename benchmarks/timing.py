"""Stages timed in turns, and how the times are shown."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def in_turns(stages: Mapping[str, Callable[..., object]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each stage in each round."""
    times: dict[str, list[float]] = {name: [] for name in stages}
    for _ in range(rounds):
        for name, stage in stages.items():
            start = time.perf_counter()
            stage()
            times[name].append(time.perf_counter() - start)
    return times


def line(name: str, times: list[float], anchor: list[float] | None = None) -> str:
    """Return one line of the output."""
    text = (
        f"{name:38} min {min(times) * 1e3:9.1f} ms   median {statistics.median(times) * 1e3:9.1f}"
    )
    if anchor is None:
        return text
    of_median = statistics.median(times) / statistics.median(anchor)
    return f"{text}   x {min(times) / min(anchor):6.2f} (median {of_median:.2f})"


def header(*packages: str) -> str:
    """Return what the figures depend on besides the machine."""
    versions = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in packages)
    return f"Python {platform.python_version()}, {versions}, {os.cpu_count()} cores"
